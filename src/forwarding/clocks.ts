import { compareText } from '../observe/compare-text.ts'
import { type ClockLine, compareClocks } from './clock-pair.ts'
import type { Epoch } from './moment.ts'
import { contentsShared, framesByNode, type NodeFrames, sharedFrames } from './shared-frames.ts'
import type { Situation } from './situation.ts'

/** How a node's clock runs beside the reference clock of its group. */
export interface NodeClock {
  readonly node: string
  /** Nodes whose clocks were compared, directly or through others, have one group; its first node's clock is the reference. */
  readonly group: number
  /** What it shows more than the reference does, when the captures begin. */
  readonly offsetNs: number
  /** Nanoseconds it gains in one nanosecond of the reference. */
  readonly slope: number
  /** How exactly that is known; 0 for the reference. */
  readonly spreadNs: number
  /** Frames it was told by; 0 for the reference. */
  readonly frames: number
}

/** The clocks of nodes. All captures of a node share one; between nodes frames that both saw tell, or nothing does. */
export class Clocks {
  readonly all: readonly NodeClock[]
  readonly #byNode: ReadonlyMap<string, NodeClock>

  constructor(all: readonly NodeClock[]) {
    this.all = all
    this.#byNode = new Map(all.map((clock) => [clock.node, clock]))
  }

  of(node: string): NodeClock {
    return this.#byNode.get(node)!
  }

  toReference(node: string, ns: number): number {
    const { offsetNs, slope } = this.of(node)
    return (ns - offsetNs) / (1 + slope)
  }

  fromReference(node: string, ns: number): number {
    const { offsetNs, slope } = this.of(node)
    return ns + offsetNs + slope * ns
  }
}

/** Compares the clocks of all nodes that saw the same frames, beginning with those that share most. */
export function readClocks(situation: Situation, epoch: Epoch): Clocks {
  const nodes = [...new Set(situation.settled.vantages.map(({ node }) => node))].sort(compareText)
  const frames = nodes.length > 1 ? framesByNode(situation, epoch) : new Map<string, NodeFrames>()
  const known: NodeClock[] = []
  let left = nodes
  for (let group = 0; left.length > 0; group++) {
    const members: NodeClock[] = [referenceClock(left[0]!, group)]
    left = left.slice(1)
    for (let next = 0; next < members.length; next++) {
      const member = members[next]!
      for (const node of left) {
        const line = compareNodes(frames.get(member.node), frames.get(node))
        if (line !== null) members.push(beyond(member, node, line))
      }
      left = left.filter((node) => !members.some((clock) => clock.node === node))
    }
    known.push(...members)
  }
  return new Clocks(known.sort((a, b) => compareText(a.node, b.node)))
}

function referenceClock(node: string, group: number): NodeClock {
  return { node, group, offsetNs: 0, slope: 0, spreadNs: 0, frames: 0 }
}

function compareNodes(a: NodeFrames | undefined, b: NodeFrames | undefined): ClockLine | null {
  if (a === undefined || b === undefined || contentsShared(a, b) === 0) return null
  return compareClocks(sharedFrames(a, b))
}

/** The clock of a node that was compared with one already known. */
function beyond(known: NodeClock, node: string, line: ClockLine): NodeClock {
  const slope = (1 + known.slope) * (1 + line.slope) - 1
  return {
    node,
    group: known.group,
    offsetNs: (1 + line.slope) * known.offsetNs + line.offsetNs,
    slope,
    spreadNs: known.spreadNs + line.spreadNs,
    frames: line.frames,
  }
}
