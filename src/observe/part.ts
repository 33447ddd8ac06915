import { TABLE_NAMES } from './caps.ts'
import { countsByKind } from './decoded-counts.ts'
import { KeyReader } from './key-reader.ts'
import type { KeyTable } from './key-table.ts'
import { isFollowed } from './nd-messages.ts'
import type { Part, Placed, Range, Table } from './observation.ts'
import { Places } from './places.ts'
import { RowList } from './row-list.ts'
import {
  readAddress,
  readConversation,
  readDhcp,
  readFragmentRow,
  readIcmpError,
  readNd,
  readStation,
  readTunnel,
} from './rows.ts'
import { deltaCoded } from './sightings.ts'
import type { Tally } from './tally.ts'

/** What a tally holds, as the part of an Observation that covers `ranges` of the capture. The tally takes no more frames then. */
export function partOf(tally: Tally, capture: string, ranges: readonly Range[]): Part {
  tally.finish()
  const places = new Places(tally.vantages)
  for (const name of TABLE_NAMES) placeAll(tally[name], places)
  const reader = new KeyReader()
  const { neighborDiscovery } = tally
  const sightings = (key: Uint32Array, row: number) =>
    isFollowed(key) ? deltaCoded(neighborDiscovery.sightingsOf(row)) : []
  return {
    capture,
    ranges,
    stations: tableOf(tally.stations, places, (key, placed) => readStation(key, reader, placed)),
    addresses: tableOf(tally.addresses, places, (key, placed) => readAddress(key, reader, placed)),
    conversations: tableOf(tally.conversations, places, (key, placed) => readConversation(key, reader, placed)),
    neighborDiscovery: tableOf(neighborDiscovery, places, (key, placed, row) =>
      readNd(key, reader, placed, sightings(key, row)),
    ),
    dhcp: tableOf(tally.dhcp, places, (key, placed) => readDhcp(key, reader, placed)),
    icmpErrors: tableOf(tally.icmpErrors, places, (key, placed) => readIcmpError(key, reader, placed)),
    fragments: tableOf(tally.fragments, places, (key, placed) => readFragmentRow(key, reader, placed)),
    tunnels: tableOf(tally.tunnels, places, (key, placed) => readTunnel(key, reader, placed)),
    coverage: {
      frames: tally.frames,
      decoded: sortedRecord(countsByKind(tally.decoded)),
      notDecoded: sortedRecord(tally.notDecoded),
    },
    vantages: places.vantages,
    segments: places.segments,
  }
}

function tableOf<Row extends Placed>(
  keys: KeyTable,
  places: Places,
  read: (key: Uint32Array, placed: Placed, row: number) => Row,
): Table<Row> {
  const rows = new RowList(keys.rows, (row) => {
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
    return read(key, placed, row)
  })
  return { cap: keys.cap, threshold: keys.threshold, sightings: keys.sightings, rows }
}

/** Numbers the segments of a table's rows. */
function placeAll(keys: KeyTable, places: Places): void {
  for (let row = 0; row < keys.rows; row++) places.segment(keys.keyOf(row))
}

export function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
