import { guestNamed, networkNamed } from '../cloud.ts'
import { sleep } from '../host.ts'
import { localnetName } from '../ovn-rows.ts'
import { ipv6 } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Somebody set the tag of blue's `localnet` port by hand, to the VLAN of red. */
export const scenario: Scenario = {
  name: 'ovn-wrong-tag',
  summary: 'the localnet port of blue’s VLAN network has the tag of red’s: two logical switches on one VLAN',
  plan: {
    mechanismDriver: 'ovn',
    projects: ['red', 'blue'],
    nodes: ['compute1', 'compute2'],
    networks: [
      { name: 'red-net', project: 'red', type: 'vlan', subnets: [ipv6('slaac')] },
      { name: 'blue-net', project: 'blue', type: 'vlan', subnets: [ipv6('slaac')] },
    ],
    routers: [
      { name: 'red-router', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'blue-router', project: 'blue', node: 'compute1', networks: ['blue-net'] },
    ],
    guests: [
      { name: 'red1', project: 'red', node: 'compute1', networks: ['red-net'] },
      { name: 'red2', project: 'red', node: 'compute2', networks: ['red-net'] },
      { name: 'blue1', project: 'blue', node: 'compute1', networks: ['blue-net'] },
      { name: 'blue2', project: 'blue', node: 'compute2', networks: ['blue-net'] },
    ],
  },
  faults: [
    {
      when: 'before-boot',
      apply: ({ cloud, northbound }) => {
        const [red, blue] = [networkNamed(cloud, 'red-net'), networkNamed(cloud, 'blue-net')]
        northbound!.configure(['set', 'Logical_Switch_Port', localnetName(blue), `tag=${red.segmentationId}`])
      },
    },
  ],
  traffic: () => sleep(6),
  truth: (recorded) => {
    const { cloud } = recorded
    const [red, blue] = [networkNamed(cloud, 'red-net'), networkNamed(cloud, 'blue-net')]
    const ofTenant = (project: string) =>
      cloud.ports
        .filter((port) => port.project === project && (port.role === 'guest' || port.role === 'router-interface'))
        .map(({ mac }) => `eth.src == ${mac}`)
        .join(' || ')
    const leaked = (name: string, project: string) => {
      const [port] = guestNamed(cloud, name).ports
      return `${recorded.count(recorded.tap(name), ofTenant(project))} frames of ${project} at ${port!.node}/${port!.interfaceName}, the port of ${name}`
    }
    return {
      ...NOTHING_TRIED,
      'multi-tenant': {
        withInventory: 'no',
        without: 'partial',
        because:
          'frames of blue’s VMs are on the VLAN of red and reach ports of red, and those of red reach ports of blue',
        facts: [
          leaked('red1', 'blue'),
          leaked('red2', 'blue'),
          leaked('blue1', 'red'),
          leaked('blue2', 'red'),
          `red-net has VLAN ${red.segmentationId}, blue-net should have VLAN ${blue.segmentationId} and has nothing there`,
        ],
        notes: ['red-net', 'blue-net'],
      },
    }
  },
}
