/** MurmurHash3, 32 bits, over words: fast, well spread, the same everywhere. It keeps nobody from crafting collisions. */
export function hashWords(words: Uint32Array, length: number): number {
  let hash = 0
  for (let at = 0; at < length; at++) {
    let word = Math.imul(words[at]!, 0xcc9e2d51)
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    hash ^= word
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash ^= length * 4
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
