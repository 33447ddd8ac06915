/** Big-endian loads. The caller has checked that the octets are there. */

export function u16(octets: Uint8Array, at: number): number {
  return (octets[at]! << 8) | octets[at + 1]!
}

export function u24(octets: Uint8Array, at: number): number {
  return (octets[at]! << 16) | (octets[at + 1]! << 8) | octets[at + 2]!
}

export function u32(octets: Uint8Array, at: number): number {
  return ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>> 0
}

/** An unsigned 48-bit integer, exact in a number. */
export function u48(octets: Uint8Array, at: number): number {
  return u16(octets, at) * 0x1_0000_0000 + u32(octets, at + 2)
}
