import { ipv6Text, parseAddress } from '../../src/decode/address.ts'
import type { MalformedOption } from '../../src/decode/malformed.ts'
import type { NdpOption } from '../../src/decode/ndp/options.ts'
import { encodeNdpOption, ndpOptionLength } from '../encode/ndp.ts'
import { toHex } from '../encode/octets.ts'
import { alone, field, fields, flags, inTheirWords, type Row, type Table } from './correspondence.ts'
import { FAULT, ourFault } from './fault.ts'
import { type Item, itemsOf } from './json.ts'
import { plainName } from './names.ts'
import { type Tree, treeOf } from './tree.ts'
import { ascii, bit, colons, date, escapedControls, hex, octetsOf, plain, textOctets, utf8 } from './wording.ts'

/** What every message has; its checksum is compared in envelope.ts. */
function message(type: number, ...own: readonly (Row | readonly Row[])[]): Table {
  return [
    fields(['kind'], 'icmpv6.type', () => [String(type)]),
    field('code', 'icmpv6.code', plain),
    ...own.flat(),
    fields(['options'], 'icmpv6.opt', ({ options }) =>
      itemsOf(options)
        .map(ndpOptionTree)
        .filter(({ fields }) => fields.size > 0),
    ),
  ]
}

/** RFC 4861 §4. */
export const NDP_MESSAGES: Readonly<Record<string, Table>> = {
  'router-solicitation': message(133, field('reserved', 'icmpv6.reserved', octetsOf(4))),
  'router-advertisement': message(
    134,
    field('curHopLimit', 'icmpv6.nd.ra.cur_hop_limit', plain),
    flags('icmpv6.nd.ra.flag', 2, [
      ['managed', 0x80, 'icmpv6.nd.ra.flag.m'],
      ['otherConfig', 0x40, 'icmpv6.nd.ra.flag.o'],
      ['homeAgent', 0x20, 'icmpv6.nd.ra.flag.h'],
      ['preference', 0x18, 'icmpv6.nd.ra.flag.prf'],
      ['proxy', 0x04, 'icmpv6.nd.ra.flag.p'],
      ['reserved', 0x03, 'icmpv6.nd.ra.flag.rsv'],
    ]),
    field('routerLifetimeS', 'icmpv6.nd.ra.router_lifetime', plain),
    field('reachableTimeMs', 'icmpv6.nd.ra.reachable_time', plain),
    field('retransTimerMs', 'icmpv6.nd.ra.retrans_timer', plain),
  ),
  'neighbor-solicitation': message(
    135,
    field('reserved', 'icmpv6.reserved', octetsOf(4)),
    field('targetAddress', 'icmpv6.nd.ns.target_address', plain),
  ),
  'neighbor-advertisement': message(
    136,
    flags('icmpv6.nd.na.flag', 8, [
      ['router', 0x8000_0000, 'icmpv6.nd.na.flag.r'],
      ['solicited', 0x4000_0000, 'icmpv6.nd.na.flag.s'],
      ['override', 0x2000_0000, 'icmpv6.nd.na.flag.o'],
      ['reserved', 0x1fff_ffff, 'icmpv6.nd.na.flag.rsv'],
    ]),
    field('targetAddress', 'icmpv6.nd.na.target_address', plain),
  ),
  redirect: message(
    137,
    field('reserved', 'icmpv6.reserved', octetsOf(4)),
    field('targetAddress', 'icmpv6.nd.rd.target_address', plain),
    field('destinationAddress', 'icmpv6.rd.na.destination_address', plain),
  ),
}

/** Type and Length come first in every option; octets after the fields that its RFC gives it are tshark's unknown data. */
function option(...own: readonly (Row | readonly Row[])[]): Table {
  return [
    alone('kind'), // what the type is called
    field('type', 'icmpv6.opt.type', plain),
    field('length', 'icmpv6.opt.length', plain),
    ...own.flat(),
    field('trailing', 'icmpv6.unknown_data', colons),
  ]
}

/** Reserved octets of options: tshark marks where they are, and does not show them. */
const reserved = (...names: readonly string[]) => alone(...names)

function linkLayerAddress(theirs: string): Table {
  return option(field('linkLayerAddress', theirs, plain))
}

