import type { Difference } from './compare.ts'
import { anyFault, FAULT, isLost } from './fault.ts'
import { type Item, itemsOf } from './json.ts'

/** What a difference is judged by besides itself. */
export interface Circumstance {
  readonly capture: string
  /** tshark stopped in this frame, at an error or at the snap length. */
  readonly stopped: 'malformed' | 'short' | null
  /** Our line. */
  readonly line: Item
}

/** A difference of fields we stand by. */
export interface Justification {
  readonly id: string
  readonly reason: string
  applies(difference: Difference, circumstance: Circumstance): boolean
}

/** tshark 4.0 checks no length of these, or shows nothing of them but code and length. */
const UNCHECKED = new Set([
  'option-request',
  'echo-request',
  'status-code',
  'rapid-commit',
  'vendor-class',
  'bootfile-parameters',
  'client-architecture',
  'network-interface-identifier',
  'client-link-layer-address',
  'sol-max-rt',
  'inf-max-rt',
  'encrypted-dns',
  'aftr-name',
])

const ENCRYPTED_DNS = 144

/** Options that hold one name, or a list of names. */
const NAMES = new Set([
  'client-fqdn',
  'aftr-name',
  'domain-list',
  'sip-server-domain-names',
  'nis-domain-name',
  'nisp-domain-name',
  'bcmcs-server-domain-names',
  'ntp-server',
])

const oursAlone = ({ theirs }: Difference) => theirs === undefined
const theirsAlone = ({ ours }: Difference) => ours === undefined

