import { load16, load32 } from './byte-order.ts'

// draft-ietf-opsawg-pcapng, options; padded to 32 bits, in the section's byte order.
//  |          Option Code          |         Option Length         |
//  /                       Option Value                            /
const LENGTH = 2
const VALUE = 4
const END_OF_OPTIONS = 0

const TWO_32 = 0x1_0000_0000

/**
 * Goes over the options in octets[at, end), calling `option(code, at, end)` with the bounds of each value. False: an option
 * overruns the block; those before it were given.
 */
export function walkOptions(
  octets: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  option: (code: number, at: number, end: number) => void,
): boolean {
  let next = at
  while (next < end) {
    if (next + VALUE > end) return false
    const code = load16(octets, next, little)
    if (code === END_OF_OPTIONS) return true
    const valueAt = next + VALUE
    const valueEnd = valueAt + load16(octets, next + LENGTH, little)
    if (valueEnd > end) return false
    option(code, valueAt, valueEnd)
    next = valueAt + padded(valueEnd - valueAt)
  }
  return true
}

/** `length` rounded up to 32 bits. */
export function padded(length: number): number {
  return length + (-length & 3)
}

/** Text of an option. No terminator belongs there; where a writer put one, it ends the text, as in Wireshark. */
export function optionText(octets: Uint8Array, at: number, end: number): string {
  const zero = octets.subarray(at, end).indexOf(0)
  return new TextDecoder().decode(octets.subarray(at, zero < 0 ? end : at + zero))
}

/** An unsigned 64-bit value; above 2^53 the nearest number there is. */
export function loadUnsigned64(octets: Uint8Array, at: number, little: boolean): number {
  return load32(octets, little ? at + 4 : at, little) * TWO_32 + load32(octets, little ? at : at + 4, little)
}

/** A signed 64-bit value; beyond ±2^53 the nearest number there is. */
export function loadSigned64(octets: Uint8Array, at: number, little: boolean): number {
  const high = load32(octets, little ? at + 4 : at, little) | 0
  return high * TWO_32 + load32(octets, little ? at : at + 4, little)
}

/**
 * The 64-bit value of option `wanted` in octets[at, end), for packets: nothing is allocated. -1: it is not there, whether or
 * not another option overruns the block.
 */
export function findUnsigned64(octets: Uint8Array, at: number, end: number, little: boolean, wanted: number): number {
  let next = at
  while (next + VALUE <= end) {
    const code = load16(octets, next, little)
    const length = load16(octets, next + LENGTH, little)
    if (code === END_OF_OPTIONS) return -1
    if (code === wanted && length === 8 && next + VALUE + length <= end)
      return loadUnsigned64(octets, next + VALUE, little)
    next += VALUE + padded(length)
  }
  return -1
}
