import type { MalformedOption } from '../../src/decode/malformed.ts'
import type { NdpMessage } from '../../src/decode/ndp/message.ts'
import type { NdpOption } from '../../src/decode/ndp/options.ts'
import { address, addresses, fromHex, join, name, padded, text, word16, word32 } from './octets.ts'

const TYPES: Readonly<Record<NdpMessage['kind'], number>> = {
  'router-solicitation': 133,
  'router-advertisement': 134,
  'neighbor-solicitation': 135,
  'neighbor-advertisement': 136,
  redirect: 137,
}

/** The octets of a Neighbor Discovery message: those it was decoded from, if it was captured whole. */
export function encodeNdp(message: NdpMessage): Uint8Array {
  const head = [TYPES[message.kind], message.code, ...word16(message.checksum)]
  return join(head, fixedPart(message), ...message.options.map(encodeNdpOption))
}

function fixedPart(message: NdpMessage): Uint8Array {
  switch (message.kind) {
    case 'router-solicitation':
      return Uint8Array.from(word32(message.reserved))
    case 'router-advertisement': {
      const flags =
        flag(message.managed, 0x80) |
        flag(message.otherConfig, 0x40) |
        flag(message.homeAgent, 0x20) |
        (message.preference << 3) |
        flag(message.proxy, 0x04) |
        message.reserved
      return join(
        [message.curHopLimit, flags, ...word16(message.routerLifetimeS)],
        word32(message.reachableTimeMs),
        word32(message.retransTimerMs),
      )
    }
    case 'neighbor-solicitation':
      return join(word32(message.reserved), address(message.targetAddress))
    case 'neighbor-advertisement': {
      const { router, solicited, override, reserved } = message
      const first = flag(router, 0x80) | flag(solicited, 0x40) | flag(override, 0x20) | (reserved >>> 24)
      return join([first, ...word32(reserved).slice(1)], address(message.targetAddress))
    }
    case 'redirect':
      return join(word32(message.reserved), address(message.targetAddress), address(message.destinationAddress))
  }
}

function flag(set: boolean, value: number): number {
  return set ? value : 0
}

/** The octets of one option. */
export function encodeNdpOption(option: NdpOption): Uint8Array {
  if (option.kind === 'malformed') {
    const octets = fromHex(option.octets)
    return option.code === null ? octets : join([option.code, ndpOptionLength(option)], octets)
  }
  const head = [option.type, option.length & 0xff]
  return padded(join(head, content(option)), option.length * 8)
}

/** What the Length octet of a malformed option said, where there was one. */
export function ndpOptionLength({ layer, reason, needed, octets }: MalformedOption): number {
  if (reason === 'length-zero') return 0
  return (reason === 'cut' || layer === 'ndp-option' ? needed : octets.length / 2 + 2) / 8
}

function content(option: Exclude<NdpOption, { kind: 'malformed' }>): Uint8Array {
  switch (option.kind) {
    case 'source-link-layer-address':
    case 'target-link-layer-address':
      return fromHex(option.linkLayerAddress)
    case 'prefix-information': {
      const flags =
        flag(option.onLink, 0x80) |
        flag(option.autonomous, 0x40) |
        flag(option.routerAddress, 0x20) |
        flag(option.dhcpv6PdPreferred, 0x10) |
        option.reserved1
      return join(
        [option.prefixLength, flags],
        word32(option.validLifetimeS),
        word32(option.preferredLifetimeS),
        word32(option.reserved2),
        address(option.prefix),
        fromHex(option.trailing ?? ''),
      )
    }
    case 'redirected-header':
      return join(fromHex(option.reserved), fromHex(option.octets))
    case 'mtu':
      return join(word16(option.reserved), word32(option.mtu), fromHex(option.trailing ?? ''))
    case 'advertisement-interval':
      return join(word16(option.reserved), word32(option.advertisementIntervalMs), fromHex(option.trailing ?? ''))
    case 'home-agent-information':
      return join(
        word16(option.reserved),
        word16(option.homeAgentPreference & 0xffff),
        word16(option.homeAgentLifetimeS),
        fromHex(option.trailing ?? ''),
      )
    case 'route-information': {
      const flags = (option.reserved1 << 5) | (option.preference << 3) | option.reserved2
      const prefix = address(option.prefix).subarray(0, Math.max(0, option.length * 8 - 8))
      return join([option.prefixLength, flags], word32(option.routeLifetimeS), prefix, fromHex(option.trailing ?? ''))
    }
    case 'recursive-dns-server':
      return join(
        word16(option.reserved),
        word32(option.lifetimeS),
        addresses(option.addresses),
        fromHex(option.trailing ?? ''),
      )
    case 'dns-search-list':
      return join(
        word16(option.reserved),
        word32(option.lifetimeS),
        ...option.domainNames.map((each) => name(each)),
        fromHex(option.trailing ?? ''),
      )
    case 'flags-expansion': {
      const flags = new Uint8Array(6)
      for (const number of option.bits) flags[(number >> 3) - 2]! |= 0x80 >> (number & 7)
      return join(flags, fromHex(option.trailing ?? ''))
    }
    case 'captive-portal':
      return text(option.uri)
    case 'pref64':
      return join(
        word16(option.lifetimeS | option.prefixLengthCode),
        address(option.prefix).subarray(0, 12),
        fromHex(option.trailing ?? ''),
      )
    case 'encrypted-dns': {
      const adn = name(option.authenticationDomainName)
      const hosts = addresses(option.addresses)
      const parameters = fromHex(option.serviceParameters)
      return join(
        word16(option.servicePriority),
        word32(option.lifetimeS),
        word16(adn.length),
        adn,
        ...(hosts.length + parameters.length > 0 || option.trailing !== undefined
          ? [word16(hosts.length), hosts, word16(parameters.length), parameters]
          : []),
        fromHex(option.trailing ?? ''),
      )
    }
    case 'cga':
      return join(
        [option.padLength, option.reserved],
        fromHex(option.modifier),
        address(option.subnetPrefix).subarray(0, 8),
        [option.collisionCount],
        fromHex(option.publicKey),
        fromHex(option.padding),
      )
    case 'rsa-signature':
      return join(word16(option.reserved), fromHex(option.keyHash), fromHex(option.digitalSignature))
    case 'timestamp':
      return join(
        fromHex(option.reserved),
        word16(Math.floor(option.timestampS / 2 ** 32)),
        word32(option.timestampS >>> 0),
        word16(option.timestampFraction),
        fromHex(option.trailing ?? ''),
      )
    case 'nonce':
      return fromHex(option.nonce)
    case 'unknown':
      return fromHex(option.octets)
  }
}
