import type { Cloud } from './cloud.ts'
import type { Lab } from './lab.ts'
import type { Plan } from './plan.ts'
import type { Cadence } from './radvd.ts'
import type { Recording } from './record.ts'
import type { Traffic } from './traffic.ts'

/** A recording to be made, as data and a few steps. `play.ts` runs it. */
export interface Scenario {
  readonly name: string
  /** One sentence: what is so in this cloud. */
  readonly summary: string
  readonly plan: Plan
  readonly cadence?: Cadence
  /** What to capture; everything if not said. */
  readonly recordings?: (cloud: Cloud) => readonly Recording[]
  readonly faults?: readonly Fault[]
  /** VMs that are not expected to get the addresses Neutron gave them; the others are waited for. */
  readonly incomplete?: readonly string[]
  /** Throws when something that must work does not. */
  readonly traffic: (traffic: Traffic, lab: Lab) => Promise<void>
  /** What is true of this cloud, verdict by verdict; the classifier is held against it. */
  readonly truth: Readonly<Record<VerdictId, Truth>>
}

/** Something that breaks, and when. */
export interface Fault {
  readonly when: 'before-boot' | 'before-traffic'
  readonly apply: (lab: Lab) => Promise<void> | void
}

export type VerdictId =
  | 'multi-tenant'
  | 'vm-to-vm'
  | 'provider-l2'
  | 'routed-external.attachments'
  | 'routed-external.multi-agent'
  | 'dual-stack.single-interface'
  | 'dual-stack.two-interfaces'

export interface Truth {
  readonly withInventory: Answer
  readonly without: Answer
  /** The facts that make it so. */
  readonly because: string
}

export type Answer = 'yes' | 'no' | 'partial' | 'unobserved'
