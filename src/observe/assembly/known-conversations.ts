import { BATCH_FRAMES } from '../../capture/limits.ts'
import { KEY_PLACE, KEY_SHAPE, NOT_PLAIN } from '../plain-key.ts'
import { tellEntry } from './conversation-rows.ts'
import {
  begin,
  countOf,
  firstNanosecond,
  firstSecond,
  ifaceOf,
  join,
  lastNanosecond,
  lastSecond,
  noteFirst,
  noteLast,
} from './entries.ts'
import { clearHeard, hear } from './heard.ts'
import {
  ADDRESSES,
  AT,
  CONVERSATIONS,
  END,
  ENTRIES,
  ENTRY,
  ENTRY_SLOTS,
  FRAME_HASHES,
  FRAME_KEYS,
  IFACE,
  KEY,
  LINKS,
  MOST_KNOWN,
  MOST_LINKS,
  NANOSECOND,
  OCTETS,
  OFFSET,
  ORIGINAL_LENGTH,
  PASSED,
  PLACES,
  PORTS,
  SECOND,
  SPECIAL_PORTS,
  STATIONS,
  TUNNEL_PORTS,
  TUNNELS,
} from './layout.ts'
import { beginList, listed } from './listed-frames.ts'
import { listRecords } from './pcap-records.ts'
import { listBlocks } from './pcapng-blocks.ts'
import { noteMessages } from './plain-messages.ts'
import { readKey } from './plain-packet.ts'
import { clearRows } from './row-tables.ts'

export {
  ADDRESSES,
  AT,
  CONVERSATIONS,
  DHCPV6_TYPES,
  END,
  ENTRIES,
  ENTRY,
  HEARD,
  IFACE,
  MOST_DHCPV6_TYPES,
  MOST_KNOWN,
  MOST_LINKS,
  MOST_ND_TYPES,
  NANOSECOND,
  ND_TYPES,
  NOTED,
  OCTETS,
  OCTETS_ROOM,
  OFFSET,
  ORIGINAL_LENGTH,
  PASSED,
  SECOND,
  STATIONS,
  TABLES,
  TUNNELS,
  WAITING,
} from './layout'
export { leaveOutFrom } from './noting'
export { addInterface, beginSection } from './pcapng-blocks'
export { resetMessages } from './plain-messages'

/** A slot: the number of an entry, from 1 on, below bits of its hash that spare a look at most wrong ones; 0: empty. */
const NUMBER: u32 = MOST_KNOWN
const FIRST_SLOTS: u32 = 2048

/** How many conversations are known. */
let entries: u32 = 0
/** One less than there are slots, at least twice as many as entries. */
let mask: u32 = FIRST_SLOTS - 1
/** The latest time, and the furthest offset, of all that was looked at. */
let latestSecond: f64 = 0
let latestNanosecond: i32 = 0
let latestOffset: f64 = -1

/**
 * Takes a look at the frames of the batch: by what they are known.
 * @param first where in `AT` OCTETS begin
 */
export function read(frames: u32, first: u32): void {
  for (let frame: u32 = 0; frame < frames; frame++) {
    const key = FRAME_KEYS + frame * KEY
    const iface = load<u32>(IFACE + 4 * frame)
    const link = iface < MOST_LINKS ? load<u32>(LINKS + 4 * iface) : 0
    let shape = NOT_PLAIN
    if (isNext(frame) && link !== 0) {
      const at = load<u32>(AT + 4 * frame)
      const end = endWithoutFcs(frame, at, link - 1)
      shape = readKey(key, OCTETS + at - first, OCTETS + end - first)
    }
    store<u32>(key, shape, KEY_SHAPE)
    store<u32>(key, load<u32>(PLACES + 4 * min(iface, MOST_LINKS - 1)), KEY_PLACE)
    store<u32>(FRAME_HASHES + 4 * frame, hashOf(key))
  }
  reach(frames)
}

/** What was loaded ahead: so that loading it is no dead code. */
export let loaded: u32 = 0

/** Loads what the frames are going to be compared with, all of it at a time: waiting for one after the other took longer. */
function reach(frames: u32): void {
  let all: u32 = 0
  for (let frame: u32 = 0; frame < frames; frame++) {
    const slot = slotAt(load<u32>(FRAME_HASHES + 4 * frame) & mask)
    const entry = ENTRIES + (slot & NUMBER) * ENTRY
    all ^= load<u32>(entry) ^ load<u32>(entry, KEY)
  }
  loaded = all
}

/**
 * Counts the plain frames from `from` on, each for its conversation.
 * @param firstIndex of the batch's first frame, among the records of the range
 * @returns the first frame that is not plain, or of a conversation that there is no room for
 */
function see(frames: u32, from: u32, firstIndex: f64): u32 {
  for (let frame = from; frame < frames; frame++) {
    const key = FRAME_KEYS + frame * KEY
    if (load<u32>(key, KEY_SHAPE) === NOT_PLAIN) return frame
    const hash = load<u32>(FRAME_HASHES + 4 * frame)
    let entry = entryOf(key, hash)
    if (entry === 0) {
      if (entries === MOST_KNOWN) return frame
      entry = add(key, hash)
      begin(entry, load<u32>(IFACE + 4 * frame))
      noteFirst(entry, nanosecond(frame), second(frame), offset(frame), firstIndex + frame)
    }
    noteLast(entry, nanosecond(frame), second(frame), offset(frame), firstIndex + frame)
  }
  return frames
}

