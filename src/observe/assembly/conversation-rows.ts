import { UNTAGGED, VLAN } from '../../decode/segment-number.ts'
import { HAS_ID, INNER_1, NO_INTERFACE_INDEX, PLACE_WORDS, SOURCE_WORDS } from '../key-numbers.ts'
import { TRAFFIC } from '../learned.ts'
import {
  KEY_ADDRESSES,
  KEY_DESTINATION_MAC,
  KEY_ID,
  KEY_PLACE,
  KEY_SHAPE,
  KEY_SOURCE_MAC,
  KEY_TUNNEL,
  SHAPE_HOP_LIMIT,
  SHAPE_INNER_VLAN,
  SHAPE_INNER_VLAN_MASK,
  SHAPE_IPV4,
  SHAPE_SEGMENT,
  SHAPE_SEGMENT_MASK,
} from '../plain-key.ts'
import { finished } from './key-hash.ts'
import * as key from './key-writer.ts'
import { ADDRESSES, CONVERSATIONS, ROW_KEY, STATIONS, TUNNELS } from './layout.ts'
import { word32 } from './octets.ts'
import { addTo } from './row-tables.ts'

// What was counted of a conversation, as the rows that reading the headers of its frames would have found: `../row-key.ts` and
// `../packets.ts` say of which words their keys are, and `../key-hash.ts` how these are hashed.

const NO_ID: u32 = 0xffffffff
const IPV4_OCTETS: usize = 4
const IPV6_OCTETS: usize = 16

/** Adds an entry to the rows of its sender, of the address it sent from, of its conversation and of the tunnel around it. */
export function tellEntry(entry: usize): void {
  const shape = load<u32>(entry, KEY_SHAPE)
  const segment = (shape >> SHAPE_SEGMENT) & SHAPE_SEGMENT_MASK
  sayPlace(entry, segment, (shape >> SHAPE_INNER_VLAN) & SHAPE_INNER_VLAN_MASK)
  const place = key.hash
  if (segment !== UNTAGGED && segment !== VLAN) tellTunnel(entry)
  key.goOn(ROW_KEY + 4 * PLACE_WORDS, place)
  key.mac(entry + KEY_SOURCE_MAC)
  const source = key.hash
  tell(STATIONS, entry)
  const version: u32 = (shape & SHAPE_IPV4) !== 0 ? 4 : 6
  tellAddress(entry, version)
  key.goOn(ROW_KEY + 4 * SOURCE_WORDS, source)
  tellConversation(entry, version, shape & SHAPE_HOP_LIMIT)
}

/** Adds the entry to the row of the key that was said. */
function tell(table: usize, entry: usize): void {
  addTo(table, finished(key.hash), ROW_KEY, ((key.keyEnd - ROW_KEY) >> 2) as u32, entry)
}

/** Begins the key at hand with the words that say where frames were. */
function sayPlace(entry: usize, segment: u32, innerVlan: u32): void {
  const inner: u32 = innerVlan === 0 ? 0 : innerVlan + 1
  const hasId: u32 = segment === UNTAGGED ? 0 : HAS_ID
  key.goOn(ROW_KEY, 0)
  key.pair(load<u32>(entry, KEY_PLACE), NO_INTERFACE_INDEX)
  key.pair(segment | (inner << INNER_1) | hasId, segment === UNTAGGED ? NO_ID : load<u32>(entry, KEY_ID))
}

/** Of IPv4; behind the place. */
function tellTunnel(entry: usize): void {
  key.word(4)
  key.word(word32(entry + KEY_TUNNEL))
  key.word(word32(entry + KEY_TUNNEL + 4))
  tell(TUNNELS, entry)
}

/** That the sender, whose words were said, has the address. */
function tellAddress(entry: usize, version: u32): void {
  key.word(TRAFFIC | (version << 8))
  sayAddress(entry + KEY_ADDRESSES, version)
  tell(ADDRESSES, entry)
}

/** Behind the sender. */
function tellConversation(entry: usize, version: u32, hopLimit: u32): void {
  const source = entry + KEY_ADDRESSES
  key.mac(entry + KEY_DESTINATION_MAC)
  key.word(hopLimit | (version << 8))
  sayAddress(source, version)
  sayAddress(source + (version === 4 ? IPV4_OCTETS : IPV6_OCTETS), version)
  tell(CONVERSATIONS, entry)
}

function sayAddress(at: usize, version: u32): void {
  if (version === 4) key.word(word32(at))
  else key.ipv6(at)
}
