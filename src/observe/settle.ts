import type { CaptureSummary } from '../capture/frame.ts'
import type { VantageName } from '../capture/vantage-name.ts'
import { VXLAN_PORTS } from '../decode/frame.ts'
import { AddressTexts } from './address-texts.ts'
import { TABLE_NAMES, type TableName } from './caps.ts'
import { addTotals } from './checksum-counts.ts'
import { compareText } from './compare-text.ts'
import { fragmentPieces } from './fragment-pieces.ts'
import { KeyReader } from './key-reader.ts'

import type { Observation, Part, Table } from './observation.ts'
import { sortedRecord } from './part.ts'
import { PlacedPart, placeParts } from './placed-parts.ts'
import { partOfFrames, type Reassembled, reassemble, type WholeFrame } from './reassembled.ts'
import { ROW_NUMBERS } from './row-numbers.ts'
import { NOT_REASSEMBLED } from './scanner.ts'
import type { Limit, Settled, SettledCapture } from './settled.ts'
import { settledTables } from './settled-tables.ts'
import { SettledVantages } from './settled-vantages.ts'
import { SituatedPart } from './situated-part.ts'
import { NO_THRESHOLD } from './thresholds.ts'
import { compareTimes } from './time.ts'

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
  const owners = new Map<string, number>()
  for (const [index, { summary }] of captures.entries()) if (!owners.has(summary.id)) owners.set(summary.id, index)
  const scanned = [...owners].flatMap(([id, capture]) =>
    placeParts(
      observation.parts.filter((part) => part.capture === id),
      capture,
    ),
  )
  const vantages = new SettledVantages(captures, scanned)
  const texts = new AddressTexts()
  const reader = new KeyReader(texts)
  const fragments = fragmentPieces(situate(scanned, vantages), reader)
  const reassembled = reassemble(fragments, vxlanPorts)
  const placed = [...scanned, ...partsOfWhole(reassembled.frames, vxlanPorts, (index) => captures[index]!.summary.id)]
  const situated = situate(placed, vantages)
  const parts = placed.map(({ part }) => part)
  return {
    captures: captures.map((capture, index) => captureOf(capture, index, owners.get(capture.summary.id)!, placed)),
    vantages: vantages.all(),
    ...settledTables(situated, texts, reader),
    coverage: {
      frames: sum(parts.map(({ coverage }) => coverage.frames)),
      decoded: addUp(parts.map(({ coverage }) => coverage.decoded)),
      notDecoded: notDecodedIn(parts, reassembled),
      checksums: {
        icmpv6: addTotals(parts.map(({ coverage }) => coverage.checksums.icmpv6)),
        udp: addTotals(parts.map(({ coverage }) => coverage.checksums.udp)),
      },
    },
    limits: Object.fromEntries(TABLE_NAMES.map((name) => [name, limitOf(parts, name)])),
  }
}

/** Parts with their vantages among all. */
function situate(parts: readonly PlacedPart[], vantages: SettledVantages): readonly SituatedPart[] {
  const places = parts.map(({ part, capture }) => vantages.placesOf(part, capture))
  const once = new Set<number>()
  const shared = new Set(places.flat().filter((vantage) => once.size === once.add(vantage).size))
  return parts.map((part, index) => new SituatedPart(part, places[index]!, shared))
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
    return new PlacedPart(
      partOfFrames(whole, vxlanPorts, idOf(capture)),
      capture,
      whole.map(({ piece }) => piece.offset),
      whole.map(({ piece }, index) => piece.seen.frame - 1 - index),
    )
  })
}

function captureOf(
  { path, summary }: NamedCapture,
  index: number,
  owner: number,
  parts: readonly PlacedPart[],
): SettledCapture {
  const times = parts
    .filter(({ capture }) => capture === owner)
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

function notDecodedIn(parts: readonly Part[], { used, lost }: Reassembled): Record<string, number> {
  const { [NOT_REASSEMBLED]: fragments = 0, ...others } = addUp(parts.map(({ coverage }) => coverage.notDecoded))
  const left = fragments > used ? { [NOT_REASSEMBLED]: fragments - used } : {}
  const reasons = Object.fromEntries([...lost].map(([reason, count]) => [`fragmented message: ${reason}`, count]))
  return addUp([others, left, reasons])
}

function limitOf(parts: readonly Part[], name: TableName): Limit {
  return {
    cap: Math.max(0, ...parts.map((part) => part[name].cap)),
    leftOut: sum(parts.map((part) => leftOutOf(part[name]))),
  }
}

/** Sightings of rows that the cap left out. */
function leftOutOf({ threshold, sightings, rows, numbers }: Table): number {
  if (threshold === NO_THRESHOLD) return 0
  let kept = 0
  for (let row = 0; row < rows; row++) kept += numbers[row * ROW_NUMBERS]!
  return sightings - kept
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