/**
 * Counts plain frames and notes plain messages from `from` on.
 * @param first where in `AT` OCTETS begin
 * @param firstIndex of the batch's first frame, among the records of the range
 * @returns the first frame that is neither, or for which there is no room
 */
export function pass(frames: u32, from: u32, first: u32, firstIndex: f64): u32 {
  let frame = from
  while (frame < frames) {
    const next = noteMessages(frames, see(frames, frame, firstIndex), first, firstIndex)
    if (next === frame) break
    frame = next
  }
  return frame
}

/** Of frames that nobody looked at. */
const NOT_READ: i32 = -1
const FULL: u32 = BATCH_FRAMES

/** How many frames of whole batches were passed, and the first of the listed frames that was not (NOT_READ: nobody looked). */
let passed: u32 = 0
let reached: i32 = NOT_READ

/**
 * Goes over the records of a pcap in OCTETS [at, end), while the batch holds so many frames. Whole batches are passed (`pass`), up to
 * one with a frame that cannot be, or that is not full: its frames are listed.
 * @param base offset of OCTETS in the stream
 * @param header octets of a record's header
 * @param perSecond fractions
 * @param firstIndex of the first frame, among the records of the range; below 0: all are listed
 * @returns where the next record begins. PASSED says how many frames were passed in whole batches, how many the batch holds, and which
 * of these is the first that was not passed (NOT_READ: nobody looked)
 */
export function passRecords(
  frames: u32,
  at: u32,
  end: u32,
  base: f64,
  little: bool,
  header: u32,
  perSecond: u32,
  firstIndex: f64,
): u32 {
  let next = at
  beginPassing(frames)
  do next = listRecords(next, end, base, little, header, perSecond)
  while (passWhole(frames, firstIndex))
  tellPassed()
  return next
}

/** As `passRecords`, of the enhanced packets of a pcapng. */
export function passBlocks(frames: u32, at: u32, end: u32, base: f64, little: bool, firstIndex: f64): u32 {
  let next = at
  beginPassing(frames)
  do next = listBlocks(next, end, base, little)
  while (passWhole(frames, firstIndex))
  tellPassed()
  return next
}

function beginPassing(frames: u32): void {
  passed = 0
  reached = NOT_READ
  beginList(frames)
}

/** Passes the listed frames. @returns whether they are a whole batch of which all were passed: then it is empty */
function passWhole(frames: u32, firstIndex: f64): bool {
  if (frames > 0 || firstIndex < 0 || listed < FULL) return false
  read(FULL, 0)
  reached = pass(FULL, 0, 0, firstIndex + passed)
  if (reached < (FULL as i32)) return false
  passed += FULL
  reached = NOT_READ
  beginList(0)
  return true
}

function tellPassed(): void {
  store<i32>(PASSED, passed)
  store<i32>(PASSED, listed, 4)
  store<i32>(PASSED, reached, 8)
}

/** How many conversations are known: from entry 1 on. */
export function known(): u32 {
  return entries
}

/** Counts the frames of all conversations as heard of their interfaces. */
export function hearAll(): void {
  const end = ENTRIES + (entries + 1) * ENTRY
  for (let entry = ENTRIES + ENTRY; entry < end; entry += ENTRY) {
    hear(
      ifaceOf(entry),
      countOf(entry),
      firstSecond(entry),
      firstNanosecond(entry),
      lastSecond(entry),
      lastNanosecond(entry),
    )
  }
}

/** Adds so many entries that were counted elsewhere and lie in OCTETS. @returns how many there was room for */
export function joinEntries(count: u32): u32 {
  for (let each: u32 = 0; each < count; each++) {
    const other = OCTETS + each * ENTRY
    const hash = hashOf(other)
    const entry = entryOf(other, hash)
    if (entry !== 0) join(entry, other)
    else if (entries === MOST_KNOWN) return each
    else memory.copy(add(other, hash), other, ENTRY)
  }
  return count
}

/** Tells all conversations as rows of tables. */
export function tellRows(): void {
  clearRows(STATIONS, entries)
  clearRows(ADDRESSES, entries)
  clearRows(CONVERSATIONS, entries)
  clearRows(TUNNELS, entries)
  for (let number: u32 = 1; number <= entries; number++) tellEntry(ENTRIES + number * ENTRY)
}

/**
 * Frames of an interface are Ethernet, and end with so many octets of FCS. Of others none is plain.
 * @param place the first word of their keys
 */
export function linkEthernet(iface: u32, fcsOctets: u32, place: u32): void {
  if (iface >= MOST_LINKS) return
  store<u32>(LINKS + 4 * iface, fcsOctets + 1)
  store<u32>(PLACES + 4 * iface, place)
}

