import { macText } from '../address.ts'
import { type Layers, NETWORK } from '../layers.ts'
import { u16 } from '../octets.ts'
import { UNTAGGED, VLAN } from '../segment-number.ts'
import { isVlanTag } from './ether-type.ts'

//  |  Destination (6)  |  Source (6)  | EtherType (2) |
const SOURCE = 6
const ETHERTYPE = 12
const HEADER = 14

//  | PCP(3) DEI(1) VLAN id(12) | EtherType (2) |, IEEE 802.1Q
const TAG = 4
const VLAN_ID = 0x0fff
const TAG_LIMIT = 8

/** An Ethernet header with the VLAN tags behind it. */
export function readEthernet(layers: Layers, octets: Uint8Array): void {
  if (!layers.has(HEADER, 'ethernet')) return
  layers.header('ethernet', layers.at)
  layers.linkDestinationAt = layers.at
  layers.linkSourceAt = layers.at + SOURCE
  layers.etherType = u16(octets, layers.at + ETHERTYPE)
  layers.at += HEADER
  layers.next = NETWORK
  if (isVlanTag(layers.etherType)) readVlanTags(layers, octets)
}

/** 802.1Q tags; `etherType` is theirs and becomes that of what they carry. A tag with id 0 is a priority, no VLAN. */
export function readVlanTags(layers: Layers, octets: Uint8Array): void {
  for (let tags = 0; isVlanTag(layers.etherType); tags++) {
    if (tags === TAG_LIMIT) return layers.fail('vlan: too many tags')
    if (!layers.has(TAG, 'vlan')) return
    layers.header('vlan', layers.at)
    const id = u16(octets, layers.at) & VLAN_ID
    if (id !== 0) noteVlan(layers, id)
    layers.etherType = u16(octets, layers.at + 2)
    layers.at += TAG
  }
}

/** A tag with this id, no priority tag. */
function noteVlan(layers: Layers, id: number): void {
  if (layers.segmentKind === UNTAGGED) {
    layers.segmentKind = VLAN
    layers.segmentId = id
  } else if (layers.innerVlan1 < 0) layers.innerVlan1 = id
  else if (layers.innerVlan2 < 0) layers.innerVlan2 = id
}

/** An Ethernet header as it was sent. */
export interface EthernetHeader {
  readonly kind: 'ethernet'
  readonly destination: string
  readonly source: string
  /** Of what follows: a VLAN tag's, or below 1536 a length (IEEE 802.3 §3.2.6). */
  readonly etherType: number
}

export function decodeEthernetHeader(octets: Uint8Array, at: number): EthernetHeader {
  return {
    kind: 'ethernet',
    destination: macText(octets, at),
    source: macText(octets, at + SOURCE),
    etherType: u16(octets, at + ETHERTYPE),
  }
}

/** A VLAN tag as it was sent. Its own EtherType stands before it, in the header it follows. */
export interface VlanTag {
  readonly kind: 'vlan'
  /** PCP. */
  readonly priority: number
  /** DEI. */
  readonly dropEligible: boolean
  readonly id: number
  /** Of what follows. */
  readonly etherType: number
}

export function decodeVlanTag(octets: Uint8Array, at: number): VlanTag {
  const tag = u16(octets, at)
  return {
    kind: 'vlan',
    priority: tag >> 13,
    dropEligible: (tag & 0x1000) !== 0,
    id: tag & VLAN_ID,
    etherType: u16(octets, at + 2),
  }
}
