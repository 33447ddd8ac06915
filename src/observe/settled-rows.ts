import { hexText, ipv4Text } from '../decode/address.ts'
import {
  CHECKSUM_NAMES,
  checksumState,
  DATAGRAM_CHECKSUMS,
  type DatagramChecksum,
  pseudoHeaderSum,
} from '../decode/checksum.ts'
import { dhcpv4Kind } from '../decode/dhcpv4/message-type.ts'
import { dhcpv6Kind } from '../decode/dhcpv6/message-type.ts'
import { PROTOCOL_ICMPV6 } from '../decode/ip/protocol.ts'
import { ndpKind } from '../decode/ndp/message.ts'
import { u16, u32 } from '../decode/octets.ts'
import { SIGHTINGS_CAP } from './caps.ts'
import { HAS_MAC, LINK_WORDS, PLACE_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import type { KeyReader } from './key-reader.ts'
import { wordsOfOctets } from './key-writer.ts'
import { EXTENSION_OCTETS } from './nd-messages.ts'
import { segmentOf, tunnelKindOf } from './row-key.ts'
import type {
  AddressRow,
  ConversationRow,
  DhcpRow,
  Family,
  IcmpErrorRow,
  Learned,
  LeasedAddress,
  NdKind,
  NdRow,
  StationRow,
  TunnelRow,
} from './rows.ts'
import { compareFirsts } from './seen-numbers.ts'
import type { Joined, JoinedNd, Placed, Seen } from './settled.ts'
import { LinkedRow, type RowTable, SentRow, SettledRow } from './settled-row.ts'
import { SIGHTING_NUMBERS } from './sightings.ts'

/** What the keys of each table say, in words that a person reads. */

/** By the numbers of `learned.ts`. */
const LEARNED: readonly Learned[] = ['dad', 'ns', 'na', 'lease', 'arp', 'traffic']

export class SettledStation extends SentRow implements Joined<StationRow> {
  get mac(): string {
    return this.sentBy
  }
}

export class SettledAddress extends SentRow implements Joined<AddressRow> {
  get mac(): string {
    return this.sentBy
  }

  get family(): Family {
    return familyOf(this.wordAt(SOURCE_WORDS) >>> 8)
  }

  get address(): string {
    return this.addressAt(SOURCE_WORDS + 1, this.family)
  }

  get learned(): Learned {
    return LEARNED[this.wordAt(SOURCE_WORDS) & 0xff]!
  }
}

const IPV6_WORDS = 4
const FIRST_ADDRESS = LINK_WORDS + 1
const SECOND_IPV6 = FIRST_ADDRESS + IPV6_WORDS

function familyOf(version: number): Family {
  return version === 4 ? 4 : 6
}

/** Words of an address. */
function wordsOf(family: Family): number {
  return family === 4 ? 1 : IPV6_WORDS
}

export class SettledConversation extends LinkedRow implements Joined<ConversationRow> {
  get family(): Family {
    return familyOf(this.wordAt(LINK_WORDS) >>> 8)
  }

  get source(): string {
    return this.addressAt(FIRST_ADDRESS, this.family)
  }

  get destination(): string {
    return this.addressAt(FIRST_ADDRESS + wordsOf(this.family), this.family)
  }

  get hopLimit(): number {
    return this.wordAt(LINK_WORDS) & 0xff
  }
}

const ND_LENGTH = SECOND_IPV6 + IPV6_WORDS

export class SettledNd extends LinkedRow implements JoinedNd {
  /** Asked of all, again and again. */
  readonly kind: NdKind
  #seen: readonly Seen[] | undefined

  constructor(table: RowTable, row: number) {
    super(table, row)
    this.kind = ndpKind(this.wordAt(LINK_WORDS) & 0xff)
  }

  get source(): string {
    return this.addressAt(FIRST_ADDRESS, 6)
  }

  get destination(): string {
    return this.addressAt(SECOND_IPV6, 6)
  }

  get hopLimit(): number {
    return this.wordAt(LINK_WORDS) >>> 8
  }

  get extensionHeaders(): string {
    return this.#reader(EXTENSION_OCTETS).hex()
  }

  get octets(): string {
    return this.#reader(this.#octetsAt).hex()
  }

  get length(): number {
    return this.wordAt(ND_LENGTH)
  }

  get checksum(): NdRow['checksum'] {
    const reader = this.#reader(this.#octetsAt)
    const captured = reader.octets()
    for (let word = 0; word < 2 * IPV6_WORDS; word++) bothWords.setUint32(4 * word, this.wordAt(FIRST_ADDRESS + word))
    const sum = pseudoHeaderSum(both, 0, 16, 16, this.length, PROTOCOL_ICMPV6)
    const name = CHECKSUM_NAMES[checksumState(reader.run, 0, captured, this.length, sum)]!
    return name === 'absent' ? 'unverified' : name
  }

  /** By time, the earliest up to the cap. */
  get seen(): readonly Seen[] {
    this.#seen ??= this.#allSeen()
    return this.#seen
  }

  #allSeen(): readonly Seen[] {
    const { sightings: all } = this.table.rows
    const list = all.listOf(this.row)
    if (list === undefined) return [this.first]
    const sightings = Array.from({ length: list.length / SIGHTING_NUMBERS }, (_, each) => each * SIGHTING_NUMBERS)
    return sightings
      .sort((a, b) => compareFirsts(list, a, list, b))
      .slice(0, SIGHTINGS_CAP)
      .map((at) => all.seenAt(list, at, this.vantage))
  }

  get #octetsAt(): number {
    return EXTENSION_OCTETS + wordsOfOctets(this.wordAt(EXTENSION_OCTETS))
  }

  #reader(index: number): KeyReader {
    const { reader } = this.table
    reader.begin(this.words, this.at + index)
    return reader
  }
}

