import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCloud } from './cloud.ts'
import { bootGuest, buildGuest, guestIsReady } from './guests.ts'
import { type Host, sleep } from './host.ts'
import { neutronAnswers } from './inventory.ts'
import type { Lab } from './lab.ts'
import { MECHANISMS } from './mechanism.ts'
import type { Cadence } from './radvd.ts'
import { readme } from './readme.ts'
import { everywhere, Recorder } from './record.ts'
import { Recorded } from './recorded.ts'
import type { Fault, Scenario } from './scenario.ts'
import { seedOf } from './scenarios.ts'
import { Traffic } from './traffic.ts'
import { INVENTORY_FILE, TRUTH_FILE, type TruthFile, writeTruth } from './truth.ts'
import { bringUpUpstream, buildUpstream, startUpstreamRadvd } from './upstream.ts'

export interface PlayOptions {
  readonly seed: number
  readonly output: string
  readonly cadence?: Cadence | undefined
  readonly say: (line: string) => void
}

/** Short, so that a recording takes a minute; Neutron's own is 30 to 100 s. */
const SHORT_CADENCE: Cadence = { min: 3, max: 5 }
// The analyzer counts a try only if the capture runs 3 s past it.
const QUIET_END_S = 7

/** Builds the cloud, captures it from before its VMs boot, lets the scenario talk, and writes what is true of it. */
export async function play(scenario: Scenario, host: Host, options: PlayOptions): Promise<void> {
  const { seed, output, say } = options
  const cadence = options.cadence ?? scenario.cadence ?? SHORT_CADENCE
  const cloud = buildCloud(scenario.plan, seed)
  say(`${scenario.name}, seed ${seed}: ${cloud.nodes.length} nodes`)
  const mechanism = MECHANISMS[cloud.mechanismDriver]
  const lab: Lab = { cloud, host, ...(await mechanism.start(cloud, host)), recorder: new Recorder(host) }
  buildUpstream(lab)
  mechanism.build(lab)
  for (const guest of cloud.guests) if (!guest.paperOnly && !guest.late) buildGuest(lab, guest)

  const recordings = scenario.recordings?.(cloud) ?? everywhere(cloud)
  bringUpUpstream(lab)
  await apply(scenario.faults, 'before-interfaces', lab)
  mechanism.bringUp(lab)
  say(`${recordings.length} captures`)
  await lab.recorder.start(recordings)
  await apply(scenario.faults, 'before-boot', lab)
  await startUpstreamRadvd(lab, cadence)
  await mechanism.startServices(lab, cadence)

  // Routers advertise as they start: not at the very moment at which ports begin to be heard.
  await sleep(1.5)
  const guests = cloud.guests.filter(({ paperOnly, late }) => !paperOnly && !late)
  say(`${guests.length} VMs boot`)
  for (const guest of guests) await bootGuest(lab, guest)
  for (const guest of guests) if (!scenario.incomplete?.includes(guest.name)) await guestIsReady(lab, guest)

  await apply(scenario.faults, 'before-traffic', lab)
  say('traffic')
  await Promise.all([scenario.traffic(new Traffic(lab), lab), apply(scenario.faults, 'during-traffic', lab)])
  await sleep(scenario.quietEndS ?? QUIET_END_S)
  const recorded = host.file('output')
  const clocks = await lab.recorder.stop(recorded, scenario.clocks ?? [])
  writeFileSync(join(recorded, INVENTORY_FILE), `${JSON.stringify(neutronAnswers(cloud), null, 2)}\n`)
  label(scenario, new Recorded(cloud, recorded, clocks), recorded)
  const { copies = [] } = scenario
  for (const copy of copies) {
    for (const { name } of cloud.nodes) copyFolder(join(recorded, name), join(recorded, copy, name))
  }
  replaceRecording(recorded, output, [...cloud.nodes.map(({ name }) => name), ...copies])
  say(`recorded to ${output}`)
}

/** Writes again what is true of a recording that is there: its labels changed, its captures did not. */
export function relabel(scenario: Scenario, folder: string): void {
  const { seed, clocks = [] } = formerTruth(folder)
  label(scenario, new Recorded(buildCloud(scenario.plan, seed ?? seedOf(scenario)), folder, clocks), folder)
}

function formerTruth(folder: string): Partial<TruthFile> {
  const path = join(folder, TRUTH_FILE)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function label(scenario: Scenario, recorded: Recorded, folder: string): void {
  const truth = writeTruth(scenario, recorded, folder)
  if (!scenario.ownReadme) writeFileSync(join(folder, 'README.md'), readme(scenario, recorded.cloud, truth))
}

/** A recording of the same scenario that is there goes; what else lies in the folder stays. */
function replaceRecording(from: string, output: string, folders: readonly string[]): void {
  if (existsSync(join(output, INVENTORY_FILE))) {
    for (const name of folders) rmSync(join(output, name), { recursive: true, force: true })
  }
  copyFolder(from, output)
}

function copyFolder(from: string, to: string): void {
  // A node that nobody captured left no folder.
  if (existsSync(from)) cpSync(from, to, { recursive: true })
}

async function apply(faults: readonly Fault[] = [], when: Fault['when'], lab: Lab): Promise<void> {
  const due = faults.filter((fault) => fault.when === when)
  if (when === 'during-traffic') await Promise.all(due.map((fault) => fault.apply(lab)))
  else for (const fault of due) await fault.apply(lab)
}
