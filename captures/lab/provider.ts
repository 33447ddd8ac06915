import { type Cloud, guestNamed, networkNamed } from './cloud.ts'
import { plugIn } from './faults.ts'
import { deliveryFacts, forwardingTruth } from './forwarding.ts'
import { sleep } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import type { GuestPlan, Plan } from './plan.ts'
import type { Recorded } from './recorded.ts'
import type { Traffic } from './traffic.ts'
import { type Answer, NOTHING_TRIED, type Truths } from './truth.ts'
import { legName } from './upstream.ts'

const NETWORK = 'provider'

/** A provider network with an upstream router, two VMs on one node and one on another: for what becomes of RAs. */
export const providerPlan: Plan = {
  projects: ['red'],
  nodes: ['compute1', 'compute2'],
  networks: [
    {
      name: NETWORK,
      project: 'admin',
      type: 'vlan',
      shared: true,
      upstream: true,
      subnets: [{ version: 6, addressMode: 'slaac', dhcp: false }],
    },
  ],
  routers: [],
  guests: [edge('edge1', 'compute1'), edge('edge2', 'compute1'), edge('edge3', 'compute2')],
}

function edge(name: string, node: string): GuestPlan {
  return { name, project: 'red', node, networks: [NETWORK] }
}

export interface Listening {
  readonly seconds: number
  /** VMs without an address, whom nobody can call. */
  readonly mute?: readonly string[]
  /** Plugged in after so many seconds, of the VMs that are `late`. */
  readonly lateAfterS?: number
}

/**
 * The ports of the provider network are kept heard for a while: the upstream router calls each VM by its global address,
 * and each VM keeps calling the upstream router by its link-local one. No VM tries another, none the outside. It ends in
 * the gap between two advertisements, so that no port's capture ends at one.
 */
export async function listen(traffic: Traffic, lab: Lab, listening: Listening): Promise<void> {
  const { seconds, mute = [], lateAfterS = 0 } = listening
  const enough = sleep(seconds).then(() => betweenAdvertisements(lab))
  const stay = async (name: string) => {
    if (!mute.includes(name) && !(await traffic.callFromUpstream(name))) throw new Error(`${name} does not answer`)
    await traffic.murmur(name, enough)
  }
  const { guests } = lab.cloud
  await Promise.all(
    guests.map(async ({ name, late }) => {
      if (late) {
        await sleep(lateAfterS)
        await plugIn(lab, name)
      }
      await stay(name)
    }),
  )
}

async function betweenAdvertisements({ host, cloud }: Lab): Promise<void> {
  if (cloud.upstream.unicastOnly) return
  const leg = legName(networkNamed(cloud, NETWORK))
  // Not promiscuous: radvd advertises anew when its interface changes in any way.
  const args = ['-n', '-p', '--immediate-mode', '-c', '1', '-i', leg, 'icmp6 and ip6[40] == 134']
  await host.attempt(namespaceOf.upstream, 'tcpdump', args)
  // The next one comes after 3 s at the earliest; ports are heard every 0.7 s.
  await sleep(2)
}

export interface ProviderTruth {
  readonly withInventory: Answer
  readonly without: Answer
  readonly because: string
  /** VMs whose ports the notes must name, with the router, and how many advertisements they lost or got. */
  readonly failing?: readonly string[]
  readonly notes?: readonly string[]
}

/** Of a cloud in which only the provider network is of interest, and on it only what became of advertisements. */
export function providerTruth({ failing = [], notes = [], ...truth }: ProviderTruth): (recorded: Recorded) => Truths {
  return (recorded) => ({
    ...NOTHING_TRIED,
    'provider-l2': {
      ...truth,
      facts: deliveryFacts(recorded, NETWORK),
      notes: [...failing.flatMap((name) => namesOf(recorded, name)), ...notes],
    },
  })
}

function namesOf(recorded: Recorded, guest: string): string[] {
  const port = portOf(recorded.cloud, guest)
  const one = forwardingTruth(recorded, [NETWORK]).find(({ portId }) => portId === port.id)
  const lost = one === undefined || one.lost === 0 ? [] : [`\\b(${one.lost}|${one.delivered || 'none'})\\b`]
  return [port.interfaceName, recorded.cloud.upstream.linkLocal, ...lost]
}

function portOf(cloud: Cloud, guest: string) {
  return guestNamed(cloud, guest).ports[0]!
}

/** VMs solicit so many times each, one after the other, and are answered. */
export async function solicitInTurn(traffic: Traffic, times: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, count] of Object.entries(times)) {
    for (let time = 0; time < count; time++) {
      await sleep(1)
      if (!(await traffic.solicit(name))) throw new Error(`nobody answers the solicitation of ${name}`)
    }
  }
}
