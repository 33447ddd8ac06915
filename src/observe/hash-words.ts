const MULTIPLIER_1 = 0xcc9e2d51
const MULTIPLIER_2 = 0x1b873593

/**
 * 32 bits that words are found and told apart by, the same on every machine: four lanes that do not wait for one another,
 * then mixed as MurmurHash3 does. It keeps nobody from crafting collisions.
 */
export function hashWords(words: Uint32Array, length: number): number {
  let a = length
  let b = 0x9e3779b1
  let c = 0x85ebca6b
  let d = 0xc2b2ae35
  let at = 0
  for (const end = length - 3; at < end; at += 4) {
    a = Math.imul(a ^ words[at]!, MULTIPLIER_1)
    b = Math.imul(b ^ words[at + 1]!, MULTIPLIER_1)
    c = Math.imul(c ^ words[at + 2]!, MULTIPLIER_1)
    d = Math.imul(d ^ words[at + 3]!, MULTIPLIER_1)
    a = (a << 15) | (a >>> 17)
    b = (b << 15) | (b >>> 17)
    c = (c << 15) | (c >>> 17)
    d = (d << 15) | (d >>> 17)
  }
  let hash = mix(mix(mix(a, b), c), d)
  for (; at < length; at++) hash = mix(hash, words[at]!)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function mix(hash: number, word: number): number {
  const spread = Math.imul(word, MULTIPLIER_1)
  const mixed = hash ^ Math.imul((spread << 15) | (spread >>> 17), MULTIPLIER_2)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}
