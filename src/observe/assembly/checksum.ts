const GOOD: u64 = 0xffff

/**
 * Whether the Internet checksum (RFC 1071) of [at, end), a message with the addresses of its pseudo-header in front, is good, the
 * rest of which (RFC 8200 §8.1) is its length and protocol. Words are added up as the machine loads them: their sum is turned
 * around as they are, which 0xffff does not show.
 */
export function isChecksumGood(at: usize, end: usize, length: u32, protocol: u32): bool {
  let sum: u64 = <u64>bswap<u16>(length as u16) + <u64>bswap<u16>(protocol as u16)
  let from = at
  for (; from + 8 <= end; from += 8) {
    const words = load<u64>(from)
    sum += (words & 0xffff_ffff) + (words >> 32)
  }
  for (; from + 2 <= end; from += 2) sum += load<u16>(from)
  if (from < end) sum += load<u8>(from)
  sum = (sum & 0xffff_ffff) + (sum >> 32)
  for (let folds = 0; folds < 3; folds++) sum = (sum & 0xffff) + (sum >> 16)
  return sum === GOOD
}
