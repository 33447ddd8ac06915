import { ipv4Text } from '../../src/decode/address.ts'
import { fromHex, join, toHex, word16 } from '../encode/octets.ts'
import { alone, field, fields, inTheirWords, OURS_ALONE, type Table } from './correspondence.ts'
import { type Item, itemsOf, type Json } from './json.ts'
import { type Tree, treeOf } from './tree.ts'
import { bit, colons, hex, plain } from './wording.ts'

/** Headers around a message: each of ours has a layer of tshark's, those of extension headers inside `ipv6`. */

const number = (value: Json | undefined): number => Number(value)

/** As on the wire: in units of 8 octets. */
const inUnits = (offset: Json): string => String(number(offset) / 8)

const ETHERNET: Table = [
  alone('kind'),
  field('destination', 'eth.dst', plain),
  field('source', 'eth.src', plain),
  // below 1536 it is a length (IEEE 802.3 §3.2.6)
  fields(['etherType'], 'eth.type', ({ etherType }) => (number(etherType) < 1536 ? [] : [hex(4)(etherType!)])),
  fields([], 'eth.len', ({ etherType }) => (number(etherType) < 1536 ? [plain(etherType!)] : [])),
]

/** tshark has a layer of its own for tags that follow EtherType 0x88a8. */
function vlan(layer: 'vlan' | 'ieee8021ad'): Table {
  return [
    alone('kind'),
    field('priority', `${layer}.priority`, plain),
    field('dropEligible', `${layer}.dei`, bit),
    field('id', `${layer}.id`, plain),
    field('etherType', layer === 'vlan' ? 'vlan.etype' : 'ieee8021ah.etype', hex(4)),
  ]
}

/** Of a GRE interface, tshark calls the protocol by GRE's name for it. */
const ARPHRD_IPGRE = 778

const COOKED: Table = [
  alone('kind'),
  field('packetType', 'sll.pkttype', plain),
  field('arphrdType', 'sll.hatype', plain),
  field('addressLength', 'sll.halen', plain),
  fields(['source'], 'sll.src.eth', (of) => (of.addressLength === 6 ? [plain(of.source!)] : [])),
  fields([], 'sll.src.ipv4', (of) => (of.addressLength === 4 ? [ipv4Text(fromHex(String(of.source)), 0)] : [])),
  fields(['protocol'], 'sll.etype', (of) => (of.arphrdType === ARPHRD_IPGRE ? [] : [hex(4)(of.protocol!)])),
  fields([], 'sll.gretype', (of) => (of.arphrdType === ARPHRD_IPGRE ? [hex(4)(of.protocol!)] : [])),
  alone('reserved'), // of SLL2: tshark shows it as unused octets, with those of the address
  field('interfaceIndex', 'sll.ifindex', plain),
]

const LOOPBACK: Table = [
  alone('kind'),
  // four octets in the order of the machine: tshark takes the order in which they are a small number
  field('family', 'null.family', (family) => {
    const octets = Buffer.from(String(family), 'hex')
    return String(Math.min(octets.readUInt32BE(), octets.readUInt32LE()))
  }),
]

const IPV4: Table = [
  alone('kind'),
  field('headerLength', 'ip.hdr_len', plain),
  field('typeOfService', 'ip.dsfield', hex(2)),
  field('totalLength', 'ip.len', plain),
  field('identification', 'ip.id', hex(4)),
  fields(['reserved', 'dontFragment', 'moreFragments'], 'ip.flags', (of) => [
    hex(2)((of.reserved ? 4 : 0) | (of.dontFragment ? 2 : 0) | (of.moreFragments ? 1 : 0)),
  ]),
  field('fragmentOffset', 'ip.frag_offset', inUnits),
  field('timeToLive', 'ip.ttl', plain),
  field('protocol', 'ip.proto', plain),
  field('headerChecksum', 'ip.checksum', hex(4)),
  field('source', 'ip.src', plain),
  field('destination', 'ip.dst', plain),
  alone('options'), // tshark takes them apart, and nothing here depends on them
]

const IPV6: Table = [
  alone('kind'),
  field('trafficClass', 'ipv6.tclass', hex(8)),
  field('flowLabel', 'ipv6.flow', hex(6)),
  field('payloadLength', 'ipv6.plen', plain),
  field('nextHeader', 'ipv6.nxt', plain),
  field('hopLimit', 'ipv6.hlim', plain),
  field('source', 'ipv6.src', plain),
  field('destination', 'ipv6.dst', plain),
]