export const JUSTIFIED: readonly Justification[] = [
  {
    id: 'tshark-stops',
    reason: 'at an error, or where the snap length cut, tshark ends the frame; we go on, and keep what is there',
    applies: (difference, { stopped, line }) => stopped !== null && anyFault(line) && oursAlone(difference),
  },
  {
    id: 'options-after-a-fault',
    reason:
      "an option that does not fit in the one around it ends tshark's whole message, without a mark; we go on behind the outer one",
    applies: (difference, { line }) =>
      anyFault(line) &&
      oursAlone(difference) &&
      difference.name === 'dhcpv6.option.type_str_tree' &&
      difference.ours !== undefined,
  },
  {
    id: 'key-not-taken-apart',
    reason:
      'the key of a CGA and the extension fields behind it stay octets; tshark takes their ASN.1 apart, finds fault in it, and stops there',
    applies: (difference, { stopped, line }) =>
      (difference.source.kind === 'cga' &&
        theirsAlone(difference) &&
        (difference.name === FAULT || /cga\.ext_/.test(difference.name))) ||
      (stopped !== null && holds(line, 'cga') && oursAlone(difference)),
  },
  {
    id: 'unmarked-overrun',
    reason:
      'tshark marks no Length that points past the end of the message as long as the fields it reads lie before it',
    applies: ({ source, name, theirs }) =>
      name === FAULT && theirs === undefined && source.layer === 'ndp-option' && source.reason === 'overrun',
  },
  {
    id: 'cut-where-tshark-shows-nothing',
    reason: 'an option that the snap length cut is told; tshark notices no cut among octets it only marks the place of',
    applies: ({ source, name, theirs }) => name === FAULT && theirs === undefined && source.reason === 'cut',
  },
  {
    id: 'header-past-its-option',
    reason:
      'of a relayed message shorter than its header tshark takes what is missing from the octets behind the option',
    applies: ({ source, name, theirs }) =>
      name === FAULT && theirs === undefined && itemsOf(source.message).some(({ kind }) => kind === 'malformed'),
  },
  {
    id: 'other-scripts-in-ras',
    reason:
      'octets above 0x7f in names of RAs: tshark takes them for UTF-8, swallows what is none, and writes some characters by number',
    applies: ({ name, ours, theirs }) =>
      name === 'icmpv6.opt.dnssl' && typeof ours === 'string' && theirs !== undefined && /[^\0-\x7f]/.test(ours),
  },
  {
    id: 'rerouted',
    reason:
      'with segments left in a routing header the pseudo-header is of an address further on (RFC 8200 §8.1): tshark knows it for some types, we verify none',
    applies: ({ name, ours }, { line }) =>
      name === 'checksum status' &&
      ours === 'unverified' &&
      itemsOf(line.layers).some(({ kind, segmentsLeft }) => kind === 'routing' && Number(segmentsLeft) > 0),
  },
  {
    id: 'labels-of-ras',
    reason:
      'where the names of a DNS search list stop making sense (a label of more than 63 octets, a compressed name) the rest is `trailing`; tshark shows some text for it, and no mark',
    applies: ({ source, name }) =>
      source.kind === 'dns-search-list' &&
      'trailing' in source &&
      [FAULT, 'icmpv6.unknown_data', 'icmpv6.opt.dnssl'].includes(name),
  },
  {
    id: 'fqdn-in-any-message',
    reason: 'tshark reads no FQDN option in messages that RFC 4704 §5 and §6 do not name; we do',
    applies: (difference) =>
      difference.source.kind === 'client-fqdn' &&
      difference.golden?.fields.has('dhcpv6.clientfqdn.bad_msgtype') === true,
  },
  {
    id: 'suboptions-of-others',
    reason:
      'NTP suboptions no RFC names, or of a wrong length, are code and octets; tshark shows their type and length',
    applies: (difference) =>
      difference.source.kind === 'ntp-server' && theirsAlone(difference) && /^NTP /.test(difference.name),
  },
  {
    id: 'octets-of-the-faulty',
    reason: 'of what breaks the rules of its RFC we keep the octets whole; tshark shows fields up to where it noticed',
    applies: (difference) =>
      (difference.source.kind === 'malformed' || isMalformedMessage(difference.source)) &&
      theirsAlone(difference) &&
      difference.name !== FAULT,
  },
  {
    id: 'not-the-projects-option',
    reason: 'options of other protocols and of servers among themselves stay code and octets; tshark takes some apart',
    applies: ({ source, name, ours, theirs }) =>
      source.kind === 'unknown' && (ours === undefined || (name === 'icmpv6.data' && theirs === undefined)),
  },
  {
    id: 'unchecked-by-tshark',
    reason:
      'tshark 4.0 checks no lengths of these options, and may show nothing of them: a length their RFC excludes is told',
    applies: (difference) =>
      difference.name === FAULT &&
      oursAlone(difference) &&
      (UNCHECKED.has(String(difference.source.layer ?? difference.source.kind)) ||
        difference.source.code === ENCRYPTED_DNS),
  },
  {
    id: 'not-flagged-names',
    reason:
      'tshark takes the octets up to the end for a name though no root label ends it (RFC 8415 §10), and flags none',
    applies: ({ source, name, theirs }) =>
      NAMES.has(String(source.kind ?? '')) && 'malformed' in source && name === FAULT && theirs === undefined,
  },
  {
    id: 'names-before-the-fault',
    reason:
      'where a list stops making sense, or a second name follows the one there may be, `rest` keeps the octets; tshark shows what it can',
    applies: (difference) =>
      NAMES.has(String(difference.source.kind)) && 'malformed' in difference.source && theirsAlone(difference),
  },
  {
    id: 'root-ends-tsharks-list',
    reason: 'tshark reads no names behind that of the root',
    applies: (difference) =>
      oursAlone(difference) &&
      Array.isArray(difference.source.domainNames) &&
      difference.source.domainNames.includes('.'),
  },
  {
    id: 'out-of-range-as-sent',
    reason:
      'a length of prefix or PSID that its RFC excludes is shown as it was sent; tshark calls the option malformed there, and stops',
    applies: ({ source, name, ours, theirs, golden }) =>
      isOutOfRange(source)
        ? (name === FAULT ? ours : theirs) === undefined
        : theirs === undefined && golden?.fields.has(FAULT) === true && golden.fields.has('dhcpv6.s46_rule.flags'),
  },
  {
    id: 'behind-the-quoted-packet',
    reason:
      'all octets of a redirected packet are kept as quoted; tshark calls those behind its Payload Length unknown',
    applies: (difference) => difference.source.kind === 'redirected-header' && theirsAlone(difference),
  },
  {
    id: 'queries-of-any-transport',
    reason: 'tshark calls a lease query over UDP malformed that asks by relay, link or remote id (RFC 5460 §5.2)',
    applies: ({ source, name, ours }) =>
      source.kind === 'lq-query' &&
      name === FAULT &&
      ours === undefined &&
      Number(source.queryType) >= 3 &&
      Number(source.queryType) <= 5,
  },
  {
    id: 'empty-is-no-fault',
    reason: 'no RFC gives these options a least length; tshark calls empty ones malformed',
    applies: (difference) =>
      difference.name === FAULT &&
      theirsAlone(difference) &&
      ['interface-id', 'subscriber-id', 'ntp-server'].includes(String(difference.source.kind)),
  },
  {
    id: 'vendor-of-cable-modems',
    reason: "options of enterprise 4491 (CableLabs) stay the vendor's: code and octets; tshark takes them apart",
    applies: ({ source, name }) =>
      source.kind === 'vendor-opts' &&
      source.enterpriseNumber === 4491 &&
      (name === 'option' || /cablelabs|packetcable|cccV6|docsis/.test(name)),
  },
  {
    id: 'longer-than-its-rfc',
    reason:
      'a Route Information of Length 4 or more: its prefix is where RFC 4191 §2.3 puts it, the rest is trailing; tshark reads no prefix',
    applies: ({ source, name }) =>
      source.kind === 'route-information' &&
      Number(source.length) > 3 &&
      ['icmpv6.opt.prefix', 'icmpv6.unknown_data'].includes(name),
  },
  {
    id: 'link-layer-of-802-15-4',
    reason:
      'of a link-layer address option of Length 2 tshark takes eight octets for an EUI-64 (RFC 4944 §8) and the rest for padding; we show all',
    applies: ({ source, name }) =>
      /-link-layer-address$/.test(String(source.kind)) && source.length === 2 && /linkaddr$/.test(name),
  },
  {
    id: 'overlapping-fragments',
    reason:
      'a datagram whose fragments overlap is dropped, and told (RFC 5722 §4); tshark puts it together with a mark',
    applies: (_, { line }) => isLost(line, ['overlap']),
  },
  {
    id: 'clock-overflow',
    reason:
      'of a fraction of a second that is one or more, or finer than 64 bits hold in nanoseconds, tshark lets the multiplication overflow',
    applies: ({ name, ours, theirs }, { capture }) =>
      name === 'frame.time_epoch' &&
      (isWrapped(ours, theirs) || capture === 'synthetic__fmt_pcapng_tsresol_odd.pcapng'),
  },
]