const OPTIONS: Readonly<Record<string, Table>> = {
  'source-link-layer-address': linkLayerAddress('icmpv6.opt.src_linkaddr'),
  'target-link-layer-address': linkLayerAddress('icmpv6.opt.target_linkaddr'),
  'prefix-information': option(
    field('prefixLength', 'icmpv6.opt.prefix.length', plain),
    // RFC 9762 is younger than tshark 4.0: its P is among the reserved bits
    fields(
      ['onLink', 'autonomous', 'routerAddress', 'dhcpv6PdPreferred', 'reserved1'],
      'icmpv6.opt.prefix.flag',
      (of) => [
        hex(2)((of.onLink ? 0x80 : 0) | (of.autonomous ? 0x40 : 0) | (of.routerAddress ? 0x20 : 0) | reservedBits(of)),
      ],
    ),
    fields([], 'icmpv6.opt.prefix.flag_tree', (of) => [
      treeOf([
        ['icmpv6.opt.prefix.flag.l', [bit(of.onLink!)]],
        ['icmpv6.opt.prefix.flag.a', [bit(of.autonomous!)]],
        ['icmpv6.opt.prefix.flag.r', [bit(of.routerAddress!)]],
        ['icmpv6.opt.prefix.flag.reserved', [String(reservedBits(of))]],
      ]),
    ]),
    field('validLifetimeS', 'icmpv6.opt.prefix.valid_lifetime', plain),
    field('preferredLifetimeS', 'icmpv6.opt.prefix.preferred_lifetime', plain),
    reserved('reserved2'),
    field('prefix', 'icmpv6.opt.prefix', plain),
  ),
  'redirected-header': option(
    reserved('reserved'),
    fields(['packet'], 'ipv6', ({ packet }) =>
      itemsOf(packet)
        .map(quotedTree)
        .filter(({ fields }) => fields.size > 0),
    ),
    alone('octets'), // what is quoted, of which tshark dissects the header and what follows it
  ),
  mtu: option(reserved('reserved'), field('mtu', 'icmpv6.opt.mtu', plain)),
  'advertisement-interval': option(
    reserved('reserved'),
    field('advertisementIntervalMs', 'icmpv6.opt.advertisement_interval', plain),
  ),
  'home-agent-information': option(
    reserved('reserved'),
    // signed in RFC 6275 §7.4; tshark shows the 16 bits as they are
    field('homeAgentPreference', 'icmpv6.opt.home_agent_preference', (value) => String(Number(value) & 0xffff)),
    field('homeAgentLifetimeS', 'icmpv6.opt.home_agent_lifetime', plain),
  ),
  cga: option(
    field('padLength', 'icmpv6.opt.cga.pad_length', plain),
    reserved('reserved'),
    fields(['modifier', 'subnetPrefix', 'collisionCount', 'publicKey'], 'icmpv6.opt.cga', (of) => [
      colons(parametersOf(of)),
    ]),
    fields([], 'icmpv6.opt.cga_tree', (of) => [
      treeOf([
        ['icmpv6.opt.cga.modifier', [colons(of.modifier!)]],
        ['icmpv6.opt.cga.subnet_prefix', [colons(parametersOf(of).slice(32, 48))]],
        ['icmpv6.opt.cga.count', [octetsOf(1)(of.collisionCount!)]],
      ]),
    ]),
    alone('padding'), // tshark marks where it is
  ),
  'rsa-signature': option(
    reserved('reserved'),
    field('keyHash', 'icmpv6.opt.rsa.key_hash', colons),
    alone('digitalSignature'), // tshark marks where it is
  ),
  timestamp: option(
    reserved('reserved'),
    // tshark 4.0 takes the 16 bits of fraction for 1/65536 s too, and prints nanoseconds, rounded down
    fields(['timestampS', 'timestampFraction'], 'icmpv6.opt.timestamp', ({ timestampS, timestampFraction }) => [
      date(Number(timestampS), Math.floor((Number(timestampFraction) * 1e9) / 65536)),
    ]),
  ),
  nonce: option(field('nonce', 'icmpv6.opt.nonce', colons)),
  'route-information': option(
    field('prefixLength', 'icmpv6.opt.prefix.length', plain),
    fields(['preference', 'reserved1', 'reserved2'], 'icmpv6.opt.route_info.flag', (of) => [
      hex(2)((Number(of.reserved1) << 5) | (Number(of.preference) << 3) | Number(of.reserved2)),
    ]),
    fields([], 'icmpv6.opt.route_info.flag_tree', (of) => [
      treeOf([
        ['icmpv6.opt.route_info.flag.route_preference', [plain(of.preference!)]],
        ['icmpv6.opt.route_info.flag.reserved', [String((Number(of.reserved1) << 5) | Number(of.reserved2))]],
      ]),
    ]),
    field('routeLifetimeS', 'icmpv6.opt.route_lifetime', plain),
    // a Length of 1 leaves no octets for a prefix
    fields(['prefix'], 'icmpv6.opt.prefix', (of) => (of.length === 1 ? [] : [plain(of.prefix!)])),
  ),
  'recursive-dns-server': option(
    reserved('reserved'),
    field('lifetimeS', 'icmpv6.opt.rdnss.lifetime', plain),
    field('addresses', 'icmpv6.opt.rdnss', plain),
  ),
  'flags-expansion': option(
    fields(['bits'], 'icmpv6.opt.efo', (of) => [hex(4)(expansionOf(of))]),
    fields([], 'icmpv6.opt.efo_tree', (of) => {
      const expansion = expansionOf(of)
      return [
        treeOf([
          ['icmpv6.opt.efo.m', [String((expansion >> 15) & 1)]],
          ['icmpv6.opt.efo.o', [String((expansion >> 14) & 1)]],
          ['icmpv6.opt.efo.h', [String((expansion >> 13) & 1)]],
          ['icmpv6.opt.efo.prf', [String((expansion >> 11) & 3)]],
          ['icmpv6.opt.efo.p', [String((expansion >> 10) & 1)]],
          ['icmpv6.opt.efo.rsv', [String(expansion & 0x2ff)]],
        ]),
      ]
    }),
  ),
  'dns-search-list': option(
    reserved('reserved'),
    field('lifetimeS', 'icmpv6.opt.dnssl.lifetime', plain),
    field('domainNames', 'icmpv6.opt.dnssl', (name) => searchName(String(name))),
    alone('malformed'), // judged by fault.ts
  ),
  'captive-portal': option(field('uri', 'icmpv6.opt.captive_portal', (uri) => ascii(textOctets(uri)))),
  pref64: option(
    fields(['lifetimeS'], 'icmpv6.opt.pref64.scaled_lifetime', (of) => [String(Number(of.lifetimeS) / 8)]),
    field('prefixLengthCode', 'icmpv6.opt.pref64.plc', hex(4)),
    alone('prefixLength'), // what the code says
    // tshark shows the prefix without the bits behind its length, and none for a code without a meaning
    fields(['prefix'], 'icmpv6.opt.pref64.prefix', ({ prefix, prefixLength }) =>
      prefixLength === null ? [] : [maskedPrefix(String(prefix), Number(prefixLength))],
    ),
  ),
  'encrypted-dns': undecoded([
    'servicePriority',
    'lifetimeS',
    'authenticationDomainName',
    'addresses',
    'serviceParameters',
  ]),
  unknown: undecoded(['octets']),
}

