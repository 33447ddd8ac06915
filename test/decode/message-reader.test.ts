import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { VXLAN_PORTS } from '../../src/decode/frame.ts'
import { MessageReader, type ReadMessage } from '../../src/decode/message-reader.ts'
import {
  address,
  dadSolicitation,
  ethernet,
  ipv4,
  ipv6,
  octets,
  ROUTER,
  ROUTER_MAC,
  tagged,
  udp,
  VM_MAC,
  vxlan,
  word16,
  word32,
} from '../frames.ts'

const READER = suite('Messages in fragments')

const VM = 'fe80::f816:3eff:fe00:2'
const SERVERS_MAC = '33:33:00:01:00:02'
const SERVERS = 'ff02::1:2'

interface Captured {
  readonly frame: Uint8Array
  readonly second?: number
  readonly snaplen?: number
  readonly iface?: number
}

function read(frames: readonly (Captured | Uint8Array)[]) {
  const messages: ReadMessage[] = []
  const reader = new MessageReader({ wants: () => true, message: (message) => messages.push(message) }, VXLAN_PORTS)
  for (const iface of [0, 1]) {
    reader.interface(iface, { section: 0, interface: iface, name: null, linkType: 1, fcsOctets: 0, snaplen: 0 })
  }
  for (const [index, each] of frames.entries()) {
    const {
      frame,
      second = index,
      snaplen = frame.length,
      iface = 0,
    } = each instanceof Uint8Array ? { frame: each } : each
    const buffer = octets(new Uint8Array(7).fill(0xee), frame.subarray(0, snaplen), new Uint8Array(9).fill(0xee))
    reader.frame(buffer, 7, 7 + Math.min(snaplen, frame.length), frame.length, second, 0, 0, iface)
  }
  reader.finish()
  return { messages, unknown: reader.unknownDatagrams }
}

/** A SOLICIT with a client id and an option of `length` octets that nobody knows. */
function solicit(length: number): Uint8Array {
  const duid = octets([0, 3, 0, 1], [0xfa, 0x16, 0x3e, 0, 0, 2])
  const filler = Uint8Array.from({ length }, (_, index) => index & 0xff)
  return octets([1, 0x0a, 0x0b, 0x0c], [0, 1], word16(duid.length), duid, [0xfe, 0xff], word16(length), filler)
}

/** The UDP datagram that carries it, its checksum right: that of the address pair VM, SERVERS. */
function datagram(message: Uint8Array): Uint8Array {
  const plain = udp(546, 547, message)
  const words = octets(address(VM), address(SERVERS), word32(plain.length), word32(17), plain, [0])
  let sum = 0
  for (let at = 0; at + 1 < words.length; at += 2) sum += (words[at]! << 8) | words[at + 1]!
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  plain.set(word16(sum ^ 0xffff), 6)
  return plain
}

/** `payload` in IPv6 packets of at most `most` octets of it each. */
function fragments(payload: Uint8Array, most: number, nextHeader = 17, id = 0xdecafbad): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let at = 0; at < payload.length; at += most) {
    const more = at + most < payload.length ? 1 : 0
    const header = octets([nextHeader, 0], word16(at | more), word32(id))
    packets.push(ipv6(VM, SERVERS, 44, octets(header, payload.subarray(at, at + most)), 1))
  }
  return packets
}

function ipv4Fragments(payload: Uint8Array, most: number, protocol: number): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let at = 0; at < payload.length; at += most) {
    const packet = ipv4('192.0.2.1', '192.0.2.2', protocol, payload.subarray(at, at + most))
    packet.set(word16(0x0102), 4)
    packet.set(word16((at + most < payload.length ? 0x2000 : 0) | (at / 8)), 6)
    packets.push(packet)
  }
  return packets
}

const onWire = (packet: Uint8Array) => ethernet(SERVERS_MAC, VM_MAC, 0x86dd, packet)

function summary({ frame, kind, fragments: places, headers, message }: ReadMessage) {
  return {
    frame,
    kind,
    fragments: places?.map((each) => [each.frame, each.offset, each.length]) ?? null,
    headers: headers.map((header) => header.kind),
    checksum: message.checksum?.status ?? null,
    malformed: 'malformed' in message ? (message.malformed as { reason: string }).reason : null,
  }
}

