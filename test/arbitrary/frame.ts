import fc from 'fast-check'
import { onesComplementSum, pseudoHeaderSum } from '../../src/decode/checksum.ts'
import { dhcpv6Message } from './dhcpv6.ts'
import { ndpMessage } from './ndp.ts'
import { address, anyWord32, exactly, type Octets, octet, parts, upTo, word16 } from './octets.ts'

/** Ethernet frames with a Neighbor Discovery or DHCPv6 message in them, through tags, tunnels and extension headers. */

const mac = exactly(6)

/** An upper layer of an IPv6 packet: its protocol number, and where its checksum goes. */
interface Upper {
  readonly protocol: number
  readonly checksumAt: number
  readonly octets: Octets
}

const upper: fc.Arbitrary<Upper> = fc.oneof(
  ndpMessage.map((octets) => ({ protocol: 58, checksumAt: 2, octets })),
  fc.tuple(fc.constantFrom([546, 547], [547, 546], [547, 547]), dhcpv6Message).map(([ports, message]) => ({
    protocol: 17,
    checksumAt: 6,
    octets: [...ports.flatMap(word16), ...word16(message.length + 8), 0, 0, ...message],
  })),
)

/** An extension header that may stand before a message; its Next Header is still to be written. */
const extension: fc.Arbitrary<{ readonly protocol: number; readonly octets: Octets }> = fc.oneof(
  exactly(6).map(() => ({ protocol: 0, octets: [0, 0, 5, 2, 0, 0, 1, 0] })),
  exactly(6).map(() => ({ protocol: 60, octets: [0, 0, 1, 4, 0, 0, 0, 0] })),
  anyWord32.map((identification) => ({ protocol: 44, octets: [0, 0, 0, 0, ...identification] })),
  address.map((hop) => ({ protocol: 43, octets: [0, 2, 0, 0, 0, 0, 0, 0, ...hop] })),
)

/** An IPv6 packet with its message's checksum filled in. */
const packet: fc.Arbitrary<Octets> = fc
  .tuple(address, address, octet, fc.array(extension, { maxLength: 2 }), upper)
  .map(([source, destination, hopLimit, extensions, { protocol, checksumAt, octets }]) => {
    const addresses = Uint8Array.from([...source, ...destination])
    const whole = Uint8Array.from(octets)
    const pseudo = pseudoHeaderSum(addresses, 0, 16, 16, whole.length, protocol)
    const sum = onesComplementSum(whole, 0, whole.length, pseudo) ^ 0xffff
    whole.set(word16(sum === 0 && protocol === 17 ? 0xffff : sum), checksumAt)
    const kinds = [...extensions.map((each) => each.protocol), protocol]
    const chain = extensions.flatMap((each, index) => [kinds[index + 1]!, ...each.octets.slice(1)])
    return [
      ...[0x60, 0, 0, 0, ...word16(chain.length + whole.length), kinds[0]!, hopLimit],
      ...source,
      ...destination,
      ...chain,
      ...whole,
    ]
  })

function ethernet(etherType: number, payload: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return parts(mac, mac, fc.constant(word16(etherType)), payload)
}

/** An IPv4 header around `payload`, its checksum filled in. */
function ipv4(protocol: number, payload: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return fc.tuple(exactly(4), exactly(4), payload).map(([source, destination, inside]) => {
    const header = Uint8Array.from([
      ...[0x45, 0, ...word16(20 + inside.length), 0, 1, 0, 0, 64, protocol, 0, 0],
      ...source,
      ...destination,
    ])
    header.set(word16(onesComplementSum(header, 0, 20, 0) ^ 0xffff), 10)
    return [...header, ...inside]
  })
}

/** An IPv6 header around `payload`. */
function ipv6(protocol: number, payload: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return fc
    .tuple(address, address, payload)
    .map(([source, destination, inside]) => [
      ...[0x60, 0, 0, 0, ...word16(inside.length), protocol, 64],
      ...source,
      ...destination,
      ...inside,
    ])
}