export function justificationOf(difference: Difference, circumstance: Circumstance): Justification | undefined {
  return JUSTIFIED.find((each) => each.applies(difference, circumstance))
}

function holds({ options }: Item, kind: string): boolean {
  return itemsOf(options).some((option) => option.kind === kind)
}

/** A line without a message: its header was not all there. */
function isMalformedMessage(source: Item): boolean {
  return 'malformed' in source && !('options' in source) && !('code' in source)
}

/** RFC 7598 §4.1, §4.3, §4.5: IPv4 prefixes have 32 bits, IPv6 prefixes 128, a port 16. */
function isOutOfRange(source: Item): boolean {
  const { kind, prefix4Length = 0, psidLength = 0, offset = 0 } = source
  return (
    (kind === 's46-rule' && Number(prefix4Length) > 32) ||
    (kind === 's46-port-parameters' && (Number(psidLength) > 16 || Number(offset) > 15))
  )
}

/** Whether two times are 2³² nanoseconds apart, or a multiple. */
function isWrapped(ours: unknown, theirs: unknown): boolean {
  if (typeof ours !== 'string' || typeof theirs !== 'string') return false
  const apart = nanoseconds(ours) - nanoseconds(theirs)
  return apart !== 0n && apart % 2n ** 32n === 0n
}

function nanoseconds(epoch: string): bigint {
  return BigInt(epoch.replace('.', ''))
}
