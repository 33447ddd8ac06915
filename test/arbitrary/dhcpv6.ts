import fc from 'fast-check'
import {
  address,
  anyWord16,
  anyWord32,
  domainName,
  exactly,
  type Octets,
  octet,
  parts,
  text,
  upTo,
  word16,
} from './octets.ts'

/** DHCPv6 messages as their RFCs draw them: every option by its code, associations, relays and lease queries nested. */

function option(code: number, content: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return content.map((octets) => [...word16(code), ...word16(octets.length), ...octets])
}

const one = octet.map((value) => [value])

export const duid: fc.Arbitrary<Octets> = fc.oneof(
  parts(fc.constant([0, 1, 0, 1]), anyWord32, exactly(6)),
  parts(fc.constant([0, 1, 0, 32]), anyWord32, exactly(20)),
  parts(fc.constant([0, 2]), anyWord32, upTo(20)),
  parts(fc.constant([0, 3, 0, 1]), exactly(6)),
  parts(fc.constant([0, 3]), anyWord16, upTo(12)),
  parts(fc.constant([0, 4]), exactly(16)),
  parts(anyWord16, upTo(30)),
)

function lengthed(items: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return fc
    .array(items, { minLength: 1, maxLength: 3 })
    .map((all) => all.flatMap((octets) => [...word16(octets.length), ...octets]))
}

/** One in four with octets that are no letters. */
const anyName = fc.oneof({ weight: 3, arbitrary: domainName(false) }, domainName(true))

function listOf(item: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.flat())
}

const suboption = fc.oneof(option(1, address), option(2, address), option(3, domainName(false)))
/** Of vendors: enterprise 4491 is left out, whose options have dissectors of their own. */
const enterprise = anyWord32.map((number) => (number.join() === '0,0,17,139' ? [0, 0, 0, 9] : number))
const vendorOption = fc.tuple(anyWord16, upTo(12)).map(([code, data]) => [...code, ...word16(data.length), ...data])

const authentication = fc.oneof(
  parts(fc.constant([3, 1, 0]), exactly(8), fc.constantFrom<Octets>([1], [2]), exactly(16)),
  parts(fc.constant([2, 1, 0]), exactly(8), text, exactly(20)),
  parts(fc.constantFrom<Octets>([0, 0, 0], [1, 1, 1]), exactly(8), upTo(20)),
)

const encryptedDns = fc
  .tuple(anyWord16, domainName(false), fc.array(address, { maxLength: 2 }), upTo(20))
  .map(([priority, name, addresses, parameters]) => [
    ...priority,
    ...word16(name.length),
    ...name,
    ...word16(addresses.length * 16),
    ...addresses.flat(),
    ...parameters,
  ])

const prefix6 = fc
  .tuple(fc.integer({ min: 0, max: 128 }), exactly(16))
  .map(([length, octets]) => [length, ...octets.slice(0, Math.ceil(length / 8))])

/** Options that hold no others. */
export const LEAVES: readonly fc.Arbitrary<Octets>[] = [
  option(1, duid),
  option(2, duid),
  option(6, listOf(anyWord16)),
  option(7, one),
  option(8, anyWord16),
  option(11, authentication),
  option(12, address),
  option(13, parts(anyWord16, fc.oneof(text, fc.constant<Octets>([])))),
  option(14, fc.constant([])),
  option(15, lengthed(upTo(12))),
  option(16, parts(enterprise, lengthed(upTo(12)))),
  option(17, parts(enterprise, listOf(vendorOption))),
  option(18, exactly(4)),
  option(19, one),
  option(20, fc.constant([])),
  ...[21, 24, 29, 30, 33].map((code) => option(code, listOf(anyName))),
  ...[22, 23, 27, 28, 31, 34, 40, 48, 52].map((code) => option(code, listOf(address))),
  ...[32, 46, 82, 83].map((code) => option(code, anyWord32)),
  option(37, parts(anyWord32, exactly(8))),
  ...[38, 41, 42, 59, 103, 112].map((code) => option(code, text)),
  option(39, parts(one, domainName(false))),
  option(43, listOf(anyWord16)),
  option(53, duid),
  option(56, listOf(suboption)),
  option(60, lengthed(text)),
  option(61, listOf(anyWord16)),
  option(62, exactly(3)),
  option(64, domainName(false)),
  option(67, parts(one, exactly(3))),
  option(79, parts(anyWord16, exactly(6))),
  option(90, address),
  option(91, prefix6),
  option(93, parts(fc.constantFrom<Octets>([0, 0], [4, 8], [6, 16]), anyWord16)),
  option(135, anyWord16),
  option(144, encryptedDns),
  ...[10, 35, 36, 49, 63, 100, 143, 4096].map((code) => option(code, upTo(20))),
]

const { option: anyOption, message } = fc.letrec<{ option: Octets; message: Octets }>((tie) => {
  const options = fc.array(tie('option'), { maxLength: 4 }).map((all) => all.flat())
  const holding = [
    option(3, parts(exactly(12), options)),
    option(4, parts(exactly(4), options)),
    option(5, parts(address, anyWord32, anyWord32, options)),
    option(25, parts(exactly(12), options)),
    option(26, parts(anyWord32, anyWord32, one, address, options)),
    option(44, parts(one, address, options)),
    option(45, options),
    option(89, parts(exactly(2), fc.constantFrom<Octets>([24], [32], [0]), exactly(4), prefix6, options)),
    option(92, parts(exactly(4), prefix6, options)),
    ...[94, 95, 96].map((code) => option(code, options)),
    option(9, tie('message')),
    option(47, parts(address, tie('message'))),
  ]
  return {
    option: fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...LEAVES, ...holding),
    message: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      parts(
        fc.integer({ min: 1, max: 37 }).map((type) => [type === 12 || type === 13 ? 7 : type]),
        exactly(3),
        options,
      ),
      parts(fc.constantFrom<Octets>([12], [13]), one, address, address, options),
    ),
  }
})

export const dhcpv6Option = anyOption
export const dhcpv6Message = message
