import { type Format, recordWriter } from './capture-writer.ts'
import { type Cloud, type Encapsulation, makeCloud } from './cloud.ts'
import { ControlMessages, type Kind } from './control-messages.ts'
import { DataFrames, LARGEST_FRAME } from './data-frames.ts'
import { closeOuter, putEthernet, putOuter } from './encapsulation.ts'
import { checksumOf, put16, sumWords } from './put.ts'
import { Random } from './random.ts'

/**
 * tenant: tenants' TCP and UDP of all sizes with one control message in 500 frames, as on a compute node. bulk: full frames. small: 64
 * to 90 octets. control: nothing but control messages, each of them new.
 */
export const PROFILES = ['tenant', 'control', 'bulk', 'small'] as const
export type Profile = (typeof PROFILES)[number]

export interface Plan {
  readonly profile: Profile
  readonly format: Format
  readonly seed: number
  /** The capture ends with the first record past this length. */
  readonly octets: number
}

/** What the capture holds, counted as it was written. */
export interface Truth extends Plan {
  readonly frames: number
  /** By kind; relayed messages count as what they relay. */
  readonly messages: Readonly<Record<string, number>>
  /** Of these, inside VXLAN, GRE or Geneve. */
  readonly tunnelled: number
  readonly relayed: number
}

const CONTROL_EVERY = 500
const CHUNK = 1 << 22
const LARGEST_RECORD = 4096
const FIRST_SECOND = 1_700_000_000
const ICMPV6 = 58
const UDP = 17

/** Of a hundred control messages; the kind, and whether it is relayed. */
const MIX: readonly (readonly [share: number, kind: Kind, relayed: boolean])[] = [
  [30, 'router-advertisement', false],
  [8, 'router-solicitation', false],
  [10, 'neighbor-solicitation', false],
  [10, 'neighbor-advertisement', false],
  [9, 'solicit', false],
  [9, 'advertise', false],
  [9, 'request', false],
  [9, 'reply', false],
  [2, 'solicit', true],
  [1, 'request', true],
  [1, 'advertise', true],
  [2, 'reply', true],
]

/** Writes a capture in chunks; the same plan gives the same octets. A chunk is only valid until `write` returns. */
export function generate(plan: Plan, write: (chunk: Uint8Array) => void): Truth {
  const random = new Random(plan.seed)
  const cloud = makeCloud(random, { onlyPlain: plan.profile === 'small' })
  const data = new DataFrames(random, cloud)
  const control = new ControlFrames(random, cloud, plan.profile === 'control')
  const writer = recordWriter(plan.format)
  const chunk = new Uint8Array(CHUNK + LARGEST_RECORD)
  let at = writer.header(chunk, 0)
  let written = 0
  let frames = 0
  let [second, nanosecond] = [FIRST_SECOND, 0]
  while (written + at < plan.octets) {
    const frameAt = at + writer.frameOffset
    const isControl = plan.profile === 'control' || random.below(CONTROL_EVERY) === 0
    const end = isControl ? control.put(chunk, frameAt) : data.put(chunk, frameAt, frameLength(random, plan.profile))
    nanosecond += 500 + random.below(6000)
    if (nanosecond >= 1e9) [second, nanosecond] = [second + 1, nanosecond - 1e9]
    at = writer.record(chunk, at, end, second, nanosecond, random.next())
    frames++
    if (at < CHUNK) continue
    write(chunk.subarray(0, at))
    written += at
    at = 0
  }
  write(chunk.subarray(0, at))
  const { messages, tunnelled, relayed } = control
  return { ...plan, octets: written + at, frames, messages, tunnelled, relayed }
}

function frameLength(random: Random, profile: Profile): number {
  if (profile === 'bulk') return LARGEST_FRAME
  if (profile === 'small') return 64 + random.below(27)
  const draw = random.below(12)
  if (draw < 7) return 60 + random.below(30)
  return draw < 11 ? 500 + random.below(140) : 1400 + random.below(115)
}

/** Frames around control messages, and their count. */
class ControlFrames {
  readonly messages: Record<string, number> = {}
  tunnelled = 0
  relayed = 0
  readonly #random: Random
  readonly #cloud: Cloud
  readonly #messages: ControlMessages
  readonly #body = new Uint8Array(LARGEST_RECORD)

  constructor(random: Random, cloud: Cloud, fresh: boolean) {
    this.#random = random
    this.#cloud = cloud
    this.#messages = new ControlMessages(random, fresh)
  }

  put(octets: Uint8Array, at: number): number {
    const [kind, relayed] = this.#draw()
    const network = this.#random.pick(this.#cloud.networks)
    const to = this.#random.pick(network.machines)
    const message = this.#messages.put(this.#body, 0, kind, network, relayed)
    const { source, ports, end } = message
    const innerAt = putOuter(octets, at, this.#cloud, network, source, to, 34_000 + this.#random.below(18_000))
    const ipAt = putEthernet(octets, innerAt, network, message.destinationMac, source.mac, 0x86dd)
    const upperAt = ipAt + 40
    const bodyAt = upperAt + (ports === null ? 0 : 8)
    const frameEnd = bodyAt + end
    octets.fill(0, ipAt, upperAt)
    octets[ipAt] = 0x60
    put16(octets, ipAt + 4, frameEnd - upperAt)
    octets[ipAt + 6] = ports === null ? ICMPV6 : UDP
    octets[ipAt + 7] = message.hopLimit
    octets.set(message.sourceAddress, ipAt + 8)
    octets.set(message.destination, ipAt + 24)
    octets.set(this.#body.subarray(0, end), bodyAt)
    if (ports !== null) {
      put16(octets, upperAt, ports[0])
      put16(octets, upperAt + 2, ports[1])
      put16(octets, upperAt + 4, frameEnd - upperAt)
    }
    const checksumAt = upperAt + (ports === null ? 2 : 6)
    put16(octets, checksumAt, 0)
    const pseudo = sumWords(octets, ipAt + 8, upperAt) + octets[ipAt + 6]! + (frameEnd - upperAt)
    put16(octets, checksumAt, checksumOf(pseudo + sumWords(octets, upperAt, frameEnd)) || 0xffff)
    closeOuter(octets, at, frameEnd, innerAt, this.#random.below(0x10000))
    this.#count(kind, relayed, network.encapsulation)
    return frameEnd
  }

  #draw(): readonly [Kind, boolean] {
    let left = this.#random.below(100)
    const [, kind, relayed] = MIX.find(([share]) => {
      left -= share
      return left < 0
    })!
    return [kind, relayed]
  }

  #count(kind: Kind, relayed: boolean, encapsulation: Encapsulation): void {
    this.messages[kind] = (this.messages[kind] ?? 0) + 1
    if (relayed) this.relayed++
    if (encapsulation === 'vxlan' || encapsulation === 'gre' || encapsulation === 'geneve') this.tunnelled++
  }
}
