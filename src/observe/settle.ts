import type { CaptureSummary } from '../capture/frame.ts'
import type { VantageName } from '../capture/vantage-name.ts'
import { VXLAN_PORTS } from '../decode/frame.ts'
import { SIGHTINGS_CAP, TABLE_NAMES, type TableName } from './caps.ts'
import { compareText } from './compare-text.ts'
import type { NdRow, Observation, Part, Placed, Segment, Sighting, VantageObservation } from './observation.ts'
import { sortedRecord } from './part.ts'
import { type FragmentPiece, partOfFrames, type Reassembled, reassemble, type WholeFrame } from './reassembled.ts'
import type { Rows } from './row-list.ts'
import { NOT_REASSEMBLED } from './scanner.ts'
import type { JoinedNd, Limit, Seen, Settled, SettledCapture, Span, Vantage } from './settled.ts'

import { settledNd, settledRows, type Whereabouts } from './settled-rows.ts'
import { fromDeltas, SIGHTING_NUMBERS } from './sightings.ts'
import { compareTimes, type Time } from './time.ts'

/** A capture, what reading it told, and what its interfaces are called (in the order of `summary.interfaces`). */
export interface NamedCapture {
  readonly path: string
  readonly summary: CaptureSummary
  readonly names: readonly VantageName[]
}

/** Joins what an Observation holds in parts: the same result however captures were split, ordered or repeated. */
export function settle(
  observation: Observation,
  named: readonly NamedCapture[],
  vxlanPorts: readonly number[] = VXLAN_PORTS,
): Settled {
  const captures = [...named].sort((a, b) => compareText(a.path, b.path) || compareText(a.summary.id, b.summary.id))
  return new Settlement(observation, captures, vxlanPorts).settled()
}

/** A part whose ranges are placed in its capture: `base` records come before each range. */
interface PlacedPart {
  readonly part: Part
  readonly capture: number
  readonly starts: readonly number[]
  readonly bases: readonly number[]
}

interface PartIndexes {
  readonly vantages: readonly number[]
  readonly segments: readonly number[]
}

class Settlement {
  readonly #partIndexes = new Map<Part, PartIndexes>()
  readonly #vantagesOfPart = new Map<Part, readonly number[]>()
  readonly #partsOfVantage = new Map<number, number>()
  readonly #interfaceIndexes = new Map<number, ReadonlyMap<string, number>>()
  readonly #captures: readonly NamedCapture[]
  readonly #owners = new Map<string, number>()
  readonly #parts: readonly PlacedPart[]
  readonly #fragments: readonly FragmentPiece[]
  readonly #reassembled: Reassembled
  readonly #vantages = new Map<string, VantageDraft>()
  readonly #vantageIndex = new Map<string, number>()
  readonly #segments = new Map<string, Segment>()
  readonly #segmentIndex = new Map<string, number>()

