import { hexText, ipv4Text, macText } from '../decode/address.ts'
import { CHECKSUM_NAMES, checksumState, DATAGRAM_CHECKSUMS, pseudoHeaderSum } from '../decode/checksum.ts'
import { dhcpv4Kind } from '../decode/dhcpv4/message-type.ts'
import { dhcpv6Kind } from '../decode/dhcpv6/message-type.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { ndpKind } from '../decode/ndp/message.ts'
import type { KeyReader } from './key-reader.ts'
import { LEARNED } from './learned.ts'
import type {
  AddressRow,
  ConversationRow,
  DhcpRow,
  FragmentRow,
  IcmpErrorRow,
  LeasedAddress,
  NdRow,
  Placed,
  StationRow,
  TunnelRow,
} from './observation.ts'
import { LINK_WORDS, PLACE_WORDS, SOURCE_WORDS, segmentOf } from './row-key.ts'

/** What the keys of rows say, each table's in words that a person reads. */

export function readStation(key: Uint32Array, reader: KeyReader, placed: Placed): StationRow {
  reader.begin(key, SOURCE_WORDS)
  return {
    hash: placed.hash,
    pinned: placed.pinned,
    count: placed.count,
    first: placed.first,
    last: placed.last,
    vantage: placed.vantage,
    segment: placed.segment,
    mac: reader.linkSource,
  }
}

export function readAddress(key: Uint32Array, reader: KeyReader, placed: Placed): AddressRow {
  reader.begin(key, SOURCE_WORDS)
  const word = reader.word()
  return {
    hash: placed.hash,
    pinned: placed.pinned,
    count: placed.count,
    first: placed.first,
    last: placed.last,
    vantage: placed.vantage,
    segment: placed.segment,
    mac: reader.linkSource,
    address: reader.address(word >>> 8),
    learned: LEARNED[word & 0xff]!,
  }
}

export function readConversation(key: Uint32Array, reader: KeyReader, placed: Placed): ConversationRow {
  reader.begin(key, LINK_WORDS)
  const word = reader.word()
  const version = word >>> 8
  return {
    hash: placed.hash,
    pinned: placed.pinned,
    count: placed.count,
    first: placed.first,
    last: placed.last,
    vantage: placed.vantage,
    segment: placed.segment,
    linkSource: reader.linkSource,
    linkDestination: reader.linkDestination,
    source: reader.address(version),
    destination: reader.address(version),
    hopLimit: word & 0xff,
  }
}

/** `sightings`: all of them where they are kept. */
export function readNd(key: Uint32Array, reader: KeyReader, placed: Placed, sightings: readonly number[]): NdRow {
  reader.begin(key, LINK_WORDS)
  const word = reader.word()
  const source = reader.address(6)
  const destination = reader.address(6)
  const length = reader.word()
  return {
    ...placed,
    kind: ndpKind(word & 0xff),
    linkSource: reader.linkSource,
    linkDestination: reader.linkDestination,
    source,
    destination,
    hopLimit: word >>> 8,
    extensionHeaders: reader.hex(),
    octets: reader.hex(),
    length,
    checksum: ndChecksum(key, reader, length),
    sightings,
  }
}

const addresses = new Uint8Array(32)
const addressWords = new DataView(addresses.buffer)

/** Of the message that `reader` read last, whose addresses stand behind a key's first word of its own. */
function ndChecksum(key: Uint32Array, { run, runLength }: KeyReader, length: number): NdRow['checksum'] {
  for (let word = 0; word < 8; word++) addressWords.setUint32(4 * word, key[LINK_WORDS + 1 + word]!)
  const sum = pseudoHeaderSum(addresses, 0, 16, 16, length, PROTOCOL_ICMPV6)
  const name = CHECKSUM_NAMES[checksumState(run, 0, runLength, length, sum)]!
  return name === 'absent' ? 'unverified' : name
}

export function readDhcp(key: Uint32Array, reader: KeyReader, placed: Placed): DhcpRow {
  reader.begin(key, LINK_WORDS)
  const word = reader.word()
  const family = (word & 0xff) === 4 ? 4 : 6
  const type = word >>> 8
  const message = {
    ...placed,
    family,
    kind: family === 4 ? dhcpv4Kind(type) : dhcpv6Kind(type),
    linkSource: reader.linkSource,
    linkDestination: reader.linkDestination,
    source: reader.address(family),
    destination: reader.address(family),
    xid: reader.word(),
    checksum: family === 4 ? null : DATAGRAM_CHECKSUMS[reader.word()]!,
    clientMac: reader.octets() === 0 ? null : macText(reader.run, 0),
    clientId: reader.hex() || null,
  } as const
  const serverLength = reader.octets()
  if (family === 4) {
    const yours = reader.address(4)
    const leaseS = reader.word()
    return {
      ...message,
      serverId: serverLength === 0 ? null : ipv4Text(reader.run, 0),
      addresses: yours === '0.0.0.0' ? [] : [{ address: yours, preferredLifetimeS: leaseS, validLifetimeS: leaseS }],
      statusCodes: NONE,
      relays: NONE,
    }
  }
  return {
    ...message,
    serverId: serverLength === 0 ? null : hexText(reader.run, 0, serverLength),
    addresses: times(reader.word(), () => readLease(reader)),
    statusCodes: times(reader.word(), () => reader.word()),
    relays: times(reader.word(), () => ({ link: reader.address(6), peer: reader.address(6) })),
  }
}

function readLease(reader: KeyReader): LeasedAddress {
  return { address: reader.address(6), preferredLifetimeS: reader.word(), validLifetimeS: reader.word() }
}

export function readIcmpError(key: Uint32Array, reader: KeyReader, placed: Placed): IcmpErrorRow {
  reader.begin(key, LINK_WORDS)
  const word = reader.word()
  const quotes = word >>> 16 === 1
  return {
    ...placed,
    linkSource: reader.linkSource,
    linkDestination: reader.linkDestination,
    source: reader.address(6),
    destination: reader.address(6),
    type: word & 0xff,
    code: (word >>> 8) & 0xff,
    quotedSource: quotes ? reader.address(6) : null,
    quotedDestination: quotes ? reader.address(6) : null,
  }
}

export function readTunnel(key: Uint32Array, reader: KeyReader, placed: Placed): TunnelRow {
  reader.begin(key, PLACE_WORDS)
  const version = reader.word()
  const { kind } = segmentOf(key)
  return {
    ...placed,
    kind: kind === 'untagged' || kind === 'vlan' ? 'ip-tunnel' : kind,
    source: reader.address(version),
    destination: reader.address(version),
  }
}

export function readFragmentRow(key: Uint32Array, reader: KeyReader, placed: Placed): FragmentRow {
  reader.begin(key, LINK_WORDS)
  return { ...placed, length: reader.word(), lead: reader.hex(), octets: reader.hex() }
}

const NONE: readonly never[] = []

function times<Item>(count: number, read: () => Item): readonly Item[] {
  if (count === 0) return NONE // most lists are empty, and many
  return Array.from({ length: count }, read)
}
