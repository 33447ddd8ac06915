import { hexText, ipv4Text, macText, parseAddress } from '../decode/address.ts'
import { CHECKSUM_NAMES, checksumState, pseudoHeaderSum } from '../decode/checksum.ts'
import { dhcpv4Kind } from '../decode/dhcpv4/message-type.ts'
import { dhcpv6Kind } from '../decode/dhcpv6/message-type.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { ndpKind } from '../decode/ndp/message.ts'
import type { KeyTable } from './key-table.ts'
import type {
  AddressRow,
  ConversationRow,
  DhcpRow,
  IcmpErrorRow,
  LeasedAddress,
  NdRow,
  Part,
  Placed,
  Range,
  Segment,
  StationRow,
  Table,
  TunnelRow,
  VantageObservation,
} from './observation.ts'
import {
  KeyReader,
  LINK_WORDS,
  linkDestinationOf,
  linkSourceOf,
  PLACE_WORDS,
  placeOf,
  SOURCE_WORDS,
  segmentOf,
} from './row-key.ts'
import { LEARNED, type ScannedVantage, type Scanner } from './scanner.ts'
import { deltaCoded } from './sightings.ts'
import type { Time } from './time.ts'

/** What a scanner kept, as the part of an Observation that covers `ranges` of the capture. */
export function partOf(scanner: Scanner, capture: string, ranges: readonly Range[]): Part {
  scanner.finish()
  const places = new Places(scanner.vantages)
  const table = <Row extends Placed>(
    keys: KeyTable<never> | KeyTable<unknown>,
    read: (key: Uint32Array, row: number) => Omit<Row, keyof Placed>,
  ) => tableOf<Row>(keys, places, read)
  return {
    capture,
    ranges,
    stations: table<StationRow>(scanner.stations, (key) => ({ mac: linkSourceOf(key) })),
    addresses: table<AddressRow>(scanner.addresses, readAddress),
    conversations: table<ConversationRow>(scanner.conversations, readConversation),
    neighborDiscovery: table<NdRow>(scanner.neighborDiscovery, (key, row) =>
      readNd(key, deltaCoded(scanner.neighborDiscovery.attached[row] ?? [])),
    ),
    dhcp: table<DhcpRow>(scanner.dhcp, readDhcp),
    icmpErrors: table<IcmpErrorRow>(scanner.icmpErrors, readIcmpError),
    tunnels: table<TunnelRow>(scanner.tunnels, readTunnel),
    coverage: {
      frames: scanner.frames,
      decoded: sortedRecord(scanner.decoded),
      notDecoded: sortedRecord(scanner.notDecoded),
    },
    vantages: places.vantages,
    segments: places.segments,
  }
}

/** Numbers vantages and segments in the order of what they are, not of their coming. */
class Places {
  readonly vantages: readonly VantageObservation[]
  readonly segments: Segment[] = []
  readonly #vantages = new Map<string, number>()
  /** By the words that place a key. */
  readonly #vantageOf = new Map<number, number>()
  readonly #segments = new Map<number, Map<number, number>>()

  constructor(scanned: readonly ScannedVantage[]) {
    this.vantages = scanned.map(vantageOf).sort(compareVantages)
    for (const [index, vantage] of this.vantages.entries()) this.#vantages.set(vantageKey(vantage), index)
  }

  vantage(key: Uint32Array): number {
    const place = key[0]! * 0x1_0000_0000 + key[1]!
    const known = this.#vantageOf.get(place)
    if (known !== undefined) return known
    const index = this.#vantages.get(vantageKey(placeOf(key)))!
    this.#vantageOf.set(place, index)
    return index
  }

  segment(key: Uint32Array): number {
    const ofKind = this.#segments.get(key[2]!) ?? new Map<number, number>()
    this.#segments.set(key[2]!, ofKind)
    const known = ofKind.get(key[3]!)
    if (known !== undefined) return known
    ofKind.set(key[3]!, this.segments.length)
    return this.segments.push(segmentOf(key)) - 1
  }
}

function vantageKey(of: {
  readonly section: number
  readonly interface: number
  readonly ifindex: number | null
}): string {
  return `${of.section & 0xffff} ${of.interface & 0xffff} ${of.ifindex}`
}

function vantageOf(scanned: ScannedVantage): VantageObservation {
  const { description } = scanned
  return {
    section: description.section,
    interface: description.interface,
    ifindex: scanned.ifindex < 0 ? null : scanned.ifindex,
    name: description.name,
    linkType: description.linkType,
    snaplen: description.snaplen,
    frames: scanned.frames,
    first: timeOf(scanned.firstSecond, scanned.firstNanosecond),
    last: timeOf(scanned.lastSecond, scanned.lastNanosecond),
  }
}

function compareVantages(a: VantageObservation, b: VantageObservation): number {
  return a.section - b.section || a.interface - b.interface || (a.ifindex ?? -1) - (b.ifindex ?? -1)
}

function tableOf<Row extends Placed>(
  keys: KeyTable<never> | KeyTable<unknown>,
  places: Places,
  read: (key: Uint32Array, row: number) => Omit<Row, keyof Placed>,
): Table<Row> {
  const rows: Row[] = []
  for (let row = 0; row < keys.rows; row++) {
    const key = keys.keyOf(row)
    const placed: Placed = {
      hash: keys.hash(row),
      pinned: keys.pinned(row),
      count: keys.count(row),
      first: keys.first(row),
      last: keys.last(row),
      vantage: places.vantage(key),
      segment: places.segment(key),
    }
    // Placed and the rest together are a Row, which the compiler cannot see of a type parameter.
    rows.push(Object.assign(placed, read(key, row)) as unknown as Row)
  }
  return { cap: keys.cap, threshold: keys.threshold, sightings: keys.sightings, rows }
}

