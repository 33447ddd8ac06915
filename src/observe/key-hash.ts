const MULTIPLIER_1 = 0xcc9e2d51
const MULTIPLIER_2 = 0x1b873593

/**
 * One more word in a hash, as MurmurHash3 does it. Hashes are of 32 bits, signed numbers as long as they are worked on, and the
 * same on every machine. They keep nobody from crafting collisions.
 */
export function mixed(hash: number, word: number): number {
  const spread = Math.imul(word, MULTIPLIER_1)
  const mix = hash ^ Math.imul((spread << 15) | (spread >>> 17), MULTIPLIER_2)
  return (Math.imul((mix << 13) | (mix >>> 19), 5) + 0xe6546b64) | 0
}

/** A hash that no word is added to any more: each of its bits hangs on every bit that went into it. */
export function finished(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}

/** `hash` with two more words. */
export function mixedPair(hash: number, first: number, second: number): number {
  return mixed(hash, (Math.imul(first, 0x9e3779b1) + second) | 0)
}

/** `hash` with the words [from, to) of a key: a MAC or IPv6 address, of two or four words, or an IPv4 address, of one. */
export function mixedWords(hash: number, words: Uint32Array, from: number, to: number): number {
  let mix = hash
  let at = from
  for (; at + 1 < to; at += 2) mix = mixedPair(mix, words[at]! | 0, words[at + 1]! | 0)
  return at < to ? mixed(mix, words[at]!) : mix
}

/** `hash` with the octets [at, end): in four lanes that do not wait for one another. */
export function mixedOctets(hash: number, view: DataView, at: number, end: number): number {
  let mix = hash
  let from = at
  if (end - at >= 16) {
    let a = hash
    let b = 0x9e3779b1
    let c = 0x85ebca6b
    let d = 0xc2b2ae35
    for (const last = end - 16; from <= last; from += 16) {
      a = Math.imul(a ^ view.getInt32(from), MULTIPLIER_1)
      b = Math.imul(b ^ view.getInt32(from + 4), MULTIPLIER_1)
      c = Math.imul(c ^ view.getInt32(from + 8), MULTIPLIER_1)
      d = Math.imul(d ^ view.getInt32(from + 12), MULTIPLIER_1)
      a = (a << 15) | (a >>> 17)
      b = (b << 15) | (b >>> 17)
      c = (c << 15) | (c >>> 17)
      d = (d << 15) | (d >>> 17)
    }
    mix = mixed(mixed(mixed(a, b), c), d)
  }
  for (; from + 4 <= end; from += 4) mix = mixed(mix, view.getInt32(from))
  if (from === end) return mix
  let rest = 0
  for (; from < end; from++) rest = (rest << 8) | view.getUint8(from)
  return mixed(mix, rest)
}
