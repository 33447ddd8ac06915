import type { KeyTable } from './key-table.ts'
import type {
  AddressRow,
  ConversationRow,
  DhcpRow,
  IcmpErrorRow,
  NdRow,
  Part,
  Placed,
  Range,
  StationRow,
  Table,
  TunnelRow,
} from './observation.ts'
import { Places } from './places.ts'
import { linkSourceOf } from './row-key.ts'
import { readAddress, readConversation, readDhcp, readIcmpError, readNd, readTunnel } from './rows.ts'
import type { Scanner } from './scanner.ts'
import { deltaCoded } from './sightings.ts'

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

export function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
