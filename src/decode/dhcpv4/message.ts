import { hexText, ipv4Text, linkLayerText } from '../address.ts'
import { type Duid, decodeDuid } from '../dhcpv6/duid.ts'
import { type Malformed, type MalformedOption, malformed, malformedOption, tooShort } from '../malformed.ts'
import { u16, u32 } from '../octets.ts'
import { type Dhcpv4Kind, dhcpv4Kind } from './message-type.ts'
import * as code from './option-code.ts'
import * as walk from './walk.ts'

/** RFC 2131 §2, as far as dual stack needs it: without sname and file. */
export interface Dhcpv4Message {
  readonly kind: 'dhcpv4'
  /** Name of the first message type option. */
  readonly messageType: Dhcpv4Kind
  readonly op: number
  readonly htype: number
  readonly hlen: number
  readonly hops: number
  readonly xid: number
  readonly secsS: number
  readonly flags: number
  readonly ciaddr: string
  readonly yiaddr: string
  readonly siaddr: string
  readonly giaddr: string
  /** The first hlen octets; all sixteen where hlen is larger. */
  readonly chaddr: string
  readonly options: readonly Dhcpv4Option[]
}

export type Dhcpv4Option =
  | { readonly kind: 'message-type'; readonly code: number; readonly messageType: number }
  | { readonly kind: 'requested-ip-address' | 'server-identifier'; readonly code: number; readonly address: string }
  | { readonly kind: 'ip-address-lease-time'; readonly code: number; readonly leaseTimeS: number }
  | ClientIdentifier
  | { readonly kind: 'unknown'; readonly code: number; readonly octets: string }
  | MalformedOption

/** RFC 2132 §9.14. `iaid` and `duid` where it is of type 255, which ties it to DHCPv6 (RFC 4361 §6.1). */
export interface ClientIdentifier {
  readonly kind: 'client-identifier'
  readonly code: number
  readonly type: number
  /** All octets after the type, hex. */
  readonly identifier: string
  readonly iaid?: number
  readonly duid?: Duid
}

/** The DHCPv4 message sent as [at, sentEnd), the payload of UDP, and captured as [at, end). */
export function decodeDhcpv4(octets: Uint8Array, at: number, end: number, sentEnd: number): Dhcpv4Message | Malformed {
  if (end - at < walk.OPTIONS) return tooShort('dhcpv4', at, walk.OPTIONS, end, sentEnd)
  if (u32(octets, at + walk.COOKIE) !== walk.MAGIC_COOKIE) {
    return malformed('dhcpv4', 'bad-value', at + walk.COOKIE, walk.OPTIONS - walk.COOKIE, end - at - walk.COOKIE)
  }
  const collector = new OptionCollector(octets)
  walk.walkDhcpv4Options(octets, at + walk.OPTIONS, end, sentEnd, collector)
  const hlen = octets[at + walk.HLEN]!
  return {
    kind: 'dhcpv4',
    messageType: dhcpv4Kind(collector.messageType),
    op: octets[at + walk.OP]!,
    htype: octets[at + walk.HTYPE]!,
    hlen,
    hops: octets[at + walk.HOPS]!,
    xid: u32(octets, at + walk.XID),
    secsS: u16(octets, at + walk.SECS),
    flags: u16(octets, at + walk.FLAGS),
    ciaddr: ipv4Text(octets, at + walk.CIADDR),
    yiaddr: ipv4Text(octets, at + walk.YIADDR),
    siaddr: ipv4Text(octets, at + walk.SIADDR),
    giaddr: ipv4Text(octets, at + walk.GIADDR),
    chaddr: linkLayerText(octets, at + walk.CHADDR, at + walk.CHADDR + Math.min(hlen, walk.CHADDR_LENGTH)),
    options: collector.options,
  }
}

class OptionCollector implements walk.Dhcpv4OptionVisitor {
  readonly options: Dhcpv4Option[] = []
  messageType = 0
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  option(optionCode: number, at: number, end: number, sentEnd: number): void {
    const octets = this.#octets
    const option =
      end < sentEnd
        ? malformed('dhcpv4-option', 'cut', at, sentEnd - at, end - at)
        : readOption(octets, optionCode, at, end)
    if (option.kind === 'message-type' && this.messageType === 0) this.messageType = option.messageType
    this.options.push(option.kind === 'malformed' ? malformedOption(option, optionCode, octets, at, end) : option)
  }

  stopped(reason: walk.Dhcpv4StopReason, at: number, end: number, sentEnd: number): void {
    const octets = this.#octets
    const layer = 'dhcpv4-option'
    const fault =
      reason === 'header'
        ? tooShort(layer, at, 2, end, sentEnd)
        : malformed(layer, 'overrun', at, 2 + octets[at + 1]!, sentEnd - at)
    const optionCode = at < end ? octets[at]! : null
    this.options.push(malformedOption(fault, optionCode, octets, Math.min(at + 2, end), end))
  }
}

function readOption(octets: Uint8Array, optionCode: number, at: number, end: number): Dhcpv4Option | Malformed {
  switch (optionCode) {
    case code.MESSAGE_TYPE:
      if (end - at !== 1) return malformed('message-type', 'bad-length', at, 1, end - at)
      return { kind: 'message-type', code: optionCode, messageType: octets[at]! }
    case code.REQUESTED_IP_ADDRESS:
      return readAddress('requested-ip-address', octets, optionCode, at, end)
    case code.SERVER_IDENTIFIER:
      return readAddress('server-identifier', octets, optionCode, at, end)
    case code.IP_ADDRESS_LEASE_TIME:
      if (end - at !== 4) return malformed('ip-address-lease-time', 'bad-length', at, 4, end - at)
      return { kind: 'ip-address-lease-time', code: optionCode, leaseTimeS: u32(octets, at) }
    case code.CLIENT_IDENTIFIER:
      return readClientIdentifier(octets, optionCode, at, end)
    default:
      return { kind: 'unknown', code: optionCode, octets: hexText(octets, at, end) }
  }
}

function readAddress(
  kind: 'requested-ip-address' | 'server-identifier',
  octets: Uint8Array,
  optionCode: number,
  at: number,
  end: number,
): Dhcpv4Option | Malformed {
  if (end - at !== 4) return malformed(kind, 'bad-length', at, 4, end - at)
  return { kind, code: optionCode, address: ipv4Text(octets, at) }
}

// RFC 4361 §6.1: |  type 255  |  IAID (4)  |  DUID ...
const IDENTIFIER = 1
export const RFC_4361_TYPE = 255
const RFC_4361_IAID = 1
/** Where the DUID begins in a client identifier of type 255, counted from its type. */
export const RFC_4361_DUID = 5

function readClientIdentifier(
  octets: Uint8Array,
  optionCode: number,
  at: number,
  end: number,
): ClientIdentifier | Malformed {
  if (end - at < 2) return malformed('client-identifier', 'bad-length', at, 2, end - at) // RFC 2132 §9.14
  const type = octets[at]!
  const identifier = hexText(octets, at + IDENTIFIER, end)
  const plain = { kind: 'client-identifier', code: optionCode, type, identifier } as const
  if (type !== RFC_4361_TYPE || end - at < RFC_4361_DUID) return plain
  return { ...plain, iaid: u32(octets, at + RFC_4361_IAID), duid: decodeDuid(octets, at + RFC_4361_DUID, end) }
}
