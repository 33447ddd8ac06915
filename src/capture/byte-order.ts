/** Loads in the byte order of the host that recorded. The caller has checked that the octets are there. */

export function load16(octets: Uint8Array, at: number, little: boolean): number {
  return little ? octets[at]! | (octets[at + 1]! << 8) : (octets[at]! << 8) | octets[at + 1]!
}

export function load32(octets: Uint8Array, at: number, little: boolean): number {
  return little
    ? (octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)) >>> 0
    : ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>> 0
}
