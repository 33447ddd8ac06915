import type { AddressTexts } from './address-texts.ts'
import type { TableName } from './caps.ts'
import { joinRows } from './join-rows.ts'
import { PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import type { KeyReader } from './key-reader.ts'
import { RowOwners } from './row-owners.ts'
import type { Settled } from './settled.ts'
import { SettledConversations } from './settled-conversations.ts'
import { SettledPlaces } from './settled-places.ts'
import {
  SettledAddress,
  SettledDhcp,
  SettledIcmpError,
  SettledNd,
  SettledStation,
  SettledTunnel,
} from './settled-rows.ts'
import { SettledSenders } from './settled-senders.ts'
import { SettledTable } from './settled-table.ts'
import type { SituatedPart } from './situated-part.ts'
import { NO_THRESHOLD } from './thresholds.ts'

type Tables = Pick<
  Settled,
  | 'segments'
  | 'places'
  | 'senders'
  | 'stations'
  | 'addresses'
  | 'conversations'
  | 'neighborDiscovery'
  | 'dhcp'
  | 'icmpErrors'
  | 'tunnels'
>

/** The rows of all parts, by table, and whose and where they are. */
export function settledTables(parts: readonly SituatedPart[], texts: AddressTexts, reader: KeyReader): Tables {
  const sendersOfRows = new RowOwners(SOURCE_WORDS, rowsIn(parts, SENT))
  const join = (name: TableName) => joinRows(parts, name, sendersOfRows)
  const [stations, conversations, neighborDiscovery] = [
    join('stations'),
    join('conversations'),
    join('neighborDiscovery'),
  ]
  const [dhcp, icmpErrors] = [join('dhcp'), join('icmpErrors')]
  const sending = sendersOfRows.length
  const addresses = join('addresses') // a lease is about who need not have sent anything
  const placesOfRows = new RowOwners(PLACE_WORDS, rowsIn(parts, ['tunnels']) + sendersOfRows.length)
  const tunnels = joinRows(parts, 'tunnels', placesOfRows)
  const placeOfSender = sendersOfRows.within(placesOfRows)
  const places = new SettledPlaces(placesOfRows)
  // Where no station was left out, they know all frames but those of servers that name a client.
  const isWhole = parts.every(({ part }) => part.stations.threshold === NO_THRESHOLD)
  const seen = isWhole
    ? [stations, addresses]
    : [stations, conversations, neighborDiscovery, dhcp, icmpErrors, addresses]
  const senders = new SettledSenders(sendersOfRows, sending, placeOfSender, places, seen, texts)
  const base = { places, senders, texts, reader }
  return {
    segments: places.all,
    places,
    senders,
    stations: new SettledTable({ ...base, rows: stations }, SettledStation),
    addresses: new SettledTable({ ...base, rows: addresses }, SettledAddress),
    conversations: new SettledConversations({ ...base, rows: conversations }),
    neighborDiscovery: new SettledTable({ ...base, rows: neighborDiscovery }, SettledNd).all(),
    dhcp: new SettledTable({ ...base, rows: dhcp }, SettledDhcp).all(),
    icmpErrors: new SettledTable({ ...base, rows: icmpErrors }, SettledIcmpError).all(),
    tunnels: new SettledTable({ ...base, rows: tunnels }, SettledTunnel),
  }
}

/** The tables whose rows have senders. */
const SENT = ['stations', 'conversations', 'neighborDiscovery', 'dhcp', 'icmpErrors', 'addresses'] as const

function rowsIn(parts: readonly SituatedPart[], names: readonly TableName[]): number {
  return parts.reduce((sum, { part }) => names.reduce((rows, name) => rows + part[name].rows, sum), 0)
}
