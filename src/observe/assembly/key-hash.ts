// As `../key-hash.ts`, of what lies in memory as it was sent.

const MULTIPLIER_1: u32 = 0xcc9e2d51
const MULTIPLIER_2: u32 = 0x1b873593
/** Octets of four words in the order that the machine counts them in. */
export const SWAPPED = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)

export function mixed(hash: u32, word: u32): u32 {
  const mix = hash ^ (rotl<u32>(word * MULTIPLIER_1, 15) * MULTIPLIER_2)
  return rotl<u32>(mix, 13) * 5 + 0xe6546b64
}

export function finished(hash: u32): u32 {
  const once: u32 = (hash ^ (hash >> 16)) * 0x85ebca6b
  const twice: u32 = (once ^ (once >> 13)) * 0xc2b2ae35
  return twice ^ (twice >> 16)
}

export function mixedPair(hash: u32, first: u32, second: u32): u32 {
  return mixed(hash, first * 0x9e3779b1 + second)
}

/** `hash` with the octets [at, end), four lanes at a time. */
export function mixedOctets(hash: u32, at: usize, end: usize): u32 {
  let mix = hash
  let from = at
  if (end - at >= 16) {
    let lanes = i32x4.replace_lane(i32x4(0, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35), 0, hash)
    const multiplier = i32x4.splat(MULTIPLIER_1)
    for (const last = end - 16; from <= last; from += 16) {
      const words = i8x16.swizzle(v128.load(from), SWAPPED)
      lanes = i32x4.mul(v128.xor(lanes, words), multiplier)
      lanes = v128.or(i32x4.shl(lanes, 15), i32x4.shr_u(lanes, 17))
    }
    mix = mixed(i32x4.extract_lane(lanes, 0), i32x4.extract_lane(lanes, 1))
    mix = mixed(mixed(mix, i32x4.extract_lane(lanes, 2)), i32x4.extract_lane(lanes, 3))
  }
  for (; from + 4 <= end; from += 4) mix = mixed(mix, bswap<u32>(load<u32>(from)))
  if (from === end) return mix
  let rest: u32 = 0
  for (; from < end; from++) rest = (rest << 8) | load<u8>(from)
  return mixed(mix, rest)
}
