import type { CaptureInterface } from '../capture/frame.ts'
import { type Caps, TABLE_NAMES, type TableName } from './caps.ts'
import { newChecksumCounts } from './checksum-counts.ts'
import type { ToldTable } from './compiled-module.ts'
import { addCounts, newCounts } from './decoded-counts.ts'
import { finished, mixed, mixedWords } from './key-hash.ts'
import { LINK_WORDS, SOURCE_WORDS } from './key-numbers.ts'
import { type IsPinned, type KeyColumns, KeyTable } from './key-table.ts'
import { TRAFFIC } from './learned.ts'
import { isFollowed } from './nd-messages.ts'
import { hasSource, macNumber } from './row-key.ts'
import { ROW_NUMBERS } from './row-numbers.ts'

/** Of an IPv6 address. */
const ADDRESS_WORDS = 4

/** An interface of the capture, or one interface index of a LINUX_SLL2 interface, and when it listened. */
export interface ScannedVantage {
  readonly description: CaptureInterface
  readonly ifindex: number
  /** LINUX_SLL2: the MACs that the interface received frames from, as numbers: the two smallest. */
  readonly receivedFrom: number[]
  frames: number
  firstSecond: number
  /** -1: no frame with a time came. */
  firstNanosecond: number
  lastSecond: number
  lastNanosecond: number
}

/** By table, the hash from which on it leaves rows out. */
export type Thresholds = Readonly<Record<TableName, number>>

/** A tally as plain data. */
export interface TallyColumns {
  readonly frames: number
  readonly decoded: Float64Array
  readonly icmpv6Checksums: Float64Array
  readonly udpChecksums: Float64Array
  readonly notDecoded: ReadonlyMap<string, number>
  readonly vantages: readonly ScannedVantage[]
  readonly tables: Readonly<Record<TableName, KeyColumns<ArrayBuffer>>>
}

/** What the frames of one capture told, as numbers. Tallies of parts of a capture add up to that of the whole. */
export class Tally {
  frames = 0
  /** Messages by kind, see `decoded-counts.ts`. */
  readonly decoded = newCounts()
  /** Of ND and of DHCPv6 messages by their checksums, see `checksum-counts.ts`. */
  readonly icmpv6Checksums = newChecksumCounts()
  readonly udpChecksums = newChecksumCounts()
  readonly notDecoded = new Map<string, number>()
  readonly vantages: ScannedVantage[] = []

  readonly stations: KeyTable
  readonly addresses: KeyTable
  /** Conversations by packets that were read: their senders are told when no more of them come. */
  readonly readConversations: KeyTable
  /** Those whose senders were told. */
  readonly conversations: KeyTable
  readonly neighborDiscovery: KeyTable
  readonly dhcp: KeyTable
  readonly icmpErrors: KeyTable
  readonly tunnels: KeyTable
  readonly fragments: KeyTable

  /** Of the sender of a conversation, and an address of it. */
  readonly #senderKey = new Uint32Array(SOURCE_WORDS + 1 + ADDRESS_WORDS)

  /** @param pinned MAC addresses, as numbers, whose rows no cap touches */
  constructor(caps: Caps, pinned: ReadonlySet<number>) {
    const isSource: IsPinned = (key, at) => pinned.has(macNumber(key[at + 4]!, key[at + 5]!))
    const isEither: IsPinned = (key, at) => isSource(key, at) || pinned.has(macNumber(key[at + 6]!, key[at + 7]!))
    const bySource = pinned.size === 0 ? null : isSource
    const byEither = pinned.size === 0 ? null : isEither
    this.stations = new KeyTable(caps.stations, bySource)
    this.addresses = new KeyTable(caps.addresses, bySource)
    this.readConversations = new KeyTable(caps.conversations, byEither, (row) => this.#countSenderOf(row))
    this.conversations = new KeyTable(caps.conversations, byEither)
    this.neighborDiscovery = new KeyTable(caps.neighborDiscovery, byEither)
    this.dhcp = new KeyTable(caps.dhcp, byEither)
    this.icmpErrors = new KeyTable(caps.icmpErrors, byEither)
    this.tunnels = new KeyTable(caps.tunnels, null)
    this.fragments = new KeyTable(caps.fragments, byEither)
  }

  /** Brings what conversations know of stations and their addresses home, and applies the caps. Called once, at the end. */
  finish(): void {
    this.#tellSenders()
    for (const name of TABLE_NAMES) this[name].finish()
  }

  #tellSenders(): void {
    const read = this.readConversations
    read.finish() // it tells the others what it leaves out
    for (let row = 0; row < read.rows; row++) this.#countSenderOf(row)
    this.conversations.absorbAll(read.columns())
  }

  /** The thresholds of the tables, which only fall. */
  get thresholds(): Thresholds {
    return Object.fromEntries(TABLE_NAMES.map((name) => [name, this[name].threshold])) as Thresholds // all names
  }

  /** Leaves out what another tally of the capture does already: there will be no row of it in the end. Before anything is counted. */
  leaveOutFrom(thresholds: Thresholds): void {
    for (const name of TABLE_NAMES) this[name].leaveOutFrom(thresholds[name])
    this.readConversations.leaveOutFrom(thresholds.conversations)
  }

