import { routerNamed } from '../cloud.ts'
import { failOver } from '../highly-available-routers.ts'
import { sleep } from '../host.ts'
import { evident } from '../label.ts'
import { answered } from '../outcome.ts'
import { startRadvd } from '../routers.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'
import { haPlan } from './ha-standby.ts'

/** The same MACs forward on one node, then on the other: still one gateway port of one router. */
export const scenario: Scenario = {
  name: 'ha-failover',
  summary: 'one router on two nodes (L3 HA): the one that forwards fails, and the other takes over',
  plan: haPlan,
  traffic: async (traffic, lab) => {
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    const successor = await failOver(lab, routerNamed(lab.cloud, 'red-router'))
    await startRadvd(lab, successor, { min: 3, max: 5 })
    // keepalived's NAs have no R flag, at which VMs forget the router until it advertises again (RFC 4861 §7.2.5).
    await sleep(9)
    await answered('web1 pings outside', traffic.ping('web1', traffic.outside))
    await answered('app1 pings outside', traffic.ping('app1', traffic.outside))
  },
  truth: (recorded) => {
    const { interfaceName } = routerNamed(recorded.cloud, 'red-router').gateway!
    return {
      ...NOTHING_TRIED,
      'multi-tenant': evident('unobserved', "red's networks are one tenant's, and the HA network is nobody's"),
      'routed-external.attachments': evident('yes', 'web1 (VXLAN) and app1 (VLAN) reach a host outside, which answers'),
      'routed-external.multi-agent': evident(
        'unobserved',
        'network1 and then network2 forward for one gateway port, of one router',
        {
          facts: [
            `${recorded.count(`network1/${interfaceName}.pcap`, 'icmpv6.type == 128')} packets to the outside at network1/${interfaceName}, ${recorded.count(`network2/${interfaceName}.pcap`, 'icmpv6.type == 128')} at network2/${interfaceName}`,
          ],
        },
      ),
    }
  },
}