const SOLICIT = datagram(solicit(2000)) // 8 + 4 + 14 + 4 + 2000 octets

READER('a SOLICIT in two fragments: given with the frame that completes it, checked as a whole', () => {
  const { messages } = read([...fragments(SOLICIT, 1448)].map(onWire))
  assert.equal(messages.map(summary), [
    {
      frame: 2,
      kind: 'solicit',
      fragments: [
        [1, 0, 1448],
        [2, 1448, 582],
      ],
      headers: ['ethernet', 'ipv6', 'fragment', 'udp'],
      checksum: 'good',
      malformed: null,
    },
  ])
  const [message] = messages
  assert.equal([message!.source, message!.destination, message!.hopLimit], [VM, SERVERS, 1])
  const { options } = message!.message as unknown as { options: { kind: string; octets?: string }[] }
  assert.equal(
    options.map(({ kind }) => kind),
    ['client-id', 'unknown'],
  )
  assert.is(options[1]!.octets!.length, 4000)
})

READER('the last fragment first', () => {
  const [first, last] = fragments(SOLICIT, 1448).map(onWire)
  const [message] = read([last!, first!]).messages.map(summary)
  assert.equal(
    [message!.frame, message!.fragments],
    [
      2,
      [
        [2, 0, 1448],
        [1, 1448, 582],
      ],
    ],
  )
})

READER('extension headers before and behind the Fragment header stay in their places', () => {
  const behind = octets([17, 0, 1, 4, 0, 0, 0, 0], SOLICIT) // Destination Options
  const packets = fragments(behind, 1448, 60).map((packet) => {
    const chain = octets([44, 0, 1, 4, 0, 0, 0, 0], packet.subarray(40)) // Hop-by-Hop Options
    return ipv6(VM, SERVERS, 0, chain, 1)
  })
  const [message] = read(packets.map(onWire)).messages.map(summary)
  assert.equal(message!.headers, ['ethernet', 'ipv6', 'hop-by-hop-options', 'fragment', 'destination-options', 'udp'])
  assert.equal([message!.kind, message!.checksum], ['solicit', 'good'])
})

READER('fragmented Neighbor Discovery (RFC 6980) is put together and marked', () => {
  const message = dadSolicitation('2001:db8::1').subarray(40)
  const packets = fragments(message, 8, 58).map((packet) => {
    packet.set(address('::'), 8)
    packet.set(address('ff02::1:ff00:2'), 24)
    return packet
  })
  assert.equal(read(packets.map(onWire)).messages.map(summary), [
    {
      frame: 3,
      kind: 'neighbor-solicitation',
      fragments: [
        [1, 0, 8],
        [2, 8, 8],
        [3, 16, 8],
      ],
      headers: ['ethernet', 'ipv6', 'fragment'],
      checksum: 'good',
      malformed: null,
    },
  ])
})

READER('outer fragments: VXLAN in fragmented IPv4', () => {
  const inner = onWire(ipv6(VM, SERVERS, 17, SOLICIT, 1))
  const packets = ipv4Fragments(udp(50000, 4789, vxlan(1001, inner)), 1480, 17)
  const frames = packets.map((packet) => ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, packet))
  const [message] = read(frames).messages.map(summary)
  assert.equal(message, {
    frame: 2,
    kind: 'solicit',
    fragments: [
      [1, 0, 1480],
      [2, 1480, 620],
    ],
    headers: ['ethernet', 'ipv4', 'udp', 'vxlan', 'ethernet', 'ipv6', 'udp'],
    checksum: 'good',
    malformed: null,
  })
})

READER('fragments in fragments: a fragmented SOLICIT, each fragment in a fragmented tunnel packet', () => {
  const outer = fragments(SOLICIT, 1448).flatMap((packet, index) =>
    ipv4Fragments(udp(50000, 4789, vxlan(1001, onWire(packet))), 800, 17).map((piece) => {
      piece.set(word16(index), 4)
      return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', 0x0800, piece)
    }),
  )
  const [message] = read(outer).messages.map(summary)
  assert.is(outer.length, 3)
  assert.equal([message!.kind, message!.checksum, message!.frame], ['solicit', 'good', 3])
  assert.equal(message!.fragments, [
    [2, 0, 1448],
    [3, 1448, 582],
  ])
  assert.equal(message!.headers, ['ethernet', 'ipv4', 'udp', 'vxlan', 'ethernet', 'ipv6', 'fragment', 'udp'])
})