function timeOf(second: number, nanosecond: number): Time | null {
  return nanosecond < 0 ? null : [second, nanosecond]
}

function readAddress(key: Uint32Array): Omit<AddressRow, keyof Placed> {
  const reader = new KeyReader(key, SOURCE_WORDS)
  const word = reader.word()
  return { mac: linkSourceOf(key), address: reader.address(word >>> 8), learned: LEARNED[word & 0xff]! }
}

function readConversation(key: Uint32Array): Omit<ConversationRow, keyof Placed> {
  const reader = new KeyReader(key, LINK_WORDS)
  const word = reader.word()
  const version = word >>> 8
  return {
    ...linkOf(key),
    source: reader.address(version),
    destination: reader.address(version),
    hopLimit: word & 0xff,
  }
}

function readNd(key: Uint32Array, sightings: readonly number[]): Omit<NdRow, keyof Placed> {
  const reader = new KeyReader(key, LINK_WORDS)
  const word = reader.word()
  const source = reader.address(6)
  const destination = reader.address(6)
  const length = reader.word()
  const extensionHeaders = reader.octets()
  const octets = reader.octets()
  return {
    kind: ndpKind(word & 0xff)!,
    ...linkOf(key),
    source,
    destination,
    hopLimit: word >>> 8,
    extensionHeaders: hexText(extensionHeaders, 0, extensionHeaders.length),
    octets: hexText(octets, 0, octets.length),
    length,
    checksum: ndChecksum(source, destination, octets, length),
    sightings,
  }
}

function ndChecksum(source: string, destination: string, octets: Uint8Array, length: number): NdRow['checksum'] {
  const addresses = new Uint8Array(32)
  addresses.set(parseAddress(source)!, 0)
  addresses.set(parseAddress(destination)!, 16)
  const sum = pseudoHeaderSum(addresses, 0, 16, 16, length, PROTOCOL_ICMPV6)
  const name = CHECKSUM_NAMES[checksumState(octets, 0, octets.length, length, sum)]!
  return name === 'absent' ? 'unverified' : name
}

function readDhcp(key: Uint32Array): Omit<DhcpRow, keyof Placed> {
  const reader = new KeyReader(key, LINK_WORDS)
  const word = reader.word()
  const family = (word & 0xff) === 4 ? 4 : 6
  const type = word >>> 8
  const message = {
    family,
    kind: family === 4 ? dhcpv4Kind(type) : dhcpv6Kind(type),
    ...linkOf(key),
    source: reader.address(family),
    destination: reader.address(family),
    xid: reader.word(),
    clientMac: textOf(reader.octets(), (octets) => macText(octets, 0)),
    clientId: textOf(reader.octets(), hexOf),
  } as const
  const server = reader.octets()
  if (family === 4) {
    const yours = reader.address(4)
    const leaseS = reader.word()
    return {
      ...message,
      serverId: textOf(server, (octets) => ipv4Text(octets, 0)),
      addresses: yours === '0.0.0.0' ? [] : [{ address: yours, preferredLifetimeS: leaseS, validLifetimeS: leaseS }],
      statusCodes: [],
      relays: [],
    }
  }
  return {
    ...message,
    serverId: textOf(server, hexOf),
    addresses: times(reader.word(), () => readLease(reader)),
    statusCodes: times(reader.word(), () => reader.word()),
    relays: times(reader.word(), () => ({ link: reader.address(6), peer: reader.address(6) })),
  }
}

function readLease(reader: KeyReader): LeasedAddress {
  return { address: reader.address(6), preferredLifetimeS: reader.word(), validLifetimeS: reader.word() }
}

function readIcmpError(key: Uint32Array): Omit<IcmpErrorRow, keyof Placed> {
  const reader = new KeyReader(key, LINK_WORDS)
  const word = reader.word()
  const quotes = word >>> 16 === 1
  return {
    ...linkOf(key),
    source: reader.address(6),
    destination: reader.address(6),
    type: word & 0xff,
    code: (word >>> 8) & 0xff,
    quotedSource: quotes ? reader.address(6) : null,
    quotedDestination: quotes ? reader.address(6) : null,
  }
}

function readTunnel(key: Uint32Array): Omit<TunnelRow, keyof Placed> {
  const reader = new KeyReader(key, PLACE_WORDS)
  const version = reader.word()
  const { kind } = segmentOf(key)
  return {
    kind: kind === 'untagged' || kind === 'vlan' ? 'ip-tunnel' : kind,
    source: reader.address(version),
    destination: reader.address(version),
  }
}

function linkOf(key: Uint32Array): { readonly linkSource: string; readonly linkDestination: string | null } {
  return { linkSource: linkSourceOf(key), linkDestination: linkDestinationOf(key) }
}

function hexOf(octets: Uint8Array): string {
  return hexText(octets, 0, octets.length)
}

function textOf(octets: Uint8Array, text: (octets: Uint8Array) => string): string | null {
  return octets.length === 0 ? null : text(octets)
}

function times<Item>(count: number, read: () => Item): Item[] {
  return Array.from({ length: count }, read)
}

export function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
