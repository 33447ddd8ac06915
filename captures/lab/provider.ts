import { networkNamed } from './cloud.ts'
import { sleep } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import type { Plan } from './plan.ts'
import type { Traffic } from './traffic.ts'
import { legName } from './upstream.ts'

/** A provider network with an upstream router, two VMs on one node and one on another: for what becomes of RAs. */
export const providerPlan: Plan = {
  projects: ['red'],
  nodes: ['compute1', 'compute2'],
  networks: [
    {
      name: 'provider',
      project: 'admin',
      type: 'vlan',
      shared: true,
      upstream: true,
      subnets: [{ version: 6, addressMode: 'slaac', dhcp: false }],
    },
  ],
  routers: [],
  guests: [
    { name: 'edge1', project: 'red', node: 'compute1', networks: ['provider'] },
    { name: 'edge2', project: 'red', node: 'compute1', networks: ['provider'] },
    { name: 'edge3', project: 'red', node: 'compute2', networks: ['provider'] },
  ],
}

export interface Listening {
  readonly seconds: number
  /** VMs without an address, whom nobody can call. */
  readonly mute?: readonly string[]
  /** Of the VMs there from the start; all but the late ones if not said. */
  readonly guests?: readonly string[]
}

/**
 * The ports of the provider network are kept heard for a while: the upstream router calls each VM by its global address,
 * and each VM keeps calling the upstream router by its link-local one. No VM tries another, none the outside. It ends in
 * the gap between two advertisements, so that no port's capture ends at one.
 */
export async function listen(
  traffic: Traffic,
  lab: Lab,
  { seconds, mute = [], ...listening }: Listening,
): Promise<void> {
  const present = lab.cloud.guests.filter(({ late }) => !late).map(({ name }) => name)
  const guests = listening.guests ?? present
  for (const name of guests) {
    if (!mute.includes(name) && !(await traffic.callFromUpstream(name))) throw new Error(`${name} does not answer`)
  }
  const enough = sleep(seconds).then(() => betweenAdvertisements(lab))
  await Promise.all(guests.map((name) => traffic.murmur(name, enough)))
}

async function betweenAdvertisements({ host, cloud }: Lab): Promise<void> {
  if (cloud.upstream.unicastOnly) return
  const leg = legName(networkNamed(cloud, 'provider'))
  // Not promiscuous: radvd advertises anew when its interface changes in any way.
  const args = ['-n', '-p', '--immediate-mode', '-c', '1', '-i', leg, 'icmp6 and ip6[40] == 134']
  await host.attempt(namespaceOf.upstream, 'tcpdump', args)
  // The next one comes after 3 s at the earliest; ports are heard every 0.7 s.
  await sleep(2)
}