/** Options tshark 4.0 shows as octets: ours are put back into octets. */
function undecoded(ours: readonly string[]): Table {
  return [
    alone('kind'),
    field('type', 'icmpv6.opt.type', plain),
    field('length', 'icmpv6.opt.length', plain),
    fields([...ours, 'trailing'], 'icmpv6.data', (of) => [colons(toHex(encodeNdpOption(asOption(of)).subarray(2)))]),
  ]
}

/** A line's option is what the decoder made: the encoder takes it by its kind. */
function asOption(of: Item): NdpOption {
  return of as unknown as NdpOption
}

/** Whether the option breaks the rules of its RFC. */
const FAULTS = fields([], FAULT, (of) => (ourFault(of) ? ['yes'] : []))

/** The option in tshark's words. */
export function ndpOptionTree(of: Item): Tree {
  if (of.kind === 'malformed') return malformedTree(of)
  return inTheirWords([...(OPTIONS[String(of.kind)] ?? []), FAULTS], of)
}

/** Of an option that breaks the rules of its RFC, tshark shows type and length, and what it makes of the rest. */
function malformedTree(of: Item): Tree {
  if (of.code === null) return treeOf([], of)
  return treeOf(
    [
      ['icmpv6.opt.type', [String(of.code)]],
      ['icmpv6.opt.length', [String(ndpOptionLength(of as unknown as MalformedOption))]],
      [FAULT, ['yes']],
    ],
    of,
  )
}

/** Of a PIO's flags, those without a name in tshark 4.0. */
function reservedBits(of: Item): number {
  return (of.dhcpv6PdPreferred ? 0x10 : 0) | Number(of.reserved1)
}

function quotedTree(packet: Item): Tree {
  if (packet.kind === 'malformed') return treeOf([], packet)
  return inTheirWords(
    [
      alone('kind'),
      field('payloadLength', 'ipv6.plen', plain),
      field('nextHeader', 'ipv6.nxt', plain),
      field('hopLimit', 'ipv6.hlim', plain),
      field('source', 'ipv6.src', plain),
      field('destination', 'ipv6.dst', plain),
    ],
    packet,
  )
}

/** CGA parameters: modifier, subnet prefix, collision count, key. */
function parametersOf(of: Item): string {
  const octets = toHex(encodeNdpOption(asOption(of)))
  return octets.slice(8, octets.length - 2 * Number(of.padLength))
}

/** The first 16 of the 48 flags. */
function expansionOf({ bits }: Item): number {
  let expansion = 0
  for (const number of bits as readonly number[]) if (number < 32) expansion += 2 ** (31 - number)
  return expansion
}

/** tshark's names in RAs: no dot at the end, octets that are no UTF-8 as U+FFFD each, controls escaped. */
function searchName(escaped: string): string {
  return escapedControls(utf8(plainName(escaped)))
}

/** A prefix without the bits behind its length. */
function maskedPrefix(prefix: string, length: number): string {
  const octets = parseAddress(prefix)!
  return ipv6Text(
    octets.map((octet, index) => (index < length / 8 ? octet : 0)),
    0,
  )
}