/** Source and destination of a pseudo-header. */
const both = new Uint8Array(32)
const bothWords = new DataView(both.buffer)

type DhcpFacts = Pick<DhcpRow, 'serverId' | 'addresses' | 'statusCodes'>

export class SettledDhcp extends LinkedRow implements Joined<DhcpRow> {
  /** Asked of all, again and again, as is the kind. */
  readonly family: Family
  readonly kind: string
  #read: DhcpFacts | undefined

  constructor(table: RowTable, row: number) {
    super(table, row)
    const word = this.wordAt(LINK_WORDS)
    this.family = familyOf(word & 0xff)
    this.kind = this.family === 4 ? dhcpv4Kind(word >>> 8) : dhcpv6Kind(word >>> 8)
  }

  get source(): string {
    return this.addressAt(FIRST_ADDRESS, this.family)
  }

  get destination(): string {
    return this.addressAt(FIRST_ADDRESS + wordsOf(this.family), this.family)
  }

  get xid(): number {
    return this.wordAt(FIRST_ADDRESS + 2 * wordsOf(this.family))
  }

  get checksum(): DatagramChecksum | null {
    return this.family === 4 ? null : DATAGRAM_CHECKSUMS[this.wordAt(FIRST_ADDRESS + 2 * wordsOf(this.family) + 1)]!
  }

  get clientMac(): string | null {
    const reader = this.#readClientMac()
    return reader.runLength === 0 ? null : this.table.texts.mac(u16(reader.run, 0), u32(reader.run, 2))
  }

  /** Told by the words of both, of which the client's begins two octets later. */
  get fromClient(): boolean {
    const { words, at } = this
    const client = this.#behindXid
    const high = words[at + PLACE_WORDS]!
    const low = words[at + PLACE_WORDS + 1]!
    if (words[client] === 0 || (high & HAS_MAC) === 0) return false
    return (
      words[client + 1] === (((high & 0xffff) << 16) | (low >>> 16)) >>> 0 && words[client + 2] === (low << 16) >>> 0
    )
  }

  get clientId(): string | null {
    return this.#readClientMac().hex() || null
  }

  get serverId(): string | null {
    return this.#facts.serverId
  }

  get addresses(): readonly LeasedAddress[] {
    return this.#facts.addresses
  }