function extension(layer: string): Table {
  return [
    alone('kind'),
    field('nextHeader', `${layer}.nxt`, plain),
    field('length', `${layer}.len`, plain),
    fields([], `${layer}.len_oct`, ({ length }) => [String((number(length) + 1) * 8)]),
    field('routingType', `${layer}.type`, plain),
    field('segmentsLeft', `${layer}.segleft`, plain),
    alone('octets'), // what they hold, which tshark takes apart
  ]
}

const FRAGMENT: Table = [
  alone('kind'),
  field('nextHeader', 'ipv6.fraghdr.nxt', plain),
  field('reserved', 'ipv6.fraghdr.reserved_octet', hex(2)),
  field('fragmentOffset', 'ipv6.fraghdr.offset', inUnits),
  field('reserved2', 'ipv6.fraghdr.reserved_bits', plain),
  field('moreFragments', 'ipv6.fraghdr.more', bit),
  field('identification', 'ipv6.fraghdr.ident', hex(8)),
]

const UDP: Table = [
  alone('kind'),
  field('sourcePort', 'udp.srcport', plain),
  field('destinationPort', 'udp.dstport', plain),
  field('length', 'udp.length', plain),
  field('checksum', 'udp.checksum', hex(4)),
]

/** tshark reads the first 16 bits as flags and the next 16 as a group policy (draft-smith-vxlan-group-policy). */
const VXLAN: Table = [
  alone('kind'),
  fields(['flags', 'reserved'], 'vxlan.flags', (of) => [hex(4)(number(of.flags) * 256 + (number(of.reserved) >> 16))]),
  fields([], 'vxlan.gbp', ({ reserved }) => [String(number(reserved) & 0xffff)]),
  field('vni', 'vxlan.vni', plain),
  field('reserved2', 'vxlan.reserved8', plain),
]

const GENEVE: Table = [
  alone('kind'),
  field('version', 'geneve.version', plain),
  fields(['control', 'critical', 'reserved'], 'geneve.flags', (of) => [
    hex(2)((of.control ? 0x80 : 0) | (of.critical ? 0x40 : 0) | number(of.reserved)),
  ]),
  field('protocolType', 'geneve.proto_type', hex(4)),
  field('vni', 'geneve.vni', hex(6)),
  field('reserved2', 'geneve.reserved', hex(2)),
  fields(['options', 'trailing'], 'geneve.option.length', (of) => [String(geneveOptions(of).length / 2)]),
  fields([], 'geneve.options', (of) => (geneveOptions(of) === '' ? [] : [colons(geneveOptions(of))])),
  alone('ovn'), // what OVN's option says
]

/** Geneve's options put back into octets. */
function geneveOptions({ options, trailing }: Item): string {
  const octets = itemsOf(options).map((option) => {
    const data = fromHex(String(option.octets))
    const head = [
      ...word16(number(option.class)),
      number(option.type),
      (number(option.reserved) << 5) | (data.length / 4),
    ]
    return toHex(join(head, data))
  })
  return `${octets.join('')}${trailing ?? ''}`
}

const GRE: Table = [
  alone('kind'),
  field('flags', 'gre.flags_and_version', hex(4)),
  field('protocolType', 'gre.proto', hex(4)),
  field('checksum', 'gre.checksum', hex(4)),
  field('reserved1', 'gre.offset', plain),
  field('key', 'gre.key', hex(8)),
  field('sequenceNumber', 'gre.sequence_number', plain),
]

const MPLS: Table = [
  alone('kind'),
  field('label', 'mpls.label', plain),
  field('trafficClass', 'mpls.exp', plain),
  field('bottomOfStack', 'mpls.bottom', bit),
  field('timeToLive', 'mpls.ttl', plain),
]

const PPPOE: Table = [
  alone('kind'),
  field('version', 'pppoe.version', plain),
  field('type', 'pppoe.type', plain),
  field('code', 'pppoe.code', hex(2)),
  field('sessionId', 'pppoe.session_id', hex(4)),
  field('length', 'pppoe.payload_length', plain),
  alone('pppProtocol'), // in tshark's layer of PPP
]

interface Correspondence {
  /** tshark's layer, as it stands in its JSON. */
  readonly layer: string
  readonly table: Table
}

