import { guestNamed } from '../cloud.ts'
import { told } from '../label.ts'
import { answered, unanswered } from '../outcome.ts'
import type { Scenario } from '../scenario.ts'
import { NOTHING_TRIED } from '../truth.ts'
import { scenario as noRouterBetween } from './no-router-between.ts'

/** Neither router knows the other's network: web-router and db-router answer with errors. */
export const scenario: Scenario = {
  name: 'no-router-between-tried',
  summary: 'a VM tries another of its tenant on a network that no router joins to its own',
  plan: noRouterBetween.plan,
  traffic: async (traffic) => {
    await answered('web1 pings web2', traffic.ping('web1', traffic.address('web2', 6)))
    await unanswered('web1 pings db1', traffic.pings('web1', traffic.address('db1', 6)))
    await unanswered('db2 pings web1', traffic.pings('db2', traffic.address('web1', 6)))
  },
  truth: (recorded) => {
    const { cloud } = recorded
    const { address } = guestNamed(cloud, 'db1').ports[0]!.fixedIps[0]!

    return {
      ...NOTHING_TRIED,
      'multi-tenant': told(
        'unobserved',
        'partial',
        'both networks are red; without an inventory they look like two tenants',
      ),
      'vm-to-vm': told(
        'no',
        'partial',
        "web1 tries db1 and db2 tries web1, all red's, and no VM answers; without an inventory they may be of two tenants",
        {
          facts: [
            `${recorded.count(recorded.tap('web1'), `ipv6.dst == ${address} && icmpv6.type == 128`)} echo requests to db1 at ${recorded.tap('web1')}, no reply`,
          ],
          notes: ['routed', address],
        },
      ),
    }
  },
}
