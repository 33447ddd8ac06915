import type { VantageName } from '../capture/vantage-name.ts'
import { compareText } from './compare-text.ts'
import type { Part, VantageObservation } from './observation.ts'
import type { PlacedPart } from './placed-parts.ts'
import type { NamedCapture } from './settle.ts'
import type { Span, Vantage } from './settled.ts'
import { compareTimes, type Time } from './time.ts'

interface VantageDraft {
  readonly name: VantageName
  readonly vantage: VantageObservation
  frames: number
  readonly receivedFrom: Set<string>
  readonly drops: Map<string, number>
  readonly spans: Map<number, Span>
  readonly timeless: Set<number>
}

/** The interfaces of nodes on which parts were recorded. Rotated files of one interface have one vantage. */
export class SettledVantages {
  readonly #captures: readonly NamedCapture[]
  readonly #interfaceIndexes = new Map<number, ReadonlyMap<string, number>>()
  readonly #drafts = new Map<string, VantageDraft>()
  readonly #places: ReadonlyMap<string, number>

  constructor(captures: readonly NamedCapture[], parts: readonly PlacedPart[]) {
    this.#captures = captures
    for (const { part, capture } of parts) for (const vantage of part.vantages) this.#gather(capture, vantage)
    this.#places = new Map([...this.#drafts.keys()].sort(compareText).map((key, index) => [key, index]))
  }

  /** In the order of their indexes. */
  all(): readonly Vantage[] {
    return [...this.#places.keys()].map((key) => vantageOf(this.#drafts.get(key)!))
  }

  /** Where each vantage of a part stands among all. */
  placesOf(part: Part, capture: number): readonly number[] {
    return part.vantages.map((vantage) => this.#places.get(this.#key(capture, vantage))!)
  }

  #gather(capture: number, vantage: VantageObservation): void {
    const { summary } = this.#captures[capture]!
    const key = this.#key(capture, vantage)
    const recorded = summary.interfaces[this.#interfaceIndex(capture, vantage)]
    const draft = this.#drafts.get(key) ?? newDraft(this.#name(capture, vantage), vantage)
    this.#drafts.set(key, draft)
    draft.frames += vantage.frames
    for (const mac of vantage.receivedFrom) draft.receivedFrom.add(mac)
    if (recorded?.drops != null) draft.drops.set(`${capture} ${recorded.section} ${recorded.interface}`, recorded.drops)
    const whole = summary.complete && !recorded?.drops
    if (vantage.first && vantage.last) widen(draft.spans, capture, vantage.first, vantage.last, whole)
    else if (!draft.spans.has(capture)) draft.timeless.add(capture)
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
  #key(capture: number, vantage: VantageObservation): string {
    const { node, namespace, name } = this.#name(capture, vantage)
    return JSON.stringify([node, name, namespace, vantage.linkType])
  }
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
    drops: drops.size === 0 ? null : [...drops.values()].reduce((sum, count) => sum + count),
    spans: sorted,
  }
}
