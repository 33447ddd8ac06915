import { HAS_MAC } from '../key-numbers.ts'
import { mixed, mixedOctets, mixedPair, SWAPPED } from './key-hash.ts'
import { word16, word32 } from './octets.ts'

// As `../key-writer.ts`: a key is said part by part, from octets as they were sent. What is said is written and hashed at once.

/** Of what the key at hand says so far. */
export let hash: u32 = 0
/** Where its next word goes. */
export let keyEnd: usize = 0

/** Goes on with a key at `at`, behind words of which this is the hash. */
export function goOn(at: usize, hashBefore: u32): void {
  keyEnd = at
  hash = hashBefore
}

export function word(value: u32): void {
  hash = mixed(hash, value)
  put(value)
}

/** The MAC address at `at`. */
export function mac(at: usize): void {
  pair(HAS_MAC | word16(at), word32(at + 2))
}

/** The IPv6 address at `at`. */
export function ipv6(at: usize): void {
  pair(word32(at), word32(at + 4))
  pair(word32(at + 8), word32(at + 12))
}

export function pair(first: u32, second: u32): void {
  hash = mixedPair(hash, first, second)
  put(first)
  put(second)
}

/** Octets [at, end): their number, and they, no more than are kept in a key. */
export function octets(at: usize, end: usize): void {
  word((end - at) as u32)
  hash = mixedOctets(hash, at, end)
  let from = at
  for (; from + 16 <= end; from += 16) {
    v128.store(keyEnd, i8x16.swizzle(v128.load(from), SWAPPED))
    keyEnd += 16
  }
  for (; from + 4 <= end; from += 4) put(word32(from))
  if (from < end) putLast(from, end)
}

/** Fewer than four octets, and zeros behind them. */
function putLast(at: usize, end: usize): void {
  let last: u32 = 0
  let shift: u32 = 24
  for (let from = at; from < end; from++) {
    last |= (load<u8>(from) as u32) << shift
    shift -= 8
  }
  put(last)
}

function put(value: u32): void {
  store<u32>(keyEnd, value)
  keyEnd += 4
}
