import type { Segment, VantageObservation } from './observation.ts'
import { placeOf, segmentOf } from './row-key.ts'
import type { ScannedVantage } from './tally.ts'
import type { Time } from './time.ts'

/** Numbers vantages and segments in the order of what they are, not of their coming. */
export class Places {
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
    receivedFrom: [...scanned.receivedFrom].sort((a, b) => a - b).map(macTextOf),
    name: description.name,
    linkType: description.linkType,
    snaplen: description.snaplen,
    frames: scanned.frames,
    first: timeOf(scanned.firstSecond, scanned.firstNanosecond),
    last: timeOf(scanned.lastSecond, scanned.lastNanosecond),
  }
}

function macTextOf(mac: number): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?!$)/g, '$&:')
}

function compareVantages(a: VantageObservation, b: VantageObservation): number {
  return a.section - b.section || a.interface - b.interface || (a.ifindex ?? -1) - (b.ifindex ?? -1)
}

function timeOf(second: number, nanosecond: number): Time | null {
  return nanosecond < 0 ? null : [second, nanosecond]
}