  /** Adds what another tally of the capture counted, of other records. */
  absorb(other: TallyColumns): void {
    this.frames += other.frames
    addCounts(this.decoded, other.decoded)
    addCounts(this.icmpv6Checksums, other.icmpv6Checksums)
    addCounts(this.udpChecksums, other.udpChecksums)
    for (const [reason, count] of other.notDecoded) {
      this.notDecoded.set(reason, (this.notDecoded.get(reason) ?? 0) + count)
    }
    for (const vantage of other.vantages) this.#absorbVantage(vantage)
    for (const name of TABLE_NAMES) {
      this[name].absorbAll(other.tables[name], name === 'neighborDiscovery' ? isFollowed : undefined)
    }
  }

  /** This tally as plain data, of the same memory, without rows that the caps leave out whatever else comes: it must not be used any more. */
  columns(): TallyColumns {
    this.finish()
    const { frames, decoded, icmpv6Checksums, udpChecksums, notDecoded, vantages } = this
    const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, this[name].columns()]))
    const counts = { frames, decoded, icmpv6Checksums, udpChecksums, notDecoded, vantages }
    return { ...counts, tables: tables as TallyColumns['tables'] } // all names
  }

  /** Counts a frame or message that was not understood. */
  notUnderstood(reason: string): void {
    this.notDecoded.set(reason, (this.notDecoded.get(reason) ?? 0) + 1)
  }

  /** Adds rows of a table that were counted elsewhere. Of conversations, their senders were told. */
  count(name: ToldTable, rows: KeyColumns): void {
    this[name].absorbAll(rows)
  }

  #countSenderOf(row: number): void {
    const { numbers, words } = this.readConversations
    this.#countSender(words, this.readConversations.keyAt(row), numbers, row * ROW_NUMBERS)
  }

  /** What a conversation's key says of its sender, added to stations and addresses. */
  #countSender(words: Uint32Array, at: number, numbers: Float64Array, from: number): void {
    if (!hasSource(words, at)) return
    const { stations, addresses } = this
    const version = words[at + LINK_WORDS]! >>> 8
    const length = SOURCE_WORDS + 1 + (version === 4 ? 1 : ADDRESS_WORDS)
    const key = this.#senderKey
    for (let word = 0; word < SOURCE_WORDS; word++) key[word] = words[at + word]!
    key[SOURCE_WORDS] = TRAFFIC | (version << 8)
    const address = at + LINK_WORDS - SOURCE_WORDS
    for (let word = SOURCE_WORDS + 1; word < length; word++) key[word] = words[address + word]!
    const hash = mixedWords(0, key, 0, SOURCE_WORDS)
    stations.absorb(finished(hash), key, SOURCE_WORDS, numbers, from)
    const learned = mixed(hash, key[SOURCE_WORDS]!)
    const whole = mixedWords(learned, key, SOURCE_WORDS + 1, length)
    addresses.absorb(finished(whole), key, length, numbers, from)
  }

  #absorbVantage(other: ScannedVantage): void {
    const { section, interface: iface } = other.description
    const known = this.vantages.find(
      ({ description, ifindex }) =>
        description.section === section && description.interface === iface && ifindex === other.ifindex,
    )
    if (known === undefined) {
      this.vantages.push({ ...other })
      return
    }
    known.frames += other.frames
    for (const mac of other.receivedFrom) receiveFrom(known, mac)
    listen(known, other.firstSecond, other.firstNanosecond)
    listen(known, other.lastSecond, other.lastNanosecond)
  }
}

/** Widens the time a vantage listened to a moment; nanosecond -1: there is none. */
export function listen(vantage: ScannedVantage, second: number, nanosecond: number): void {
  if (nanosecond < 0) return
  const { firstSecond, firstNanosecond, lastSecond, lastNanosecond } = vantage
  if (firstNanosecond < 0 || second < firstSecond || (second === firstSecond && nanosecond < firstNanosecond)) {
    vantage.firstSecond = second
    vantage.firstNanosecond = nanosecond
  }
  if (lastNanosecond < 0 || second > lastSecond || (second === lastSecond && nanosecond > lastNanosecond)) {
    vantage.lastSecond = second
    vantage.lastNanosecond = nanosecond
  }
}

/** Keeps the two smallest: whether there are several is all that is asked, and this rule knows no order. */
export function receiveFrom({ receivedFrom }: ScannedVantage, mac: number): void {
  if (receivedFrom.includes(mac)) return
  receivedFrom.push(mac)
  if (receivedFrom.length > 2) receivedFrom.sort((a, b) => a - b).pop()
}

/** What holds the rows of the tables: it may be handed to another thread as it is, without a copy. */
export function memoryOf({ tables }: TallyColumns): readonly ArrayBuffer[] {
  return TABLE_NAMES.flatMap((name) => {
    const { words, starts, hashes, slots, numbers } = tables[name]
    return [words, starts, hashes, slots, numbers].map(({ buffer }) => buffer)
  })
}
