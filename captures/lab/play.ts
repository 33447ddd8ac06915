import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCloud, type Cloud } from './cloud.ts'
import { bringUpDhcp, buildDhcpNamespace, startDnsmasq } from './dhcp.ts'
import { bootGuest, buildGuest, guestIsReady } from './guests.ts'
import { type Host, sleep } from './host.ts'
import { neutronAnswers } from './inventory.ts'
import type { Lab } from './lab.ts'
import { startNodes } from './nodes.ts'
import type { Cadence } from './radvd.ts'
import { everywhere, Recorder } from './record.ts'
import { bringUpRouter, buildRouterNamespace, startRadvd } from './routers.ts'
import type { Fault, Scenario } from './scenario.ts'
import { Traffic } from './traffic.ts'
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

/** Builds the cloud, captures it from before its VMs boot, and lets the scenario talk. */
export async function play(scenario: Scenario, host: Host, options: PlayOptions): Promise<void> {
  const { seed, output, say } = options
  const cadence = options.cadence ?? scenario.cadence ?? SHORT_CADENCE
  const cloud = buildCloud(scenario.plan, seed)
  say(`${scenario.name}, seed ${seed}: ${cloud.nodes.length} nodes`)
  const lab: Lab = { cloud, host, switches: await startNodes(cloud, host) }
  build(lab)

  const recordings = scenario.recordings?.(cloud) ?? everywhere(cloud)
  bringUpUpstream(lab)
  for (const router of cloud.routers) bringUpRouter(lab, router)
  for (const port of dhcpPorts(cloud)) bringUpDhcp(lab, port)
  say(`${recordings.length} captures`)
  const recorder = await Recorder.start(lab, recordings)
  await apply(scenario.faults, 'before-boot', lab)
  await startServices(lab, cadence)

  const guests = cloud.guests.filter(({ paperOnly }) => !paperOnly)
  say(`${guests.length} VMs boot`)
  for (const guest of guests) await bootGuest(lab, guest)
  for (const guest of guests) if (!scenario.incomplete?.includes(guest.name)) await guestIsReady(lab, guest)

  await apply(scenario.faults, 'before-traffic', lab)
  say('traffic')
  await scenario.traffic(new Traffic(lab), lab)
  await sleep(QUIET_END_S)
  await recorder.stop(output)
  writeAnswers(cloud, output)
  say(`recorded to ${output}`)
}

function build(lab: Lab): void {
  const { cloud } = lab
  buildUpstream(lab)
  for (const router of cloud.routers) buildRouterNamespace(lab, router)
  for (const port of dhcpPorts(cloud)) buildDhcpNamespace(lab, port)
  for (const guest of cloud.guests) if (!guest.paperOnly) buildGuest(lab, guest)
}

async function startServices(lab: Lab, cadence: Cadence): Promise<void> {
  await startUpstreamRadvd(lab, cadence)
  for (const port of dhcpPorts(lab.cloud)) startDnsmasq(lab, port)
  for (const router of lab.cloud.routers) await startRadvd(lab, router, cadence)
}

function dhcpPorts(cloud: Cloud) {
  return cloud.ports.filter(({ role, paperOnly }) => role === 'dhcp' && !paperOnly)
}

async function apply(faults: readonly Fault[] = [], when: Fault['when'], lab: Lab): Promise<void> {
  for (const fault of faults) if (fault.when === when) await fault.apply(lab)
}

function writeAnswers(cloud: Cloud, output: string): void {
  mkdirSync(output, { recursive: true })
  writeFileSync(join(output, 'neutron.json'), `${JSON.stringify(neutronAnswers(cloud), null, 2)}\n`)
}
