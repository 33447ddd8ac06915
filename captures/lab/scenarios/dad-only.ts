import { sleep } from '../host.ts'
import { namespaceOf } from '../lab.ts'
import { evident } from '../label.ts'
import { ipv6, tenantNetwork, vm } from '../plan.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'

/** Duplicate address detection asks about a neighbour's address, and the neighbour answers: that is no conversation. */
export const scenario: Scenario = {
  name: 'dad-only',
  summary: 'VMs form addresses and never talk; one claims an address that another holds',
  plan: {
    projects: ['red'],
    nodes: ['compute1', 'network1'],
    networks: [tenantNetwork('red-web', 'red', 'vxlan', ipv6('slaac'))],
    routers: [{ name: 'red-router', project: 'red', node: 'network1', networks: ['red-web'] }],
    guests: [vm('web1', 'red', 'compute1', 'red-web'), vm('web2', 'red', 'compute1', 'red-web')],
  },
  traffic: async (traffic, { host }) => {
    const claimed = traffic.address('web1', 6)
    host.ip(namespaceOf.guest('web2'), `-6 addr add ${claimed}/64 dev eth0`)
    // What DAD found stays in the kernel's flags.
    await sleep(4)
    const held = host.ip(namespaceOf.guest('web2'), '-6 addr show dev eth0 dadfailed')
    if (!held.includes(claimed)) throw new Error('web2 did not find its address taken')
  },
  truth: {
    ...NOTHING_TRIED,
    'vm-to-vm': evident(
      'unobserved',
      'web2 asks for the address of web1 in DAD, and web1 defends it; neither tries the other',
    ),
  },
}
