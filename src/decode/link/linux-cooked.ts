import { linkLayerText } from '../address.ts'
import { ETHERNET, type Layers, NETWORK } from '../layers.ts'
import { u16, u32 } from '../octets.ts'
import { ETHERTYPE_TRANSPARENT_ETHERNET, isVlanTag } from './ether-type.ts'
import { readVlanTags } from './ethernet.ts'

// LINKTYPE_LINUX_SLL: | packet type (2) | ARPHRD (2) | address length (2) | address (8) | protocol (2) |
const SLL_ARPHRD = 2
const SLL_ADDRESS_LENGTH = 4
const SLL_ADDRESS = 6
const SLL_PROTOCOL = 14
const SLL_HEADER = 16

// LINKTYPE_LINUX_SLL2: | protocol (2) | reserved (2) | interface index (4) | ARPHRD (2) | packet type (1) | address length (1) | address (8) |
const SLL2_RESERVED = 2
const SLL2_IFINDEX = 4
const SLL2_ARPHRD = 8
const SLL2_PACKET_TYPE = 10
const SLL2_ADDRESS_LENGTH = 11
const SLL2_ADDRESS = 12
const SLL2_HEADER = 20
/** Packet type of what the interface sent; all others it received. */
const OUTGOING = 4

const MAC_LENGTH = 6
/** Octets the address field has, whatever the length says. */
const ADDRESS_ROOM = 8

/** Cooked captures record the source address only. */
export function readLinuxCooked(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(SLL_HEADER, 'linux-cooked')) return
  layers.header('linux-cooked', layers.at)
  if (u16(octets, layers.at + SLL_ADDRESS_LENGTH) === MAC_LENGTH) layers.linkSourceAt = layers.at + SLL_ADDRESS
  enter(layers, octets, u16(octets, layers.at + SLL_PROTOCOL), SLL_HEADER)
}

export function readLinuxCooked2(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(SLL2_HEADER, 'linux-cooked-2')) return
  layers.header('linux-cooked-2', layers.at)
  layers.ifindex = u32(octets, layers.at + SLL2_IFINDEX)
  if (octets[layers.at + SLL2_ADDRESS_LENGTH] === MAC_LENGTH) {
    layers.linkSourceAt = layers.at + SLL2_ADDRESS
    if (octets[layers.at + SLL2_PACKET_TYPE] !== OUTGOING) layers.receivedFromAt = layers.linkSourceAt
  }
  enter(layers, octets, u16(octets, layers.at), SLL2_HEADER)
}

function enter(layers: Layers, octets: Uint8Array, protocol: number, header: number): void {
  layers.etherType = protocol
  layers.at += header
  layers.next = protocol === ETHERTYPE_TRANSPARENT_ETHERNET ? ETHERNET : NETWORK // of a GRE interface
  if (isVlanTag(protocol)) readVlanTags(layers, octets)
}

/** What LINUX_SLL records in place of a link-layer header. */
export interface LinuxCookedHeader {
  readonly kind: 'linux-cooked'
  /** 0 to us, 1 broadcast, 2 multicast, 3 to somebody else, 4 sent by us. */
  readonly packetType: number
  readonly arphrdType: number
  /** Octets the address has; more than 8 are not recorded. */
  readonly addressLength: number
  readonly source: string
  readonly protocol: number
}

/** What LINUX_SLL2 records. */
export interface LinuxCooked2Header extends Omit<LinuxCookedHeader, 'kind'> {
  readonly kind: 'linux-cooked-2'
  readonly reserved: number
  readonly interfaceIndex: number
}

export function decodeLinuxCookedHeader(octets: Uint8Array, at: number): LinuxCookedHeader {
  const addressLength = u16(octets, at + SLL_ADDRESS_LENGTH)
  return {
    kind: 'linux-cooked',
    packetType: u16(octets, at),
    arphrdType: u16(octets, at + SLL_ARPHRD),
    addressLength,
    source: sourceText(octets, at + SLL_ADDRESS, addressLength),
    protocol: u16(octets, at + SLL_PROTOCOL),
  }
}

export function decodeLinuxCooked2Header(octets: Uint8Array, at: number): LinuxCooked2Header {
  const addressLength = octets[at + SLL2_ADDRESS_LENGTH]!
  return {
    kind: 'linux-cooked-2',
    packetType: octets[at + SLL2_PACKET_TYPE]!,
    reserved: u16(octets, at + SLL2_RESERVED),
    interfaceIndex: u32(octets, at + SLL2_IFINDEX),
    arphrdType: u16(octets, at + SLL2_ARPHRD),
    addressLength,
    source: sourceText(octets, at + SLL2_ADDRESS, addressLength),
    protocol: u16(octets, at),
  }
}

function sourceText(octets: Uint8Array, at: number, length: number): string {
  return linkLayerText(octets, at, at + Math.min(length, ADDRESS_ROOM))
}
