import type { Duid } from '../../src/decode/dhcpv6/duid.ts'
import type { Dhcpv6Message } from '../../src/decode/dhcpv6/message.ts'
import type { NtpServerOption } from '../../src/decode/dhcpv6/ntp-server.ts'
import type { Dhcpv6Option } from '../../src/decode/dhcpv6/options.ts'
import type { RelayedMessage } from '../../src/decode/dhcpv6/relayed-message.ts'
import type { VendorOptsOption } from '../../src/decode/dhcpv6/vendor.ts'
import type { Malformed } from '../../src/decode/malformed.ts'
import { address, addresses, fromHex, join, name, text, word16, word24, word32 } from './octets.ts'

/** The octets of a DHCPv6 message: those it was decoded from, if it was captured whole and its header was. */
export function encodeDhcpv6(message: Dhcpv6Message): Uint8Array {
  return join(
    'peerAddress' in message
      ? join([message.msgType, message.hopCount], address(message.linkAddress), address(message.peerAddress))
      : [message.msgType, ...word24(message.transactionId)],
    encodeOptions(message.options),
  )
}

function encodeOptions(options: readonly Dhcpv6Option[]): Uint8Array {
  return join(...options.map(encodeDhcpv6Option))
}

type Listed = Dhcpv6Option | NtpServerOption['suboptions'][number] | VendorOptsOption['vendorOptions'][number]

/** The octets of one option, code and length included. */
export function encodeDhcpv6Option(option: Dhcpv6Option): Uint8Array {
  return encode(option, (whole) => contentOf(whole as Exclude<Dhcpv6Option, { kind: 'malformed' }>))
}

/** One option of any list: a malformed one is what it was. */
function encode<T extends Listed>(option: T, content: (option: T) => Uint8Array): Uint8Array {
  if (option.kind !== 'malformed') {
    const octets = content(option)
    return join(word16(option.code), word16(octets.length), octets)
  }
  const octets = fromHex(option.octets)
  if (option.code === null) return octets
  return join(word16(option.code), word16(saidLength(option, octets.length)), octets)
}

/** Lists whose items were stopped at keep the layer of the list: then what the length said was needed, with the header. */
const STOPPED: readonly string[] = ['dhcpv6-option', 'ntp-suboption', 'vendor-specific']

function saidLength({ layer, reason, needed }: Malformed, there: number): number {
  return reason === 'overrun' && STOPPED.includes(layer) ? needed - 4 : there
}

