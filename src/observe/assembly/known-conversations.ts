import { tellEntry } from './conversation-rows.ts'
import { countOf, firstNanosecond, firstSecond, ifaceOf, join, lastNanosecond, lastSecond } from './entries.ts'
import { hear } from './heard.ts'
import {
  ADDRESSES,
  CONVERSATIONS,
  ENTRIES,
  ENTRY,
  ENTRY_SLOTS,
  KEY,
  MOST_KNOWN,
  OCTETS,
  STATIONS,
  TUNNELS,
} from './layout.ts'
import { clearRows } from './row-tables.ts'

// What is known of conversations: entries (`entries.ts`) found by their keys, open addressing.

/** A slot: the number of an entry, from 1 on, below bits of its hash that spare a look at most wrong ones; 0: empty. */
const NUMBER: u32 = MOST_KNOWN
const FIRST_SLOTS: u32 = 2048

/** How many conversations are known. */
let entries: u32 = 0
/** One less than there are slots, at least twice as many as entries. */
let mask: u32 = FIRST_SLOTS - 1

/** No conversation is known any more. */
export function forget(): void {
  memory.fill(ENTRY_SLOTS, 0, 4 * (mask + 1))
  entries = 0
}

/** As `forget`, for conversations of another capture. */
export function clearKnown(): void {
  forget()
  mask = FIRST_SLOTS - 1
}

/** How many conversations are known: from entry 1 on. */
export function known(): u32 {
  return entries
}

/** Whether no more can be known. */
export function isFull(): bool {
  return entries === MOST_KNOWN
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
    else if (isFull()) return each
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

/** What was loaded ahead: so that loading it is no dead code. */
export let loaded: u32 = 0

/** Loads what keys are going to be compared with, so many hashes of which lie there: waiting for one after the other took longer. */
export function reach(hashes: usize, count: u32): void {
  let all: u32 = 0
  for (let each: u32 = 0; each < count; each++) {
    const slot = slotAt(load<u32>(hashes + 4 * each) & mask)
    const entry = ENTRIES + (slot & NUMBER) * ENTRY
    all ^= load<u32>(entry) ^ load<u32>(entry, KEY)
  }
  loaded = all
}

/** Multiplied and added up (multilinear hashing): no two of its words can be exchanged unnoticed. */
export function hashOf(key: usize): u32 {
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
export function entryOf(key: usize, hash: u32): usize {
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
export function add(key: usize, hash: u32): usize {
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
