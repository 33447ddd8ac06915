import { type Layers, NETWORK } from '../layers.ts'
import { u16, u32 } from '../octets.ts'
import { isVlanTag } from './ether-type.ts'
import { readVlanTags } from './ethernet.ts'

// LINKTYPE_LINUX_SLL: | packet type (2) | ARPHRD (2) | address length (2) | address (8) | protocol (2) |
const SLL_ADDRESS_LENGTH = 4
const SLL_ADDRESS = 6
const SLL_PROTOCOL = 14
const SLL_HEADER = 16

// LINKTYPE_LINUX_SLL2: | protocol (2) | reserved (2) | interface index (4) | ARPHRD (2) | packet type (1) | address length (1) | address (8) |
const SLL2_IFINDEX = 4
const SLL2_ADDRESS_LENGTH = 11
const SLL2_ADDRESS = 12
const SLL2_HEADER = 20

const MAC_LENGTH = 6

/** Cooked captures record the source address only. */
export function readLinuxCooked(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(SLL_HEADER, 'linux-cooked')) return
  if (u16(octets, layers.at + SLL_ADDRESS_LENGTH) === MAC_LENGTH) layers.linkSourceAt = layers.at + SLL_ADDRESS
  enter(layers, octets, u16(octets, layers.at + SLL_PROTOCOL), SLL_HEADER)
}

export function readLinuxCooked2(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(SLL2_HEADER, 'linux-cooked-2')) return
  layers.ifindex = u32(octets, layers.at + SLL2_IFINDEX)
  if (octets[layers.at + SLL2_ADDRESS_LENGTH] === MAC_LENGTH) layers.linkSourceAt = layers.at + SLL2_ADDRESS
  enter(layers, octets, u16(octets, layers.at), SLL2_HEADER)
}

function enter(layers: Layers, octets: Uint8Array, protocol: number, header: number): void {
  layers.etherType = protocol
  layers.at += header
  layers.next = NETWORK
  if (isVlanTag(protocol)) readVlanTags(layers, octets)
}