/** The content of an option that decoded. */
export function contentOf(option: Exclude<Dhcpv6Option, { kind: 'malformed' }>): Uint8Array {
  switch (option.kind) {
    case 'client-id':
    case 'server-id':
    case 'relay-id':
      return duid(option.duid)
    case 'ia-na':
    case 'ia-pd':
      return join(word32(option.iaid), word32(option.t1S), word32(option.t2S), encodeOptions(option.options))
    case 'ia-ta':
      return join(word32(option.iaid), encodeOptions(option.options))
    case 'ia-address':
      return join(
        address(option.address),
        word32(option.preferredLifetimeS),
        word32(option.validLifetimeS),
        encodeOptions(option.options),
      )
    case 'ia-prefix':
      return join(
        word32(option.preferredLifetimeS),
        word32(option.validLifetimeS),
        [option.prefixLength],
        address(option.prefix),
        encodeOptions(option.options),
      )
    case 'option-request':
    case 'echo-request':
      return join(...option.requestedOptions.map(word16))
    case 'preference':
      return Uint8Array.of(option.preference)
    case 'elapsed-time':
      return Uint8Array.from(word16(option.elapsedTimeMs / 10))
    case 'relay-message':
      return encodeRelayed(option)
    case 'authentication':
      return join(
        [option.protocol, option.algorithm, option.rdm],
        fromHex(option.replayDetection),
        fromHex(option.authenticationInformation),
      )
    case 'server-unicast':
    case 's46-br':
      return address(option.address)
    case 'status-code':
      return join(word16(option.statusCode), text(option.statusMessage))
    case 'rapid-commit':
    case 'reconfigure-accept':
      return new Uint8Array(0)
    case 'user-class':
      return opaque(option.userClassData.map(fromHex))
    case 'vendor-class':
      return join(word32(option.enterpriseNumber), opaque(option.vendorClassData.map(fromHex)))
    case 'vendor-opts':
      return join(
        word32(option.enterpriseNumber),
        ...option.vendorOptions.map((each) => encode(each, ({ octets }) => fromHex(octets))),
      )
    case 'interface-id':
      return fromHex(option.interfaceId)
    case 'reconfigure-message':
      return Uint8Array.of(option.msgType)
    case 'sip-server-domain-names':
    case 'domain-list':
    case 'nis-domain-name':
    case 'nisp-domain-name':
    case 'bcmcs-server-domain-names':
      return join(...option.domainNames.map((each) => name(each)), fromHex(option.rest ?? ''))
    case 'sip-server-addresses':
    case 'dns-servers':
    case 'nis-servers':
    case 'nisp-servers':
    case 'sntp-servers':
    case 'bcmcs-server-addresses':
    case 'pana-agents':
    case 'capwap-access-controllers':
    case 'lq-client-links':
      return addresses(option.addresses)
    case 'information-refresh-time':
    case 'clt-time':
    case 'sol-max-rt':
    case 'inf-max-rt':
      return Uint8Array.from(word32(option.valueS))
    case 'remote-id':
      return join(word32(option.enterpriseNumber), fromHex(option.remoteId))
    case 'subscriber-id':
    case 'new-posix-timezone':
    case 'new-tzdb-timezone':
    case 'bootfile-url':
    case 'captive-portal':
    case 'mud-url':
      return text(option.text)
    case 'client-fqdn': {
      const { reserved, noUpdate, overridden, serverUpdates, domainName, partial, rest } = option
      const flags = (reserved << 3) | (noUpdate ? 4 : 0) | (overridden ? 2 : 0) | (serverUpdates ? 1 : 0)
      return join([flags], domainName === null ? fromHex(rest!) : name(domainName, !partial))
    }
    case 'lq-query':
      return join([option.queryType], address(option.linkAddress), encodeOptions(option.options))
    case 'client-data':
      return encodeOptions(option.options)
    case 'lq-relay-data':
      return join(address(option.peerAddress), encodeRelayed(option))
    case 'ntp-server':
      return join(...option.suboptions.map((each) => encode(each, ntpContent)))
    case 'bootfile-parameters':
      return opaque(option.parameters.map(text))
    case 'client-architecture':
      return join(...option.architectureTypes.map(word16))
    case 'network-interface-identifier':
      return Uint8Array.of(option.type, option.major, option.minor)
    case 'aftr-name':
      return name(option.domainName)
    case 'pd-exclude':
      return join([option.prefixLength], fromHex(option.subnetId))
    case 'client-link-layer-address':
      return join(word16(option.linkLayerType), fromHex(option.linkLayerAddress))
    case 's46-rule':
      return join(
        [(option.reserved << 1) | (option.forwarding ? 1 : 0), option.eaLength, option.prefix4Length],
        address(option.ipv4Prefix),
        prefix(option.prefix6Length, option.ipv6Prefix),
        encodeOptions(option.options),
      )
    case 's46-dmr':
      return prefix(option.prefix6Length, option.ipv6Prefix)
    case 's46-v4v6-binding':
      return join(
        address(option.ipv4Address),
        prefix(option.prefix6Length, option.ipv6Prefix),
        encodeOptions(option.options),
      )
    case 's46-port-parameters': {
      const shift = Math.max(0, 16 - option.psidLength)
      return join([option.offset, option.psidLength], word16((option.psid << shift) | option.padding))
    }
    case 's46-cont-mape':
    case 's46-cont-mapt':
    case 's46-cont-lw':
      return encodeOptions(option.options)
    case 'relay-port':
      return Uint8Array.from(word16(option.downstreamSourcePort))
    case 'encrypted-dns': {
      const adn = name(option.authenticationDomainName)
      const hosts = addresses(option.addresses ?? [])
      const rest = option.addresses === undefined ? [] : [word16(hosts.length), hosts]
      return join(
        word16(option.servicePriority),
        word16(adn.length),
        adn,
        ...rest,
        fromHex(option.serviceParameters ?? ''),
      )
    }
    case 'unknown':
      return fromHex(option.octets)
  }
}

/** A message in an option. */
export function encodeRelayed({ message, octets = '' }: RelayedMessage): Uint8Array {
  return message.kind === 'malformed' ? fromHex(octets) : encodeDhcpv6(message)
}

/** All types keep their octets. */
function duid({ octets }: Duid): Uint8Array {
  return fromHex(octets)
}

function opaque(items: readonly Uint8Array[]): Uint8Array {
  return join(...items.flatMap((item) => [word16(item.length), item]))
}

function prefix(length: number, text: string): Uint8Array {
  return join([length], address(text).subarray(0, Math.ceil(length / 8)))
}

function ntpContent(suboption: NtpServerOption['suboptions'][number]): Uint8Array {
  switch (suboption.kind) {
    case 'server-address':
    case 'multicast-address':
      return address(suboption.address)
    case 'server-fqdn':
      return name(suboption.domainName)
    default:
      return fromHex(suboption.octets)
  }
}
