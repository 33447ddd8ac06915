import { hexText, IPV4_LENGTH, ipv4Text, MAC_LENGTH, macText } from './address.ts'
import { type Malformed, malformed, tooShort } from './malformed.ts'
import { u16 } from './octets.ts'

// RFC 826, with the lengths of Ethernet and IPv4:
//  |        Hardware Type          |         Protocol Type         |
//  | Hardware Len. | Protocol Len. |           Operation           |
//  |  sender hardware (6), sender protocol (4), target hardware (6), target protocol (4)
const HARDWARE_TYPE = 0
const PROTOCOL_TYPE = 2
const HARDWARE_LENGTH = 4
const PROTOCOL_LENGTH = 5
const OPERATION = 6
const SENDER_HARDWARE = 8
export const ARP_SENDER_MAC = SENDER_HARDWARE
export const ARP_SENDER_ADDRESS = 14
export const ARP_TARGET_MAC = 18
export const ARP_TARGET_ADDRESS = 24
const ARP_LENGTH = 28

const ETHERNET = 1
const IPV4 = 0x0800
export const ARP_REQUEST = 1
export const ARP_REPLY = 2

/** RFC 826. Addresses are MAC and IPv4 text where they are of those kinds, else hex. */
export interface Arp {
  readonly kind: 'arp'
  readonly hardwareType: number
  readonly protocolType: number
  readonly hardwareLength: number
  readonly protocolLength: number
  readonly operation: number
  readonly senderHardwareAddress: string
  readonly senderProtocolAddress: string
  readonly targetHardwareAddress: string
  readonly targetProtocolAddress: string
}

/** The ARP packet at `at`. What follows it in the frame is padding. */
export function decodeArp(octets: Uint8Array, at: number, end: number, sentEnd: number): Arp | Malformed {
  if (end - at < SENDER_HARDWARE) return tooShort('arp', at, SENDER_HARDWARE, end, sentEnd)
  const hardwareLength = octets[at + HARDWARE_LENGTH]!
  const protocolLength = octets[at + PROTOCOL_LENGTH]!
  const needed = SENDER_HARDWARE + 2 * (hardwareLength + protocolLength)
  if (at + needed > sentEnd) return malformed('arp', 'overrun', at, needed, sentEnd - at)
  if (at + needed > end) return malformed('arp', 'cut', at, needed, end - at)
  const hardwareType = u16(octets, at + HARDWARE_TYPE)
  const protocolType = u16(octets, at + PROTOCOL_TYPE)
  const senderProtocol = at + SENDER_HARDWARE + hardwareLength
  const targetHardware = senderProtocol + protocolLength
  const targetProtocol = targetHardware + hardwareLength
  const hardware = hardwareType === ETHERNET && hardwareLength === MAC_LENGTH ? macText : hexText
  const protocol = protocolType === IPV4 && protocolLength === IPV4_LENGTH ? ipv4Text : hexText
  return {
    kind: 'arp',
    hardwareType,
    protocolType,
    hardwareLength,
    protocolLength,
    operation: arpOperation(octets, at),
    senderHardwareAddress: hardware(octets, at + SENDER_HARDWARE, senderProtocol),
    senderProtocolAddress: protocol(octets, senderProtocol, targetHardware),
    targetHardwareAddress: hardware(octets, targetHardware, targetProtocol),
    targetProtocolAddress: protocol(octets, targetProtocol, at + needed),
  }
}

/**
 * Whether a whole ARP packet of Ethernet and IPv4 was captured at `at`: then the addresses lie at `ARP_SENDER_MAC` and so
 * on. A reader for the hot path.
 */
export function isEthernetIpv4Arp(octets: Uint8Array, at: number, end: number): boolean {
  return (
    end - at >= ARP_LENGTH &&
    u16(octets, at + HARDWARE_TYPE) === ETHERNET &&
    u16(octets, at + PROTOCOL_TYPE) === IPV4 &&
    octets[at + HARDWARE_LENGTH] === MAC_LENGTH &&
    octets[at + PROTOCOL_LENGTH] === IPV4_LENGTH
  )
}

/** Operation of an ARP packet of which eight octets were captured. */
export function arpOperation(octets: Uint8Array, at: number): number {
  return u16(octets, at + OPERATION)
}
