import { hexText } from '../address.ts'
import { type MalformedOption, malformed, malformedOption } from '../malformed.ts'
import { type CaptivePortalOption, readCaptivePortal } from './captive-portal.ts'
import * as dns from './dns.ts'
import { FLAGS_EXPANSION_LENGTH, type FlagsExpansionOption, readFlagsExpansion } from './flags-expansion.ts'
import { type LinkLayerAddressOption, readLinkLayerAddress } from './link-layer-address.ts'
import { type NdpOptionOf, type NdpOptionReader, needing } from './option-reader.ts'
import * as type from './option-type.ts'
import { PREFIX_INFORMATION_LENGTH, type PrefixInformationOption, readPrefixInformation } from './prefix-information.ts'
import { REDIRECTED_HEADER_LENGTH, type RedirectedHeaderOption, readRedirectedHeader } from './redirected-header.ts'
import * as router from './router-options.ts'
import * as secure from './secure.ts'
import { type NdpOptionVisitor, type NdpStopReason, OPTION_FIELDS, stoppedNdpOption, walkNdpOptions } from './walk.ts'

/** An option of a Neighbor Discovery message, as it stood there. */
export type NdpOption =
  | CaptivePortalOption
  | dns.DnsSearchListOption
  | dns.EncryptedDnsOption
  | dns.RecursiveDnsServerOption
  | FlagsExpansionOption
  | LinkLayerAddressOption
  | PrefixInformationOption
  | RedirectedHeaderOption
  | router.AdvertisementIntervalOption
  | router.HomeAgentInformationOption
  | router.MtuOption
  | router.Pref64Option
  | router.RouteInformationOption
  | secure.CgaOption
  | secure.NonceOption
  | secure.RsaSignatureOption
  | secure.TimestampOption
  | UnknownNdpOption
  | MalformedOption

/** An option this program has no name for: the octets after Length. */
export interface UnknownNdpOption extends NdpOptionOf<'unknown'> {
  readonly octets: string
}

interface Definition {
  readonly kind: string
  readonly read: NdpOptionReader<string>
}

function define<Kind extends string>(
  optionType: number,
  kind: Kind,
  read: NdpOptionReader<Kind>,
): readonly [number, Definition] {
  // A row's reader is only ever given data of the row's own kind.
  return [optionType, { kind, read: read as NdpOptionReader<string> }]
}

/** What each option type means: the kind in JSON, the octets it needs, and how to read it. */
const DEFINITIONS: ReadonlyMap<number, Definition> = new Map([
  define(type.SOURCE_LINK_LAYER_ADDRESS, 'source-link-layer-address', readLinkLayerAddress),
  define(type.TARGET_LINK_LAYER_ADDRESS, 'target-link-layer-address', readLinkLayerAddress),
  define(type.PREFIX_INFORMATION, 'prefix-information', needing(PREFIX_INFORMATION_LENGTH, readPrefixInformation)),
  define(type.REDIRECTED_HEADER, 'redirected-header', needing(REDIRECTED_HEADER_LENGTH, readRedirectedHeader)),
  define(type.MTU, 'mtu', needing(router.MTU_LENGTH, router.readMtu)),
  define(
    type.ADVERTISEMENT_INTERVAL,
    'advertisement-interval',
    needing(router.INTERVAL_LENGTH, router.readAdvertisementInterval),
  ),
  define(
    type.HOME_AGENT_INFORMATION,
    'home-agent-information',
    needing(router.AGENT_LENGTH, router.readHomeAgentInformation),
  ),
  define(type.CGA, 'cga', needing(secure.CGA_LENGTH, secure.readCga)),
  define(type.RSA_SIGNATURE, 'rsa-signature', needing(secure.RSA_LENGTH, secure.readRsaSignature)),
  define(type.TIMESTAMP, 'timestamp', needing(secure.TIMESTAMP_LENGTH, secure.readTimestamp)),
  define(type.NONCE, 'nonce', secure.readNonce),
  define(type.ROUTE_INFORMATION, 'route-information', needing(router.ROUTE_FIXED_LENGTH, router.readRouteInformation)),
  define(type.RECURSIVE_DNS_SERVER, 'recursive-dns-server', needing(dns.DNS_LIST, dns.readRecursiveDnsServer)),
  define(type.FLAGS_EXPANSION, 'flags-expansion', needing(FLAGS_EXPANSION_LENGTH, readFlagsExpansion)),
  define(type.DNS_SEARCH_LIST, 'dns-search-list', needing(dns.DNS_LIST, dns.readDnsSearchList)),
  define(type.CAPTIVE_PORTAL, 'captive-portal', readCaptivePortal),
  define(type.PREF64, 'pref64', needing(router.PREF64_LENGTH, router.readPref64)),
  define(type.ENCRYPTED_DNS, 'encrypted-dns', needing(dns.ENCRYPTED_DNS_LENGTH, dns.readEncryptedDns)),
])

const UNKNOWN: Definition = {
  kind: 'unknown',
  read: ({ type: optionType, length, octets, at, end }) => ({
    kind: 'unknown',
    type: optionType,
    length,
    octets: hexText(octets, at + OPTION_FIELDS, end),
  }),
}

/** The kind options of this type have in JSON. */
export function ndpOptionKind(optionType: number): string {
  return DEFINITIONS.get(optionType)?.kind ?? UNKNOWN.kind
}

/** The options sent in [at, sentEnd) and captured in [at, end): unknown and malformed ones in their places. */
export function decodeNdpOptions(octets: Uint8Array, at: number, end: number, sentEnd: number): readonly NdpOption[] {
  const collector = new OptionCollector(octets)
  walkNdpOptions(octets, at, end, sentEnd, collector)
  return collector.options
}

class OptionCollector implements NdpOptionVisitor {
  readonly options: NdpOption[] = []
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  option(optionType: number, at: number, end: number, sentEnd: number): void {
    const octets = this.#octets
    const { kind, read } = DEFINITIONS.get(optionType) ?? UNKNOWN
    const option =
      end < sentEnd
        ? malformed(kind, 'cut', at, sentEnd - at, end - at)
        : read({ kind, type: optionType, length: (end - at) / 8, octets, at, end })
    this.options.push(
      option.kind === 'malformed' ? malformedOption(option, optionType, octets, at + OPTION_FIELDS, end) : option,
    )
  }

  stopped(reason: NdpStopReason, at: number, end: number, sentEnd: number): void {
    this.options.push(stoppedNdpOption(this.#octets, reason, at, end, sentEnd))
  }
}
