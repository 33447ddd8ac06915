import { readFrame, VXLAN_PORTS } from '../decode/frame.ts'
import { HeaderTrail } from '../decode/header-trail.ts'
import { readFragment, wholeLead, wireOf } from '../decode/ip/fragment.ts'
import { Reassembler } from '../decode/ip/reassembly.ts'
import { FRAGMENT, NOT_DECODED, TUNNEL_LIMIT } from '../decode/layers.ts'
import { carriesMessage } from '../decode/message.ts'
import { CAPS } from './caps.ts'
import type { Part, VantageObservation } from './observation.ts'
import { partOf } from './part.ts'
import { Scanner } from './scanner.ts'
import type { Seen } from './settled.ts'

/** A fragment as it was captured: its frame up to its own octets, and those. */
export interface FragmentPiece {
  /** Index of the vantage. */
  readonly vantage: number
  /** As its part describes it. */
  readonly described: VantageObservation
  /** Of its record in its capture. */
  readonly offset: number
  readonly lead: Uint8Array
  readonly octets: Uint8Array
  /** Octets after `lead` that were sent. */
  readonly length: number
  /** The first of its sightings. */
  readonly seen: Seen
  readonly count: number
}

/** A frame as it might have been captured, had the message in it not been fragmented. */
export interface WholeFrame {
  readonly octets: Uint8Array
  readonly originalLength: number
  /** The frame that completed it. */
  readonly piece: FragmentPiece
}

export interface Reassembled {
  readonly frames: readonly WholeFrame[]
  /** Sightings of the fragments that went into them. */
  readonly used: number
  /** Datagrams that may hold messages and did not become whole, by reason. */
  readonly lost: ReadonlyMap<string, number>
}

/** Puts together what holds messages; `pieces` in the order they were captured in, none twice. */
export function reassemble(pieces: readonly FragmentPiece[], vxlanPorts = VXLAN_PORTS): Reassembled {
  const reassembly = new Reassembly(vxlanPorts)
  for (const piece of pieces) reassembly.add(piece)
  return reassembly.finish()
}

class Reassembly {
  readonly #vxlanPorts: readonly number[]
  readonly #frames: WholeFrame[] = []
  readonly #lost = new Map<string, number>()
  readonly #reassembler: Reassembler<FragmentPiece>
  #used = 0

  constructor(vxlanPorts: readonly number[]) {
    this.#vxlanPorts = vxlanPorts
    this.#reassembler = new Reassembler<FragmentPiece>({
      wants: ({ head, octets, length, fragments: [first] }) => {
        const { trail } = this.#walk(head!, octets, length, first!.origin.described.linkType)
        const { carries } = trail
        return carries === NOT_DECODED || carries === FRAGMENT || carriesMessage(trail)
      },
      lost: ({ head }, reason) => {
        if (head !== null) this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + 1)
      },
    })
  }

  add(piece: FragmentPiece): void {
    const { lead, octets, length, described } = piece
    this.#fragment(this.#walk(lead, octets, length, described.linkType), piece, 0)
  }

  finish(): Reassembled {
    this.#reassembler.finish()
    return { frames: this.#frames, used: this.#used, lost: this.#lost }
  }

  #fragment({ frame, trail }: Walked, piece: FragmentPiece, depth: number): void {
    if (trail.carries !== FRAGMENT) return
    const fields = readFragment(frame, trail)
    const key = `${piece.vantage} ${wireOf(frame, trail)} ${fields.identity}`
    const [second, nanosecond] = piece.seen.time ?? [0, -1]
    const whole = this.#reassembler.add(
      { ...fields, head: wholeLead(frame, trail), key, origin: piece },
      second,
      nanosecond,
    )
    if (whole === undefined) return
    const walked = this.#walk(whole.head!, whole.octets, whole.length, piece.described.linkType)
    for (const { origin } of whole.fragments) this.#used += origin.count
    if (walked.trail.carries === FRAGMENT && depth < TUNNEL_LIMIT) {
      this.#fragment(walked, { ...piece, count: 0 }, depth + 1) // it is counted
    }
    if (!carriesMessage(walked.trail)) return
    this.#frames.push({ octets: walked.frame, originalLength: whole.head!.length + whole.length, piece })
  }

  #walk(lead: Uint8Array, octets: Uint8Array, length: number, linkType: number): Walked {
    const frame = new Uint8Array(lead.length + octets.length)
    frame.set(lead)
    frame.set(octets, lead.length)
    const trail = new HeaderTrail()
    readFrame(trail, frame, 0, frame.length, lead.length + length, linkType, this.#vxlanPorts)
    return { frame, trail }
  }
}

/** What the frames of one capture tell, scanned as any others, in the order of their offsets. They are no more frames than there were. */
export function partOfFrames(frames: readonly WholeFrame[], vxlanPorts: readonly number[], capture: string): Part {
  const scanner = new Scanner(CAPS, vxlanPorts, new Set())
  const interfaces = new Map<string, number>()
  for (const { octets, originalLength, piece } of frames) {
    const { section, interface: id, name, linkType, snaplen } = piece.described
    const key = `${section} ${id}`
    const iface = interfaces.get(key) ?? interfaces.size
    if (!interfaces.has(key))
      scanner.interface(iface, { section, interface: id, name, linkType, fcsOctets: 0, snaplen })
    interfaces.set(key, iface)
    const [second, nanosecond] = piece.seen.time ?? [0, -1]
    scanner.frame(octets, 0, octets.length, originalLength, second, nanosecond, piece.offset, iface)
  }
  const part = partOf(scanner.finish(), capture, [])
  return { ...part, coverage: { ...part.coverage, frames: 0 } }
}

interface Walked {
  readonly frame: Uint8Array
  readonly trail: HeaderTrail
}