  constructor(observation: Observation, captures: readonly NamedCapture[], vxlanPorts: readonly number[]) {
    this.#captures = captures
    for (const [index, capture] of captures.entries()) {
      if (!this.#owners.has(capture.summary.id)) this.#owners.set(capture.summary.id, index)
    }
    const scanned = [...this.#owners].flatMap(([id, capture]) =>
      placed(disjoint(observation.parts.filter((part) => part.capture === id)), capture),
    )
    for (const each of scanned) this.#gather(each)
    number(this.#vantages, this.#vantageIndex)
    this.#fragments = this.#fragmentsOf(scanned)
    this.#reassembled = reassemble(this.#fragments, vxlanPorts)
    const whole = partsOfWhole(this.#reassembled.frames, vxlanPorts, (capture) => captures[capture]!.summary.id)
    for (const { part } of whole) for (const segment of part.segments) this.#segments.set(segmentKey(segment), segment)
    number(this.#segments, this.#segmentIndex)
    this.#parts = [...scanned, ...whole]
  }

  settled(): Settled {
    const parts = this.#parts
    const tables = this.#usedSegments({
      stations: this.#join((part) => part.stations.rows, settledRows.stations),
      addresses: this.#join((part) => part.addresses.rows, settledRows.addresses),
      conversations: this.#join((part) => part.conversations.rows, settledRows.conversations),
      neighborDiscovery: this.#joinNd(),
      dhcp: this.#join((part) => part.dhcp.rows, settledRows.dhcp),
      icmpErrors: this.#join((part) => part.icmpErrors.rows, settledRows.icmpErrors),
      tunnels: this.#join((part) => part.tunnels.rows, settledRows.tunnels),
    })
    const kept = { ...tables, fragments: this.#fragments }
    return {
      captures: this.#captures.map((_, index) => this.#capture(index)),
      vantages: [...this.#vantageIndex.keys()].map((key) => vantageOf(this.#vantages.get(key)!)),
      segments: [...this.#segmentIndex.keys()].map((key) => this.#segments.get(key)!),
      ...tables,
      coverage: {
        frames: sum(parts.map(({ part }) => part.coverage.frames)),
        decoded: addUp(parts.map(({ part }) => part.coverage.decoded)),
        notDecoded: this.#notDecoded(),
      },
      limits: Object.fromEntries(TABLE_NAMES.map((name) => [name, this.#limit(name, kept[name])])),
    }
  }

  /**
   * The tables, with the segments numbered anew that rows are of. Others were those of rows that the caps thinned out: how
   * many of these a part had kept for a while depends on how a capture was split.
   */
  #usedSegments<Tables extends Readonly<Record<string, readonly { readonly segment: number }[]>>>(
    tables: Tables,
  ): Tables {
    const used = new Set<number>()
    for (const rows of Object.values(tables)) for (const { segment } of rows) used.add(segment)
    if (used.size === this.#segmentIndex.size) return tables
    const keys = [...this.#segmentIndex].filter(([, index]) => used.has(index))
    const renumbered = new Map(keys.map(([, before], index) => [before, index]))
    this.#segmentIndex.clear()
    for (const [index, [key]] of keys.entries()) this.#segmentIndex.set(key, index)
    const renumber = ([name, rows]: [string, readonly { readonly segment: number }[]]) =>
      [name, rows.map((row) => ({ ...row, segment: renumbered.get(row.segment)! }))] as const
    return Object.fromEntries(Object.entries(tables).map(renumber)) as unknown as Tables // the same rows, under the same names
  }

  #notDecoded(): Record<string, number> {
    const { used, lost } = this.#reassembled
    const { [NOT_REASSEMBLED]: fragments = 0, ...others } = addUp(
      this.#parts.map(({ part }) => part.coverage.notDecoded),
    )
    const left = fragments > used ? { [NOT_REASSEMBLED]: fragments - used } : {}
    const reasons = Object.fromEntries([...lost].map(([reason, count]) => [`fragmented message: ${reason}`, count]))
    return addUp([others, left, reasons])
  }

  /** Fragments in the order they were captured in, those of one wording once. */
  #fragmentsOf(parts: readonly PlacedPart[]): readonly FragmentPiece[] {
    const pieces = new Map<string, FragmentPiece>()
    for (const each of parts) {
      for (const row of each.part.fragments.rows) {
        const described = each.part.vantages[row.vantage]!
        const vantage = this.#vantageIndexes(each)[row.vantage]!
        const seen = this.#frame(each, row.vantage, row.first)
        const key = `${vantage} ${row.lead} ${row.length} ${row.octets}`
        const known = pieces.get(key)
        const count = row.count + (known?.count ?? 0)
        if (known !== undefined && compareSeen(known.seen, seen) <= 0) {
          pieces.set(key, { ...known, count })
          continue
        }
        const { lead, octets, length, first } = row
        const captured = { lead: fromHex(lead), octets: fromHex(octets), length }
        pieces.set(key, { ...captured, vantage, described, offset: first.offset, seen, count })
      }
    }
    return [...pieces.values()].sort((a, b) => compareSeen(a.seen, b.seen))
  }

  #capture(index: number): SettledCapture {
    const { path, summary } = this.#captures[index]!
    const owner = this.#owners.get(summary.id)!
    const times = this.#parts
      .filter((each) => each.capture === owner)
      .flatMap(({ part }) => part.vantages.flatMap(({ first, last }) => (first && last ? [first, last] : [])))
      .sort(compareTimes)
    return {
      id: summary.id,
      path,
      duplicateOf: owner === index ? null : owner,
      frames: summary.frames,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
      complete: summary.complete,
    }
  }

  /** Notes the vantages and segments of a part under what they are. */
  #gather({ part, capture }: PlacedPart): void {
    const { summary } = this.#captures[capture]!
    for (const vantage of part.vantages) {
      const key = this.#vantageKey(capture, vantage)
      const recorded = this.#recorded(capture, vantage)
      const draft = this.#vantages.get(key) ?? newDraft(this.#name(capture, vantage), vantage)
      this.#vantages.set(key, draft)
      draft.frames += vantage.frames
      for (const mac of vantage.receivedFrom) draft.receivedFrom.add(mac)
      if (recorded?.drops != null)
        draft.drops.set(`${capture} ${recorded.section} ${recorded.interface}`, recorded.drops)
      const whole = summary.complete && !recorded?.drops
      if (vantage.first && vantage.last) widen(draft.spans, capture, vantage.first, vantage.last, whole)
      else if (!draft.spans.has(capture)) draft.timeless.add(capture)
    }
    for (const segment of part.segments) this.#segments.set(segmentKey(segment), segment)
  }

  #recorded(capture: number, vantage: VantageObservation) {
    return this.#captures[capture]!.summary.interfaces[this.#interfaceIndex(capture, vantage)]
  }

  #name(capture: number, vantage: VantageObservation): VantageName {
    const name = this.#captures[capture]!.names[this.#interfaceIndex(capture, vantage)]!
    return vantage.ifindex === null ? name : { ...name, name: `${name.name}%${vantage.ifindex}` }
  }

  /** Where the interface of a vantage stands among those of its capture; one look-up, as there may be many thousands. */
  #interfaceIndex(capture: number, { section, interface: id }: VantageObservation): number {
    let known = this.#interfaceIndexes.get(capture)
    if (known === undefined) {
      const { interfaces } = this.#captures[capture]!.summary
      known = new Map(interfaces.map((each, index) => [`${each.section} ${each.interface}`, index]))
      this.#interfaceIndexes.set(capture, known)
    }
    return known.get(`${section} ${id}`)!
  }

  /** Rotated files of one interface have one key: node, namespace, name and link type make it. */
  #vantageKey(capture: number, vantage: VantageObservation): string {
    const { node, namespace, name } = this.#name(capture, vantage)
    return JSON.stringify([node, name, namespace, vantage.linkType])
  }

  #join<Row extends Placed, Settled extends Joinable>(
    rowsOf: (part: Part) => Rows<Row>,
    settled: (row: Row, at: Whereabouts) => Settled,
  ): Settled[] {
    const joined = new Joining<Settled>((a, b) => this.#both(a, b))
    for (const each of this.#parts) {
      const shared = this.#sharedPlaces(each)
      for (const row of rowsOf(each.part)) joined.add(settled(row, this.#whereabouts(each, row)), shared)
    }
    return joined.sorted()
  }

  #joinNd(): JoinedNd[] {
    const joined = new Joining<JoinedNd>((a, b) => {
      const seen = [...a.seen, ...b.seen].sort(compareSeen).slice(0, SIGHTINGS_CAP)
      return { ...this.#both(a, b), seen }
    })
    for (const each of this.#parts) {
      const shared = this.#sharedPlaces(each)
      for (const row of each.part.neighborDiscovery.rows) {
        const at = this.#whereabouts(each, row)
        joined.add(settledNd(row, at, this.#seen(each, row, at)), shared)
      }
    }
    return joined.sorted().map((row) => (row.seen.length === 0 ? { ...row, seen: [row.first] } : row))
  }

  /** All sightings of a message, where they are kept: by time. */
  #seen(each: PlacedPart, { vantage, sightings }: NdRow, { first }: Whereabouts): readonly Seen[] {
    if (sightings.length === SIGHTING_NUMBERS) return [first]
    const list = fromDeltas(sightings)
    const seen: Seen[] = []
    for (let at = 0; at < list.length; at += SIGHTING_NUMBERS) {
      const time: Time | null = list[at + 1]! < 0 ? null : [list[at]!, list[at + 1]!]
      seen.push(this.#frame(each, vantage, { time, offset: list[at + 2]!, index: list[at + 3]! }))
    }
    return seen.sort(compareSeen).slice(0, SIGHTINGS_CAP)
  }

  /** Where a row stands in the whole, and the frames it was seen in. */
  #whereabouts(each: PlacedPart, row: Placed): Whereabouts {
    const { vantages, segments } = this.#indexes(each)
    const { count } = row
    const first = this.#frame(each, row.vantage, row.first)
    const last = count === 1 ? first : this.#frame(each, row.vantage, row.last)
    return { vantage: vantages[row.vantage]!, segment: segments[row.segment]!, count, first, last }
  }

  /** Vantages of a part that other parts saw, too: rotated files, ranges of one file. Only their rows can be the same as others'. */
  #sharedPlaces(each: PlacedPart): ReadonlySet<number> {
    if (this.#partsOfVantage.size === 0) {
      for (const other of this.#parts) {
        for (const vantage of new Set(this.#indexes(other).vantages)) {
          this.#partsOfVantage.set(vantage, (this.#partsOfVantage.get(vantage) ?? 0) + 1)
        }
      }
    }
    const { vantages } = this.#indexes(each)
    const once = new Set<number>()
    const repeated = vantages.filter((vantage) => once.size === once.add(vantage).size) // one name on two interfaces
    return new Set([...vantages.filter((vantage) => this.#partsOfVantage.get(vantage)! > 1), ...repeated])
  }

  #both<Row extends { readonly count: number; readonly first: Seen; readonly last: Seen }>(a: Row, b: Row): Row {
    return {
      ...a,
      count: a.count + b.count,
      first: compareSeen(a.first, b.first) <= 0 ? a.first : b.first,
      last: compareLast(a.last, b.last) >= 0 ? a.last : b.last,
    }
  }

  /** Where a part's vantages and segments stand in the whole. */
  #indexes(each: PlacedPart): PartIndexes {
    const known = this.#partIndexes.get(each.part)
    if (known !== undefined) return known
    const indexes = {
      vantages: this.#vantageIndexes(each),
      segments: each.part.segments.map((segment) => this.#segmentIndex.get(segmentKey(segment))!),
    }
    this.#partIndexes.set(each.part, indexes)
    return indexes
  }

  #vantageIndexes(each: PlacedPart): readonly number[] {
    const known = this.#vantagesOfPart.get(each.part)
    if (known !== undefined) return known
    const indexes = each.part.vantages.map(
      (vantage) => this.#vantageIndex.get(this.#vantageKey(each.capture, vantage))!,
    )
    this.#vantagesOfPart.set(each.part, indexes)
    return indexes
  }

  #frame(each: PlacedPart, vantage: number, sighting: Sighting): Seen {
    const { capture, starts, bases } = each
    let range = 0
    while (range + 1 < starts.length && starts[range + 1]! <= sighting.offset) range++
    return {
      capture,
      vantage: this.#vantageIndexes(each)[vantage]!,
      frame: bases[range]! + sighting.index + 1,
      time: sighting.time,
    }
  }

  /** Of a table whose settled rows are `kept`. */
  #limit(name: TableName, kept: readonly { readonly count: number }[]): Limit {
    const tables = this.#parts.map(({ part }) => part[name])
    let sightings = 0
    for (const { count } of kept) sightings += count
    return {
      cap: Math.max(0, ...tables.map((table) => table.cap)),
      leftOut: sum(tables.map((table) => table.sightings)) - sightings,
    }
  }
}

interface VantageDraft {
  readonly name: VantageName
  readonly vantage: VantageObservation
  frames: number
  readonly receivedFrom: Set<string>
  readonly drops: Map<string, number>
  readonly spans: Map<number, Span>
  readonly timeless: Set<number>
}

function newDraft(name: VantageName, vantage: VantageObservation): VantageDraft {
  return { name, vantage, frames: 0, receivedFrom: new Set(), drops: new Map(), spans: new Map(), timeless: new Set() }
}

function widen(spans: Map<number, Span>, capture: number, from: Time, to: Time, whole: boolean): void {
  const known = spans.get(capture)
  spans.set(capture, {
    capture,
    from: known && compareTimes(known.from, from) < 0 ? known.from : from,
    to: known && compareTimes(known.to, to) > 0 ? known.to : to,
    whole: whole && (known?.whole ?? true),
  })
}

function vantageOf({ name, vantage, frames, receivedFrom, drops, spans, timeless }: VantageDraft): Vantage {
  const sorted = [...spans.values()].sort((a, b) => compareTimes(a.from, b.from) || a.capture - b.capture)
  const untimed = [...timeless].filter((capture) => !spans.has(capture)).sort((a, b) => a - b)
  return {
    node: name.node,
    name: name.name,
    captures: [...sorted.map((span) => span.capture), ...untimed],
    section: vantage.section,
    interface: vantage.interface,
    ifindex: vantage.ifindex,
    receivedFrom: [...receivedFrom].sort().slice(0, 2),
    linkType: vantage.linkType,
    snaplen: vantage.snaplen,
    frames,
    drops: drops.size === 0 ? null : sum([...drops.values()]),
    spans: sorted,
  }
}

/** Parts of one capture that overlap none before them; whoever covers more from the same start comes first. */
function disjoint(parts: readonly Part[]): readonly Part[] {
  const sorted = [...parts].sort((a, b) => startOf(a) - startOf(b) || covered(b) - covered(a))
  const kept: Part[] = []
  for (const part of sorted) if (!kept.some((other) => overlap(part, other))) kept.push(part)
  return kept
}

function startOf({ ranges }: Part): number {
  return ranges[0]?.[0] ?? 0
}

function covered({ ranges }: Part): number {
  return sum(ranges.map(([start, end]) => end - start))
}

function overlap(a: Part, b: Part): boolean {
  return a.ranges.some(([from, to]) => b.ranges.some(([start, end]) => from < end && start < to))
}

function placed(parts: readonly Part[], capture: number): readonly PlacedPart[] {
  const ranges = parts.flatMap((part) => part.ranges).sort((a, b) => a[0] - b[0])
  const bases = new Map<number, number>()
  let before = 0
  for (const [start, , records] of ranges) {
    bases.set(start, before)
    before += records
  }
  return parts.map((part) => ({
    part,
    capture,
    starts: part.ranges.map(([start]) => start),
    bases: part.ranges.map(([start]) => bases.get(start)!),
  }))
}

function segmentKey({ kind, id, inner }: Segment): string {
  return `${kind} ${id === null ? '-' : String(id).padStart(10, '0')} ${inner.join('.')}`
}

function number<Item>(items: ReadonlyMap<string, Item>, into: Map<string, number>): void {
  for (const key of [...items.keys()].sort(compareText)) into.set(key, into.size)
}

interface Joinable {
  readonly vantage: number
  readonly segment: number
  readonly first: Seen
  readonly last: Seen
  readonly count: number
}

/** Rows, those of one identity made one. */
class Joining<Row extends Joinable> {
  readonly #both: (a: Row, b: Row) => Row
  readonly #alone: Row[] = []
  readonly #shared = new Map<string, Row>()

  constructor(both: (a: Row, b: Row) => Row) {
    this.#both = both
  }

  add(row: Row, shared: ReadonlySet<number>): void {
    if (!shared.has(row.vantage)) {
      this.#alone.push(row)
      return
    }
    const key = identityOf(row)
    const known = this.#shared.get(key)
    this.#shared.set(key, known === undefined ? row : this.#both(known, row))
  }

  /** By first sighting, then segment (a tunnel's frame is seen twice), then identity. */
  sorted(): Row[] {
    return [...this.#alone, ...this.#shared.values()].sort(
      (a, b) => compareSeen(a.first, b.first) || a.segment - b.segment || compareText(identityOf(a), identityOf(b)),
    )
  }
}

function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

/**
 * Parts of the frames that fragments made, as if they had been captured in place of those that completed them: their frame
 * numbers are these frames'.
 */
function partsOfWhole(
  frames: readonly WholeFrame[],
  vxlanPorts: readonly number[],
  idOf: (capture: number) => string,
): readonly PlacedPart[] {
  const captures = new Set(frames.map(({ piece }) => piece.seen.capture))
  return [...captures].map((capture) => {
    const whole = frames
      .filter(({ piece }) => piece.seen.capture === capture)
      .sort((a, b) => a.piece.offset - b.piece.offset)
    return {
      part: partOfFrames(whole, vxlanPorts, idOf(capture)),
      capture,
      starts: whole.map(({ piece }) => piece.offset),
      bases: whole.map(({ piece }, index) => piece.seen.frame - 1 - index),
    }
  })
}

/** What a row says, as text, without how often and when it was seen. */
function identityOf(row: Joinable): string {
  const { vantage, first: _first, last: _last, count: _count, ...rest } = row
  return JSON.stringify([vantage, { ...rest, seen: undefined }])
}

/** By time (those without one last), then capture, then frame: the order in which evidence is chosen. */
export function compareSeen(a: Seen, b: Seen): number {
  if (a.time !== null && b.time !== null) {
    return compareTimes(a.time, b.time) || a.capture - b.capture || a.frame - b.frame
  }
  return Number(a.time === null) - Number(b.time === null) || a.capture - b.capture || a.frame - b.frame
}

/** As `compareSeen`, but those without a time first, so that the greatest has one if any has. */
function compareLast(a: Seen, b: Seen): number {
  return a.time !== null && b.time !== null
    ? compareSeen(a, b)
    : Number(a.time !== null) - Number(b.time !== null) || compareSeen(a, b)
}

function sum(numbers: readonly number[]): number {
  let total = 0
  for (const each of numbers) total += each
  return total
}

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total = new Map<string, number>()
  for (const record of records) {
    for (const [name, count] of Object.entries(record)) total.set(name, (total.get(name) ?? 0) + count)
  }
  return sortedRecord(total)
}
