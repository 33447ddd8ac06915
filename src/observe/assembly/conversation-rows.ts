import { UNTAGGED, VLAN } from '../../decode/segment-number.ts'
import { HAS_ID, HAS_MAC, INNER_1, LINK_WORDS, NO_INTERFACE_INDEX, PLACE_WORDS, SOURCE_WORDS } from '../key-numbers.ts'
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
import { finished, mixed, mixedPair } from './key-hash.ts'
import { ADDRESSES, CONVERSATIONS, ROW_KEY, STATIONS, TUNNELS } from './layout.ts'
import { word16, word32 } from './octets.ts'
import { addTo } from './row-tables.ts'

// What was counted of a conversation, as the rows that reading the headers of its frames would have found: `../row-key.ts` and
// `../packets.ts` say of which words their keys are, and `../key-hash.ts` how these are hashed.

const NO_ID: u32 = 0xffffffff
const IPV4_WORDS: u32 = 1
const IPV6_WORDS: u32 = 4

/** Adds an entry to the rows of its sender, of the address it sent from, of its conversation and of the tunnel around it. */
export function tellEntry(entry: usize): void {
  const shape = load<u32>(entry, KEY_SHAPE)
  const version: u32 = (shape & SHAPE_IPV4) !== 0 ? 4 : 6
  const segment = (shape >> SHAPE_SEGMENT) & SHAPE_SEGMENT_MASK
  const place = placeOf(entry, segment, (shape >> SHAPE_INNER_VLAN) & SHAPE_INNER_VLAN_MASK)
  if (segment !== UNTAGGED && segment !== VLAN) tellTunnel(entry, place)
  const source = macAt(PLACE_WORDS, place, entry + KEY_SOURCE_MAC)
  addTo(STATIONS, finished(source), ROW_KEY, SOURCE_WORDS, entry)
  tellAddress(entry, source, version)
  tellConversation(entry, source, version, shape & SHAPE_HOP_LIMIT)
}

/** Begins the key at hand with the words that say where frames were. @returns the hash of these */
function placeOf(entry: usize, segment: u32, innerVlan: u32): u32 {
  const inner: u32 = innerVlan === 0 ? 0 : innerVlan + 1
  const hasId: u32 = segment === UNTAGGED ? 0 : HAS_ID
  const hash = pairAt(0, 0, load<u32>(entry, KEY_PLACE), NO_INTERFACE_INDEX)
  return pairAt(2, hash, segment | (inner << INNER_1) | hasId, segment === UNTAGGED ? NO_ID : load<u32>(entry, KEY_ID))
}

/** Of IPv4. */
function tellTunnel(entry: usize, place: u32): void {
  let hash = wordAt(PLACE_WORDS, place, 4)
  hash = wordAt(PLACE_WORDS + 1, hash, word32(entry + KEY_TUNNEL))
  hash = wordAt(PLACE_WORDS + 2, hash, word32(entry + KEY_TUNNEL + 4))
  addTo(TUNNELS, finished(hash), ROW_KEY, PLACE_WORDS + 3, entry)
}

/** That the sender has the address. */
function tellAddress(entry: usize, source: u32, version: u32): void {
  const hash = wordAt(SOURCE_WORDS, source, TRAFFIC | (version << 8))
  const words = wordsOf(version)
  const whole = wordsAt(SOURCE_WORDS + 1, hash, entry + KEY_ADDRESSES, words)
  addTo(ADDRESSES, finished(whole), ROW_KEY, SOURCE_WORDS + 1 + words, entry)
}

function tellConversation(entry: usize, source: u32, version: u32, hopLimit: u32): void {
  const link = macAt(SOURCE_WORDS, source, entry + KEY_DESTINATION_MAC)
  const words = wordsOf(version)
  let hash = wordAt(LINK_WORDS, link, hopLimit | (version << 8))
  hash = wordsAt(LINK_WORDS + 1, hash, entry + KEY_ADDRESSES, words)
  hash = wordsAt(LINK_WORDS + 1 + words, hash, entry + KEY_ADDRESSES + 4 * words, words)
  addTo(CONVERSATIONS, finished(hash), ROW_KEY, LINK_WORDS + 1 + 2 * words, entry)
}

function wordsOf(version: u32): u32 {
  return version === 4 ? IPV4_WORDS : IPV6_WORDS
}

// Each puts words into the key at hand, and returns the hash with them.

/** An address, of one word or of four. */
function wordsAt(word: u32, hash: u32, address: usize, words: u32): u32 {
  if (words === IPV4_WORDS) return wordAt(word, hash, word32(address))
  const half = pairAt(word, hash, word32(address), word32(address + 4))
  return pairAt(word + 2, half, word32(address + 8), word32(address + 12))
}

function macAt(word: u32, hash: u32, mac: usize): u32 {
  return pairAt(word, hash, HAS_MAC | word16(mac), word32(mac + 2))
}

function pairAt(word: u32, hash: u32, first: u32, second: u32): u32 {
  store<u32>(ROW_KEY + 4 * word, first)
  store<u32>(ROW_KEY + 4 * word, second, 4)
  return mixedPair(hash, first, second)
}

function wordAt(word: u32, hash: u32, value: u32): u32 {
  store<u32>(ROW_KEY + 4 * word, value)
  return mixed(hash, value)
}