export function linkOther(iface: u32): void {
  if (iface < MOST_LINKS) store<u32>(LINKS + 4 * iface, 0)
}

/** Another port that carries VXLAN. */
export function addTunnelPort(port: u32): void {
  addPort(TUNNEL_PORTS, port)
}

/** Another port behind which there is more than a conversation. */
export function addSpecialPort(port: u32): void {
  addPort(SPECIAL_PORTS, port)
}

/** No conversation is known any more. */
export function forget(): void {
  memory.fill(ENTRY_SLOTS, 0, 4 * (mask + 1))
  entries = 0
}

/** As new, for frames of another capture; it is told of its links and ports again. */
export function reset(): void {
  forget()
  mask = FIRST_SLOTS - 1
  latestSecond = 0
  latestNanosecond = 0
  latestOffset = -1
  clearHeard()
  memory.fill(LINKS, 0, 4 * MOST_LINKS)
  memory.fill(TUNNEL_PORTS, 0, PORTS / 8)
  memory.fill(SPECIAL_PORTS, 0, PORTS / 8)
}

function addPort(ports: usize, port: u32): void {
  const at = ports + (port >> 3)
  store<u8>(at, load<u8>(at) | (1 << ((port & 7) as u8)))
}

/** Whether a frame is neither earlier nor further in front than any before it, and has a time. */
function isNext(frame: u32): bool {
  const seconds = second(frame)
  const nanoseconds = nanosecond(frame)
  const further = offset(frame) > latestOffset
  if (further) latestOffset = offset(frame)
  if (nanoseconds < 0 || seconds < latestSecond) return false
  if (seconds === latestSecond && nanoseconds < latestNanosecond) return false
  latestSecond = seconds
  latestNanosecond = nanoseconds
  return further
}

/** Of the octets a frame had on the wire, the last `fcsOctets` are its FCS, as far as they were captured. */
function endWithoutFcs(frame: u32, at: u32, fcsOctets: u32): u32 {
  const end = load<u32>(END + 4 * frame)
  if (fcsOctets === 0) return end
  return min(end, at + max(load<u32>(ORIGINAL_LENGTH + 4 * frame), end - at) - fcsOctets)
}

function second(frame: u32): f64 {
  return load<f64>(SECOND + 8 * frame)
}

function nanosecond(frame: u32): i32 {
  return load<i32>(NANOSECOND + 4 * frame)
}

function offset(frame: u32): f64 {
  return load<f64>(OFFSET + 8 * frame)
}

/** Multiplied and added up (multilinear hashing): no two of its words can be exchanged unnoticed. */
function hashOf(key: usize): u32 {
  const sum: u64 =
    load<u64>(key) * 0x9e3779b97f4a7c15 +
    load<u64>(key, 8) * 0xbf58476d1ce4e5b9 +
    load<u64>(key, 16) * 0x94d049bb133111eb +
    load<u64>(key, 24) * 0xd6e8feb86659fd93 +
    load<u64>(key, 32) * 0xff51afd7ed558ccd +
    load<u64>(key, 40) * 0xc4ceb9fe1a85ec53 +
    load<u64>(key, 48) * 0x87c37b91114253d5 +
    load<u64>(key, 56) * 0x4cf5ad432745937f
  return (((sum ^ (sum >> 32)) * 0x9e3779b97f4a7c15) >> 32) as u32
}

/** The entry that has this key; 0: none has. */
function entryOf(key: usize, hash: u32): usize {
  let next = hash & mask
  let slot = slotAt(next)
  while (slot !== 0) {
    const entry = ENTRIES + (slot & NUMBER) * ENTRY
    if (((slot ^ hash) & ~NUMBER) === 0 && isEqual(key, entry)) return entry
    next = (next + 1) & mask
    slot = slotAt(next)
  }
  return 0
}

function isEqual(a: usize, b: usize): bool {
  const differ = v128.or(
    v128.or(v128.xor(v128.load(a), v128.load(b)), v128.xor(v128.load(a, 16), v128.load(b, 16))),
    v128.or(v128.xor(v128.load(a, 32), v128.load(b, 32)), v128.xor(v128.load(a, 48), v128.load(b, 48))),
  )
  return !v128.any_true(differ)
}

/** A new entry with this key. */
function add(key: usize, hash: u32): usize {
  if ((entries + 1) * 2 > mask) growSlots()
  const entry = ENTRIES + ++entries * ENTRY
  memory.copy(entry, key, KEY)
  place(entries, hash)
  return entry
}

/** Puts the number of an entry where its hash says. */
function place(number: u32, hash: u32): void {
  let slot = hash & mask
  while (slotAt(slot) !== 0) slot = (slot + 1) & mask
  store<u32>(ENTRY_SLOTS + 4 * slot, (hash & ~NUMBER) | number)
}

function slotAt(slot: u32): u32 {
  return load<u32>(ENTRY_SLOTS + 4 * slot)
}

function growSlots(): void {
  mask = 2 * mask + 1
  memory.fill(ENTRY_SLOTS, 0, 4 * (mask + 1))
  for (let number: u32 = 1; number <= entries; number++) place(number, hashOf(ENTRIES + number * ENTRY))
}
