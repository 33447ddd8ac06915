import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeClock } from './clock.ts'
import { type ForwardingTruth, forwardingTruth } from './forwarding.ts'
import type { Recorded } from './recorded.ts'
import type { Scenario } from './scenario.ts'

export type VerdictId =
  | 'multi-tenant'
  | 'vm-to-vm'
  | 'provider-l2'
  | 'routed-external.attachments'
  | 'routed-external.multi-agent'
  | 'dual-stack.single-interface'
  | 'dual-stack.two-interfaces'

export type Answer = 'yes' | 'no' | 'partial' | 'unobserved'

/** What is so about one requirement, judged by a person who knows what was done to the cloud. */
export interface Truth {
  readonly withInventory: Answer
  readonly without: Answer
  /** Why, in one sentence. */
  readonly because: string
  /** What the recordings hold that makes it so: counts, addresses, interfaces. */
  readonly facts?: readonly string[]
  /** Regular expressions, each of which some note of the requirement must match, in any case, when the inventory is known. */
  readonly notes?: readonly string[]
}

export type Truths = Readonly<Record<VerdictId, Truth>>

const unseen = (because: string): Truth => ({ withInventory: 'unobserved', without: 'unobserved', because })

/** A cloud in which nobody does anything that a requirement asks for; scenarios replace the rows they are about. */
export const NOTHING_TRIED: Truths = {
  'multi-tenant': unseen('fewer than two projects have a tenant network with IPv6'),
  'vm-to-vm': unseen('no IPv6-only VM tries to reach another'),
  'provider-l2': unseen('there is no provider network with an upstream router and VMs'),
  'routed-external.attachments': unseen('no VM sends anything to an external address'),
  'routed-external.multi-agent': unseen('there are no two gateway ports'),
  'dual-stack.single-interface': unseen('no NIC has anything to do with both families'),
  'dual-stack.two-interfaces': unseen('no VM has two NICs'),
}

/** As `truth.json` holds it. */
export interface TruthFile {
  readonly schema: 'v6gap/truth@1'
  readonly scenario: string
  readonly seed: number
  readonly summary: string
  /** What to analyze, relative to the folder. */
  readonly captures: readonly string[]
  readonly inventory: string
  readonly verdicts: Truths
  readonly forwarding?: readonly ForwardingTruth[]
  readonly clocks?: readonly NodeClock[]
}

/** Writes what is true of a recording beside it. */
export function writeTruth(scenario: Scenario, recorded: Recorded, folder: string): TruthFile {
  const { truth, name, summary, analyzed = ['.'], forwarding } = scenario
  const { clocks } = recorded
  const file: TruthFile = {
    schema: 'v6gap/truth@1',
    scenario: name,
    seed: recorded.cloud.seed.value,
    summary,
    captures: analyzed,
    inventory: INVENTORY_FILE,
    verdicts: typeof truth === 'function' ? truth(recorded) : truth,
    ...(forwarding === undefined ? {} : { forwarding: forwardingTruth(recorded, forwarding) }),
    ...(clocks.length > 0 ? { clocks } : {}),
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, TRUTH_FILE), `${JSON.stringify(file, null, 2)}\n`)
  return file
}

export const TRUTH_FILE = 'truth.json'
export const INVENTORY_FILE = 'neutron.json'
