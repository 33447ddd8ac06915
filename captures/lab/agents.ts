import type { Cloud } from './cloud.ts'
import { bringUpDhcp, buildDhcpNamespace, startDnsmasq } from './dhcp.ts'
import { distribute } from './distributed-routers.ts'
import { startKeepalived } from './highly-available-routers.ts'
import type { Mechanism } from './mechanism.ts'
import { joinBridges, startNodes } from './nodes.ts'
import { bringUpRouter, buildRouterNamespace, startRadvd } from './routers.ts'

/** ML2's `openvswitch` driver: flows of its agent, routers and DHCP servers in namespaces of theirs. */
export const agents: Mechanism = {
  async start(cloud, host) {
    const switches = await startNodes(cloud, host)
    for (const node of cloud.nodes) joinBridges(node, cloud, switches.get(node.name)!)
    return { switches }
  },
  build(lab) {
    for (const router of lab.cloud.routers) buildRouterNamespace(lab, router)
    for (const port of dhcpPorts(lab.cloud)) buildDhcpNamespace(lab, port)
  },
  bringUp(lab) {
    for (const router of lab.cloud.routers) bringUpRouter(lab, router)
    for (const port of dhcpPorts(lab.cloud)) bringUpDhcp(lab, port)
  },
  async startServices(lab, cadence) {
    distribute(lab)
    for (const port of dhcpPorts(lab.cloud)) startDnsmasq(lab, port, cadence)
    for (const router of lab.cloud.routers) {
      if (router.highAvailability) await startKeepalived(lab, router)
      if (router.highAvailability?.first !== false) await startRadvd(lab, router, cadence)
    }
  },
}

function dhcpPorts(cloud: Cloud) {
  return cloud.ports.filter(({ role, paperOnly }) => role === 'dhcp' && !paperOnly)
}