const HEADERS: Readonly<Record<string, Correspondence>> = {
  ethernet: { layer: 'eth', table: ETHERNET },
  vlan: { layer: 'vlan', table: vlan('vlan') },
  'linux-cooked': { layer: 'sll', table: COOKED },
  'linux-cooked-2': { layer: 'sll', table: COOKED },
  loopback: { layer: 'null', table: LOOPBACK },
  ipv4: { layer: 'ip', table: IPV4 },
  ipv6: { layer: 'ipv6', table: IPV6 },
  udp: { layer: 'udp', table: UDP },
  vxlan: { layer: 'vxlan', table: VXLAN },
  geneve: { layer: 'geneve', table: GENEVE },
  gre: { layer: 'gre', table: GRE },
  mpls: { layer: 'mpls', table: MPLS },
  pppoe: { layer: 'pppoes', table: PPPOE },
}
const SERVICE_TAG: Correspondence = { layer: 'ieee8021ad', table: vlan('ieee8021ad') }
const ETHERTYPE_SERVICE_TAG = 0x88a8

const AUTHENTICATION: Table = [
  alone('kind'),
  field('nextHeader', 'ah.next_header', plain),
  field('length', 'ah.length', plain),
  alone('octets'), // the rest, which tshark takes apart
]

const EXTENSIONS: Readonly<Record<string, Correspondence>> = {
  authentication: { layer: 'ah', table: AUTHENTICATION },
  shim6: { layer: 'shim6', table: extension('shim6') },
  'hop-by-hop-options': { layer: 'ipv6.hopopts', table: extension('ipv6.hopopts') },
  'destination-options': { layer: 'ipv6.dstopts', table: extension('ipv6.dstopts') },
  routing: { layer: 'ipv6.routing', table: extension('ipv6.routing') },
  fragment: { layer: 'ipv6.fraghdr', table: FRAGMENT },
}

/** The headers of a line in tshark's words: its layers by name, each from the outside in. */
export function headersTree(headers: readonly Item[]): Tree {
  return treeOf(
    headers.flatMap((header, index) => {
      if (EXTENSIONS[String(header.kind)] !== undefined || isInnerOfTwo(headers, index)) return []
      if (isInnerOfTwo(headers, index + 1))
        return [[SERVICE_TAG.layer, [twoServiceTags(header, headers[index + 1]!)]] as const]
      const found = isServiceTag(headers, index) ? SERVICE_TAG : HEADERS[String(header.kind)]
      if (found === undefined) return [[`${OURS_ALONE}${String(header.kind)}`, [treeOf([], header)]] as const]
      const tree = inTheirWords(found.table, header)
      return [[found.layer, [header.kind === 'ipv6' ? withExtensions(tree, headers, index) : tree]] as const]
    }),
  )
}

function isServiceTag(headers: readonly Item[], index: number): boolean {
  return headers[index]?.kind === 'vlan' && headers[index - 1]?.etherType === ETHERTYPE_SERVICE_TAG
}

/** Of two service tags in a row the second; tshark shows both as one layer. */
function isInnerOfTwo(headers: readonly Item[], index: number): boolean {
  return isServiceTag(headers, index) && isServiceTag(headers, index - 1) && !isInnerOfTwo(headers, index - 1)
}

function twoServiceTags(outer: Item, inner: Item): Tree {
  const { layer } = SERVICE_TAG
  return treeOf(
    [
      [`${layer}.priority`, [plain(outer.priority!), plain(inner.priority!)]],
      [`${layer}.dei`, [bit(outer.dropEligible!), bit(inner.dropEligible!)]],
      [`${layer}.svid`, [plain(outer.id!)]],
      [`${layer}.cvid`, [plain(inner.id!)]],
      ['ieee8021ah.etype', [hex(4)(inner.etherType!)]],
    ],
    outer,
  )
}

/** Extension headers stand in the layer of the packet they belong to. */
function withExtensions(packet: Tree, headers: readonly Item[], at: number): Tree {
  const inside: (readonly [string, readonly Tree[]])[] = []
  for (const header of headers.slice(at + 1)) {
    const found = EXTENSIONS[String(header.kind)]
    if (found === undefined) break
    inside.push([found.layer, [inTheirWords(found.table, header)]])
  }
  return treeOf([...packet.fields, ...inside], packet.source)
}

/** The layers of tshark's that headers of ours correspond to. */
export const HEADER_LAYERS: readonly string[] = [
  ...new Set([...Object.values(HEADERS), SERVICE_TAG].map(({ layer }) => layer)),
]
