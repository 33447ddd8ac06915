import fc from 'fast-check'
import { address, anyWord16, anyWord32, domainName, exactly, type Octets, octet, parts, text, upTo } from './octets.ts'

/** Neighbor Discovery messages as their RFCs draw them, every option among them. */

/** An option: its content is padded with zeros to a multiple of 8, as Length counts. */
function option(type: number, content: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return content.map((octets) => {
    const length = Math.ceil((octets.length + 2) / 8)
    return [type, length, ...octets, ...Array<number>(length * 8 - 2 - octets.length).fill(0)]
  })
}

const reserved16 = fc.oneof({ weight: 5, arbitrary: fc.constant<Octets>([0, 0]) }, anyWord16)
const one = octet.map((value) => [value])

/** How many addresses or names a list holds: one at least. */
/** One in four with octets that are no letters. */
const anyName = fc.oneof({ weight: 3, arbitrary: domainName(false) }, domainName(true))

function listOf(item: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.flat())
}

/** DER of an RSA key of 512 bits, any modulus. */
const publicKey = exactly(62).map((modulus) => [
  ...[0x30, 0x5c, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
  ...[0x03, 0x4b, 0x00, 0x30, 0x48, 0x02, 0x41, 0x00, 0x94, ...modulus, 0x01, 0x02, 0x03, 0x01, 0x00, 0x01],
])

const cga = parts(exactly(24), fc.constantFrom<Octets>([0], [1], [2]), publicKey).map((parameters) => {
  const pad = (8 - ((parameters.length + 4) % 8)) % 8
  return [pad, 0, ...parameters]
})

const route = fc
  .tuple(fc.integer({ min: 0, max: 2 }), octet, anyWord32, exactly(16))
  .map(([length, flags, lifetime, prefix]) => [
    Math.min(128, length * 64),
    flags,
    ...lifetime,
    ...prefix.slice(0, length * 8),
  ])

const encryptedDns = fc
  .tuple(anyWord16, anyWord32, domainName(false), fc.array(address, { maxLength: 2 }), upTo(20))
  .map(([priority, lifetime, name, addresses, parameters]) => [
    ...priority,
    ...lifetime,
    ...[0, name.length, ...name],
    ...[0, addresses.length * 16, ...addresses.flat()],
    ...[0, parameters.length, ...parameters],
  ])

/** Options by type, as their RFCs have them. */
const OPTIONS: readonly fc.Arbitrary<Octets>[] = [
  option(1, exactly(6)),
  option(2, exactly(6)),
  option(3, parts(fc.constantFrom<Octets>([64], [48], [128], [0]), one, anyWord32, anyWord32, anyWord32, address)),
  option(4, parts(exactly(6), fc.constant([0x60, 0, 0, 0, 0, 8, 17, 64]), address, address, exactly(8))),
  option(5, parts(reserved16, anyWord32)),
  option(7, parts(reserved16, anyWord32)),
  option(8, parts(reserved16, anyWord16, anyWord16)),
  option(11, cga),
  option(12, parts(reserved16, exactly(16), exactly(64))),
  option(13, parts(exactly(6), fc.constant([0, 0]), anyWord32, anyWord16)),
  option(14, exactly(6)),
  option(24, route),
  option(25, parts(reserved16, anyWord32, listOf(address))),
  option(26, exactly(6)),
  option(31, parts(reserved16, anyWord32, listOf(anyName))),
  option(37, text),
  option(38, parts(anyWord16, exactly(12))),
  option(144, encryptedDns),
  option(253, upTo(30)),
]

export const ndpOption = fc.oneof(...OPTIONS)

const HEADERS: readonly fc.Arbitrary<Octets>[] = [
  parts(fc.constant([133, 0, 0, 0]), anyWord32),
  parts(fc.constant([134, 0, 0, 0]), one, one, anyWord16, anyWord32, anyWord32),
  parts(fc.constant([135, 0, 0, 0]), anyWord32, address),
  parts(fc.constant([136, 0, 0, 0]), anyWord32, address),
  parts(fc.constant([137, 0, 0, 0]), anyWord32, address, address),
]

/** A message with up to six options; its checksum is left 0. */
export const ndpMessage: fc.Arbitrary<Octets> = fc
  .tuple(fc.oneof(...HEADERS), fc.array(ndpOption, { maxLength: 6 }))
  .map(([header, options]) => [...header, ...options.flat()])