function udp(port: number, payload: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> {
  return payload.map((inside) => [...word16(50_000), ...word16(port), ...word16(inside.length + 8), 0, 0, ...inside])
}

const vni = exactly(3)
const vxlan = (inner: fc.Arbitrary<Octets>) => parts(fc.constant([8, 0, 0, 0]), vni, fc.constant([0]), inner)
const geneve = (inner: fc.Arbitrary<Octets>) =>
  parts(fc.constant([2, 0, 0x65, 0x58]), vni, fc.constant([0, 1, 2, 0x80, 1]), exactly(4), inner)
const gre = (protocol: number, inner: fc.Arbitrary<Octets>) =>
  fc.oneof(
    parts(fc.constant([0, 0, ...word16(protocol)]), inner),
    parts(fc.constant([0x20, 0, ...word16(protocol)]), exactly(4), inner),
    parts(fc.constant([0x30, 0, ...word16(protocol)]), exactly(8), inner),
  )

const { frame: anyFrame } = fc.letrec<{ frame: Octets; inside: Octets }>((tie) => ({
  /** What follows an EtherType of IPv6 or IPv4, tagged or not. */
  frame: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ethernet(0x86dd, packet),
    ethernet(0x8100, parts(anyTag(), fc.constant([0x86, 0xdd]), packet)),
    ethernet(0x88a8, parts(anyTag(), fc.constant([0x81, 0]), anyTag(), fc.constant([0x86, 0xdd]), packet)),
    ethernet(0x8847, parts(exactly(2), fc.constant([1, 64]), packet)),
    ethernet(
      0x8864,
      packet.map((inside) => [0x11, 0, 0, 7, ...word16(inside.length + 2), 0, 0x57, ...inside]),
    ),
    ethernet(0x0800, tie('inside')),
    ethernet(0x86dd, ipv6(17, udp(4789, vxlan(tie('frame'))))),
    ethernet(0x86dd, ipv6(47, gre(0x6558, tie('frame')))),
    ethernet(0x86dd, ipv6(41, packet)),
  ),
  /** IPv4 packets. */
  inside: fc.oneof(
    ipv4(17, udp(4789, vxlan(tie('frame')))),
    ipv4(17, udp(6081, geneve(tie('frame')))),
    ipv4(47, gre(0x6558, tie('frame'))),
    ipv4(47, gre(0x86dd, packet)),
    ipv4(41, packet),
  ),
}))

function anyTag(): fc.Arbitrary<Octets> {
  return exactly(2)
}

/** The same packets behind the 20 octets of LINUX_SLL2, and behind nothing. */
export const cookedFrame: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(0, 1, 2, 4), exactly(4), mac, packet)
  .map(([packetType, ifindex, source, inside]) =>
    Uint8Array.from([0x86, 0xdd, 0, 0, ...ifindex, 0, 1, packetType, 6, ...source, 0, 0, ...inside]),
  )
export const rawPacket: fc.Arbitrary<Uint8Array> = packet.map((octets) => Uint8Array.from(octets))

/** A frame that carries a message. */
export const frame: fc.Arbitrary<Uint8Array> = anyFrame.map((octets) => Uint8Array.from(octets))

/** A frame of which some octets were changed, taken out, put in, or that was cut. */
export const mutatedFrame: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    anyFrame,
    fc.array(
      fc.record({
        how: fc.constantFrom('set', 'remove', 'insert', 'cut'),
        at: fc.nat(400),
        octets: upTo(4),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([octets, changes]) => {
    const mutated = [...octets]
    for (const { how, at, octets: those } of changes) {
      const from = at % Math.max(1, mutated.length)
      if (how === 'set') mutated.splice(from, those.length, ...those)
      else if (how === 'remove') mutated.splice(from, those.length)
      else if (how === 'insert') mutated.splice(from, 0, ...those)
      else if (at % 4 === 0) mutated.length = Math.max(1, from)
    }
    return Uint8Array.from(mutated)
  })

/** A frame and how much of it was captured. */
export const cutFrame: fc.Arbitrary<{ readonly octets: Uint8Array; readonly captured: number }> = fc
  .tuple(frame, fc.nat(400))
  .map(([octets, captured]) => ({ octets, captured: Math.min(captured, octets.length) }))
