import type { ClockPlan } from './clock.ts'
import type { Cloud } from './cloud.ts'
import type { Lab } from './lab.ts'
import type { Plan } from './plan.ts'
import type { Cadence } from './radvd.ts'
import type { Recording } from './record.ts'
import type { Recorded } from './recorded.ts'
import type { Traffic } from './traffic.ts'
import type { Truths } from './truth.ts'

/** A recording to be made, as data and a few steps. `play.ts` runs it. */
export interface Scenario {
  /** As its file, and the folder of its recording. */
  readonly name: string
  /** One sentence: what is so in this cloud. */
  readonly summary: string
  /** Of the recording in the repository; derived from the name if not said. */
  readonly seed?: number
  readonly plan: Plan
  readonly cadence?: Cadence
  /** What to capture; everything if not said. */
  readonly recordings?: (cloud: Cloud) => readonly Recording[]
  readonly faults?: readonly Fault[]
  /** VMs that are not expected to get the addresses Neutron gave them; the others are waited for. */
  readonly incomplete?: readonly string[]
  /** Throws when something that must work does not. */
  readonly traffic: (traffic: Traffic, lab: Lab) => Promise<void>
  /** Nodes whose clock is not the true one. */
  readonly clocks?: readonly ClockPlan[]
  /** Folders into which every capture is copied once more, as when someone collected a node's files twice. */
  readonly copies?: readonly string[]
  /** The paths to analyze, relative to the folder; all of it, `.`, if not said. */
  readonly analyzed?: readonly string[]
  /** What is true of this cloud, verdict by verdict; the classifier is held against it. */
  readonly truth: Truths | ((recorded: Recorded) => Truths)
  /** Networks on which each router's advertisements are counted, port by port. */
  readonly forwarding?: readonly string[]
  /** How long the captures go on after the traffic; long enough for a try to count if not said. */
  readonly quietEndS?: number
  /** Its README is written by hand, and left alone. */
  readonly ownReadme?: boolean
}

/**
 * Something that breaks, and when: before the interfaces of routers and DHCP come up, before the VMs boot, before they talk, or while they do. What is done during the traffic runs beside it and may take its time. */
export interface Fault {
  readonly when: 'before-interfaces' | 'before-boot' | 'before-traffic' | 'during-traffic'
  readonly apply: (lab: Lab) => Promise<void> | void
}
