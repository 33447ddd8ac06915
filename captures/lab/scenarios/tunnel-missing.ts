import { guestNamed, nodeNamed } from '../cloud.ts'
import { tunnelPort } from '../flows.ts'
import { evident } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** The mesh lacks a tunnel: multicast of one compute node never gets to the other, so not even resolution works. */
export const scenario: Scenario = {
  name: 'tunnel-missing',
  summary: 'VMs on two nodes cannot resolve each other; each reaches the router',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'compute2', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute2', 'red-web')],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, switches }) => {
        const port = tunnelPort('vxlan', nodeNamed(cloud, 'compute1'))
        switches.get('compute2')!.addFlow('br-tun', `table=0,priority=20,in_port=${port},actions=drop`)
      },
    },
  ],
  traffic: async (traffic) => {
    await unanswered('web1 pings web2', traffic.pings('web1', traffic.address('web2', 6), 12))
    await answered('web1 pings the router', traffic.ping('web1', traffic.gateway('web1', 6)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const { address } = guestNamed(cloud, 'web2').ports[0]!.fixedIps[0]!
    const asked = `icmpv6.nd.ns.target_address == ${address} && !(ipv6.src == ::)`

    return {
      ...NOTHING_TRIED,
      'vm-to-vm': evident('no', 'web1 asks for the MAC of web2 again and again; compute2 drops what compute1 sends', {
        facts: [
          `${recorded.count(recorded.tap('web1'), asked)} NSs for ${address} (web2) at ${recorded.tap('web1')}, ${recorded.count(recorded.tap('web2'), asked)} at ${recorded.tap('web2')}`,
        ],
        notes: ['switched', 'web1', address],
      }),
    }
  },
}