READER('datagrams on two VLANs, from two senders, or at two interfaces, are told apart', () => {
  const [first, last] = fragments(SOLICIT, 1448)
  const vlan = (id: number) => (packet: Uint8Array) => tagged(SERVERS_MAC, VM_MAC, id, 0x86dd, packet)
  assert.is(read([vlan(1)(first!), vlan(2)(last!)]).messages.map(summary)[0]?.malformed, 'missing-fragments')
  assert.is(read([vlan(1)(first!), vlan(1)(last!)]).messages.map(summary)[0]?.malformed, null)
  const other = ethernet(SERVERS_MAC, ROUTER_MAC, 0x86dd, last!)
  assert.is(read([onWire(first!), other]).messages.map(summary)[0]?.malformed, 'missing-fragments')
  const apart = read([{ frame: onWire(first!) }, { frame: onWire(last!), iface: 1 }])
  assert.is(apart.messages.map(summary)[0]?.malformed, 'missing-fragments')
  assert.is(apart.unknown, 1)
})

READER('overlapping fragments: one malformed line, with the frame that overlaps (RFC 5722 §4)', () => {
  const [first, last] = fragments(SOLICIT, 1448).map(onWire)
  const [evil] = fragments(SOLICIT, 1440).map(onWire)
  const { messages } = read([first!, evil!, last!])
  assert.equal(messages.map(summary), [
    {
      frame: 2,
      kind: 'solicit',
      fragments: [
        [1, 0, 1448],
        [2, 0, 1440],
      ],
      headers: ['ethernet', 'ipv6', 'fragment'],
      checksum: null,
      malformed: 'overlap',
    },
  ])
})

READER('a fragment that never comes: a malformed line when 60 s are over', () => {
  const [first, last] = fragments(SOLICIT, 1448).map(onWire)
  const { messages, unknown } = read([
    { frame: first!, second: 10 },
    { frame: last!, second: 71 },
  ])
  assert.equal([messages.map(summary)[0]?.frame, messages.map(summary)[0]?.malformed], [1, 'missing-fragments'])
  assert.is(unknown, 1)
  assert.equal((messages[0]!.message as { malformed?: unknown }).malformed, {
    kind: 'malformed',
    layer: 'fragment',
    reason: 'missing-fragments',
    at: 0,
    needed: 1448,
    available: 1448,
  })
})

READER('fragments that the snaplen cut: what is before the hole is decoded', () => {
  const [first, last] = fragments(SOLICIT, 1448).map(onWire)
  const { messages } = read([{ frame: first!, snaplen: 200 }, last!])
  const [message] = messages.map(summary)
  assert.equal([message!.kind, message!.checksum, message!.malformed], ['solicit', 'unverified', null])
  const { options } = messages[0]!.message as unknown as { options: { kind: string; reason?: string }[] }
  assert.equal(
    options.map(({ kind, reason }) => reason ?? kind),
    ['client-id', 'cut'],
  )
})

READER("other people's fragments are no messages", () => {
  const dns = fragments(udp(53, 1024, new Uint8Array(3000)), 1448).map(onWire)
  assert.equal(read(dns), { messages: [], unknown: 0 })
})

READER('together longer than an IPv6 packet can be: malformed', () => {
  const long = fragments(datagram(solicit(65_000)), 1448).map((packet) => {
    const chain = octets([44, 127], new Uint8Array(1022), packet.subarray(40)) // Hop-by-Hop Options
    return onWire(ipv6(VM, SERVERS, 0, chain, 1))
  })
  const { messages, unknown } = read(long)
  assert.equal([messages.length, unknown], [0, 1])
})

READER('an offset counts from the first octet of the frame', () => {
  const short = onWire(ipv6(ROUTER, 'ff02::1', 58, octets([134, 0, 0, 0, 64]), 255))
  const { messages } = read([short])
  assert.equal((messages[0]!.message as { malformed?: { at: number } }).malformed!.at, 54)
})

READER.run()
