import fc from 'fast-check'

/** Octets as arrays of numbers, for fast-check: cheap to join, and they shrink. */
export type Octets = readonly number[]

export const octet = fc.integer({ min: 0, max: 255 })
export const word16 = (value: number): Octets => [(value >>> 8) & 0xff, value & 0xff]
export const word32 = (value: number): Octets => [...word16(value >>> 16), ...word16(value)]

export function exactly(length: number): fc.Arbitrary<Octets> {
  return fc.array(octet, { minLength: length, maxLength: length })
}

export function upTo(length: number): fc.Arbitrary<Octets> {
  return fc.array(octet, { maxLength: length })
}

/** 16 and 32 bits, borders more often than not. */
export const anyWord16 = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 1, 0xffff)).map(word16)
export const anyWord32 = fc
  .oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 1, 1800, 0xffff_ffff))
  .map(word32)

/** Parts one after the other. */
export function parts(...arbitraries: readonly fc.Arbitrary<Octets>[]): fc.Arbitrary<Octets> {
  return fc.tuple(...arbitraries).map((all) => all.flat())
}

/** One of a few IPv6 addresses of each kind there is, or any. */
export const address: fc.Arbitrary<Octets> = fc.oneof(
  fc.constant(Array<number>(16).fill(0)),
  parts(fc.constant([0xfe, 0x80, 0, 0, 0, 0, 0, 0]), exactly(8)),
  parts(fc.constant([0x20, 0x01, 0x0d, 0xb8]), exactly(12)),
  fc.constantFrom([0xff, 2, ...Array<number>(13).fill(0), 1], [...Array<number>(10).fill(0), 255, 255, 192, 0, 2, 1]),
  exactly(16),
)

const label = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-') })
  .map((text) => [text.length, ...Buffer.from(text)])
const strangeLabel = fc.array(octet, { minLength: 1, maxLength: 63 }).map((octets) => [octets.length, ...octets])

/** A domain name in labels, ended by the root's; `strange` ones hold any octets. */
export function domainName(strange: boolean): fc.Arbitrary<Octets> {
  const some = strange ? fc.oneof({ weight: 3, arbitrary: label }, strangeLabel) : label
  return fc.array(some, { minLength: 1, maxLength: 4 }).map((labels) => [...labels.flat(), 0])
}

/** Printable ASCII. */
export const text = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' })
  .map((all) => [...Buffer.from(all)])
