import type { Random } from './random.ts'
import { recordsOf } from './records.ts'

/** Octets and words that lengths, counts and types are afraid of. */
const OCTETS = [0, 1, 2, 3, 4, 6, 8, 12, 14, 24, 31, 38, 58, 60, 63, 64, 127, 128, 133, 134, 137, 144, 192, 254, 255]
const WORDS = [0, 1, 0x7fff, 0x8000, 0xffff, 0x0800, 0x86dd, 0x8100, 0x88a8, 0x6558, 546, 547, 4789, 6081]
const LONGS = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x0a0d_0d0a]

type Mutation = (octets: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

/** One input with up to eight mutations, most of them inside its packets. */
export function mutate(octets: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  let mutated = Uint8Array.from(octets)
  for (let left = 1 + random.below(8); left > 0; left--)
    mutated = Uint8Array.from(random.pick(MUTATIONS)(mutated, random, others))
  return mutated
}

const setOctet: Mutation = (octets, random) => {
  octets[placeIn(octets, random)] = random.below(2) === 0 ? random.pick(OCTETS) : random.below(256)
  return octets
}

const flipBit: Mutation = (octets, random) => {
  const at = placeIn(octets, random)
  octets[at] = octets[at]! ^ (1 << random.below(8))
  return octets
}

const setWord: Mutation = (octets, random) => {
  const at = placeIn(octets, random)
  const [value, length, little] = random.below(2) === 0 ? [random.pick(WORDS), 2, false] : [random.pick(LONGS), 4, true]
  for (let i = 0; i < length && at + i < octets.length; i++) {
    octets[at + i] = (value >>> (8 * (little ? i : length - 1 - i))) & 0xff
  }
  return octets
}

const remove: Mutation = (octets, random) => {
  const at = placeIn(octets, random)
  return join(octets.subarray(0, at), octets.subarray(at + 1 + random.below(32)))
}

/** Some octets of itself again, there or elsewhere. */
const repeat: Mutation = (octets, random) => {
  const from = placeIn(octets, random)
  const run = octets.subarray(from, from + 1 + random.below(64))
  const at = random.below(2) === 0 ? from : placeIn(octets, random)
  return join(octets.subarray(0, at), ...Array.from({ length: 1 + random.below(4) }, () => run), octets.subarray(at))
}

const truncate: Mutation = (octets, random) => octets.subarray(0, random.below(octets.length + 1))

/** Part of another input in its place. */
const splice: Mutation = (octets, random, others) => {
  const other = random.pick(others)
  const from = placeIn(other, random)
  const at = placeIn(octets, random)
  return join(octets.subarray(0, at), other.subarray(from, from + random.below(400)), octets.subarray(at))
}

/** Keeps the lengths of its records true: a packet of it becomes one of another, of its own length. */
const swapPackets: Mutation = (octets, random, others) => {
  const [mine, theirs] = [recordsOf(octets), recordsOf(random.pick(others))]
  if (mine.length === 0 || theirs.length === 0) return octets
  const { at, end } = random.pick(mine)
  const other = random.pick(theirs)
  octets.set(other.octets.subarray(other.at, Math.min(other.end, other.at + end - at)), at)
  return octets
}

const MUTATIONS: readonly Mutation[] = [
  ...[setOctet, setOctet, setOctet, setOctet, flipBit, flipBit, setWord, setWord, setWord],
  ...[remove, repeat, repeat, splice, swapPackets, swapPackets, truncate],
]

/** Somewhere in a packet as often as not, near its end a little more often. */
function placeIn(octets: Uint8Array, random: Random): number {
  const anywhere = random.below(Math.max(1, octets.length))
  if (random.below(4) === 0) return anywhere
  const records = recordsOf(octets)
  if (records.length === 0) return anywhere
  const { at, end } = random.pick(records)
  return at + random.below(Math.max(1, end - at))
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
