import { IPV4_ADDRESSES, IPV6_DESTINATION, IPV6_SOURCE, MAC } from '../../decode/plain-headers.ts'
import { LINK_WORDS, NO_INTERFACE_INDEX, PLACE_WORDS, SOURCE_WORDS } from '../key-numbers.ts'
import { WAITING_OCTETS } from '../waiting-room.ts'
import { finished } from './key-hash.ts'
import * as key from './key-writer.ts'
import { NOTED, TABLES, THRESHOLDS, WAITING } from './layout.ts'
import { ethernet, ip, segment, segmentId, tunnel } from './message-headers.ts'
import { word32 } from './octets.ts'
import { isFull, nextKey, wait } from './waiting.ts'

// Rows of the frame at hand, whose headers `message-headers.ts` read, are noted: they wait to be looked up, but for those that their
// tables leave out. Here are the rows that `../senders.ts` and `../packets.ts` have of any message.

const VERSION_4 = 4
export const VERSION_6 = 6

// The tables in which messages have rows, in the order of WAITING, NOTED and THRESHOLDS (`../plain-messages.ts`).
const STATIONS: u32 = 0
const ADDRESSES: u32 = 1
export const NEIGHBOR_DISCOVERY: u32 = 2
export const DHCP: u32 = 3
const TUNNELS: u32 = 4

/** 2³²: above every hash. */
const NO_THRESHOLD: f64 = 4294967296

/** The words that its keys begin with (`../row-key.ts`), and hashes of those up to its segment, to its source, and of all. */
const FRAME_WORDS = memory.data(4 * LINK_WORDS, 16)
let placeHash: u32 = 0
let sourceHash: u32 = 0
export let linkHash: u32 = 0

/** When it was seen, and where it stands. */
let second: f64 = 0
let nanosecond: i32 = 0
let offset: f64 = 0
let index: f64 = 0

/** Nothing was noted, and no table leaves anything out. */
export function clearNoted(): void {
  for (let table: i32 = 0; table < TABLES; table++) store<f64>(THRESHOLDS + 8 * table, NO_THRESHOLD)
  memory.fill(WAITING, 0, WAITING_OCTETS * TABLES)
  memory.fill(NOTED, 0, 4 * TABLES)
}

/** Whether a table has no room for another row to wait. */
export function isAnyFull(): bool {
  for (let table: i32 = 0; table < TABLES; table++) if (isFull(waitingOf(table))) return true
  return false
}

/**
 * Begins with another frame.
 * @param place the first word of its keys
 */
export function beginFrame(place: u32, atSecond: f64, atNanosecond: i32, atOffset: f64, atIndex: f64): void {
  second = atSecond
  nanosecond = atNanosecond
  offset = atOffset
  index = atIndex
  key.goOn(FRAME_WORDS, 0)
  key.pair(place, NO_INTERFACE_INDEX)
  key.pair(segment, segmentId)
  placeHash = key.hash
  key.mac(ethernet + MAC)
  sourceHash = key.hash
  key.mac(ethernet)
  linkHash = key.hash
}

function waitingOf(table: u32): usize {
  return WAITING + WAITING_OCTETS * table
}

/** Begins a key of a table with so many words of the frame, of which this is the hash. */
export function beginKey(table: u32, words: u32, hash: u32): void {
  const at = nextKey(waitingOf(table))
  v128.store(at, v128.load(FRAME_WORDS)) // all of them: what is more than so many, the key's own words overwrite
  v128.store(at, v128.load(FRAME_WORDS, 16), 16)
  key.goOn(at + 4 * words, hash)
}

/** The key is said: its row is noted, unless the table leaves it out. */
export function note(table: u32, follow: bool = false): void {
  const noted = NOTED + 4 * table
  store<u32>(noted, load<u32>(noted) + 1)
  const hash = finished(key.hash)
  if ((hash as f64) >= load<f64>(THRESHOLDS + 8 * table)) return
  wait(waitingOf(table), hash, key.keyEnd, second, nanosecond, offset, index, follow)
}

/** That its sender is a station, and the tunnel around it. */
export function noteSender(): void {
  beginKey(STATIONS, SOURCE_WORDS, sourceHash)
  note(STATIONS)
  if (tunnel !== 0) noteTunnel()
}

function noteTunnel(): void {
  beginKey(TUNNELS, PLACE_WORDS, placeHash)
  key.word(VERSION_4)
  key.word(word32(tunnel + IPV4_ADDRESSES))
  key.word(word32(tunnel + IPV4_ADDRESSES + 4))
  note(TUNNELS)
}

/** That a station has an address. */
export function noteAddress(mac: usize, learned: u32, address: usize): void {
  beginKey(ADDRESSES, PLACE_WORDS, placeHash)
  key.mac(mac)
  key.word(learned | (VERSION_6 << 8))
  key.ipv6(address)
  note(ADDRESSES)
}

/** Says the addresses of the packet. */
export function sayAddresses(): void {
  key.ipv6(ip + IPV6_SOURCE)
  key.ipv6(ip + IPV6_DESTINATION)
}

/** One more message of a type. */
export function countType(types: usize, type: u32): void {
  const at = types + 4 * type
  store<u32>(at, load<u32>(at) + 1)
}