  get statusCodes(): readonly number[] {
    return this.#facts.statusCodes
  }

  get relays(): DhcpRow['relays'] {
    if (this.family === 4) return NONE
    const { reader } = this.table
    reader.begin(this.words, this.#behindXid)
    reader.skipOctets() // of its client's MAC address
    reader.skipOctets() // of its client's identifier
    reader.skipOctets() // of its server's
    reader.skip(LEASE_WORDS * reader.word())
    reader.skip(reader.word())
    return times(reader.word(), () => ({ link: reader.address(6), peer: reader.address(6) }))
  }

  get #facts(): DhcpFacts {
    this.#read ??= this.#readFacts()
    return this.#read
  }

  /** Where that begins which stands behind the transaction id (and the checksum of DHCPv6), as `DhcpMessages` writes it. */
  get #behindXid(): number {
    return this.at + FIRST_ADDRESS + 2 * wordsOf(this.family) + (this.family === 4 ? 1 : 2)
  }

  #readClientMac(): KeyReader {
    const { reader } = this.table
    reader.begin(this.words, this.#behindXid)
    reader.octets()
    return reader
  }

  #readFacts(): DhcpFacts {
    const reader = this.#readClientMac()
    reader.octets() // of its client's identifier
    const serverLength = reader.octets()
    if (this.family === 4) {
      const serverId = serverLength === 0 ? null : ipv4Text(reader.run, 0)
      const yours = reader.address(4)
      const leaseS = reader.word()
      const lease = { address: yours, preferredLifetimeS: leaseS, validLifetimeS: leaseS }
      const addresses = yours === '0.0.0.0' ? NONE : [lease]
      return { serverId, addresses, statusCodes: NONE }
    }
    const serverId = serverLength === 0 ? null : hexText(reader.run, 0, serverLength)
    const addresses = times(reader.word(), () => readLease(reader))
    const statusCodes = times(reader.word(), () => reader.word())
    return { serverId, addresses, statusCodes }
  }
}

/** An address and its two lifetimes. */
const LEASE_WORDS = IPV6_WORDS + 2

function readLease(reader: KeyReader): LeasedAddress {
  return { address: reader.address(6), preferredLifetimeS: reader.word(), validLifetimeS: reader.word() }
}

const NONE: readonly never[] = []

function times<Item>(count: number, read: () => Item): readonly Item[] {
  if (count === 0) return NONE // most lists are empty, and many
  return Array.from({ length: count }, read)
}

export class SettledIcmpError extends LinkedRow implements Joined<IcmpErrorRow> {
  get source(): string {
    return this.addressAt(FIRST_ADDRESS, 6)
  }

  get destination(): string {
    return this.addressAt(SECOND_IPV6, 6)
  }

  get type(): number {
    return this.wordAt(LINK_WORDS) & 0xff
  }

  get code(): number {
    return (this.wordAt(LINK_WORDS) >>> 8) & 0xff
  }

  get quotedSource(): string | null {
    return this.#quotes ? this.addressAt(SECOND_IPV6 + IPV6_WORDS, 6) : null
  }

  get quotedDestination(): string | null {
    return this.#quotes ? this.addressAt(SECOND_IPV6 + 2 * IPV6_WORDS, 6) : null
  }

  get #quotes(): boolean {
    return this.wordAt(LINK_WORDS) >>> 16 === 1
  }
}

export class SettledTunnel extends SettledRow implements Placed<TunnelRow> {
  protected get place(): number {
    const { rows, places } = this.table
    return places.ranks[rows.owners[this.row]!]!
  }

  get kind(): TunnelRow['kind'] {
    return tunnelKindOf(segmentOf(this.wordAt(2), this.wordAt(3)))
  }

  get family(): Family {
    return familyOf(this.wordAt(PLACE_WORDS))
  }

  get source(): string {
    return this.addressAt(PLACE_WORDS + 1, this.family)
  }

  get destination(): string {
    return this.addressAt(PLACE_WORDS + 1 + wordsOf(this.family), this.family)
  }
}
