/** Writers of network-order fields and the Internet checksum (RFC 1071), apart from the decoder's own code: that is what gets tested. */

export function put16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 8
  octets[at + 1] = value
}

export function put24(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 16
  put16(octets, at + 1, value)
}

export function put32(octets: Uint8Array, at: number, value: number): void {
  put16(octets, at, value >>> 16)
  put16(octets, at + 2, value)
}

/** Sum of the 16-bit words from `at` to `end`, not folded; an odd last octet counts as a high one. */
export function sumWords(octets: Uint8Array, at: number, end: number): number {
  let sum = 0
  let i = at
  for (; i + 1 < end; i += 2) sum += octets[i]! * 256 + octets[i + 1]!
  return i < end ? sum + octets[i]! * 256 : sum
}

/** The checksum of a sum of words. */
export function checksumOf(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000)
  return 0xffff - folded
}
