import type { Cloud, Node } from './cloud.ts'
import type { Host } from './host.ts'
import type { Mechanism } from './mechanism.ts'
import { startNodes } from './nodes.ts'
import { Northbound } from './ovn-northbound.ts'
import { chassis, logicalRouterPort, northboundRows } from './ovn-rows.ts'
import type { Switch } from './switch.ts'

/** ML2's `ovn` driver: routers, RAs and DHCP are flows of OVN's controller on each node; nothing has a namespace. */
export const ovn: Mechanism = {
  async start(cloud, host) {
    const switches = await startNodes(cloud, host)
    const northbound = await Northbound.start(host)
    for (const node of cloud.nodes) startController(node, cloud, host, switches.get(node.name)!, northbound)
    return { switches, northbound }
  },
  build() {},
  bringUp({ cloud, northbound }) {
    northbound!.insert(northboundRows(cloud))
    for (const port of cloud.ports.filter(({ role, paperOnly }) => role === 'guest' && !paperOnly)) {
      northbound!.configure(['wait-until', 'Logical_Switch_Port', port.id, 'up=true'])
    }
  },
  async startServices({ cloud, northbound }, cadence) {
    // The driver leaves OVN's own 200 to 600 s.
    const interfaces = cloud.routers.flatMap((router) => router.interfaces)
    for (const port of interfaces.filter(({ fixedIps }) => fixedIps.some(({ subnet }) => subnet.addressMode))) {
      const interval = [`min_interval=${cadence.min}`, `max_interval=${cadence.max}`]
      const settings = interval.map((setting) => `ipv6_ra_configs:${setting}`)
      northbound!.configure(['set', 'Logical_Router_Port', logicalRouterPort(port), ...settings])
    }
    northbound!.settle()
  },
}

function startController(node: Node, cloud: Cloud, host: Host, self: Switch, northbound: Northbound): void {
  const gateway = cloud.routers.some((router) => [router.gateway?.node, router.standbyChassis].includes(node.name))
  const settings = {
    'system-id': chassis(node.name, cloud),
    hostname: node.name,
    'ovn-remote': northbound.southbound,
    'ovn-encap-type': 'geneve',
    'ovn-encap-ip': node.underlayAddress,
    'ovn-bridge': 'br-int',
    'ovn-bridge-datapath-type': 'netdev',
    'ovn-bridge-mappings': `${node.mapsProvider ? 'physnet1' : 'physnet2'}:br-ex`,
    ...(node.hidesRouterMac ? { 'ovn-chassis-mac-mappings': `physnet1:${node.distributedMac}` } : {}),
    ...(gateway ? { 'ovn-cms-options': 'enable-chassis-as-gw' } : {}),
  }
  const ids = Object.entries(settings).map(([name, value]) => `external-ids:${name}="${value}"`)
  self.configure(`set Open_vSwitch . ${ids.join(' ')}`)
  // `br-int` belongs to the controller, which also lays the patch cables and the tunnels.
  self.setFlows('br-ex', ['actions=normal'])
  for (const peer of cloud.nodes.filter(({ name }) => name !== node.name)) {
    self.addNeighbour('br-phy', peer.underlayAddress, peer.underlayMac)
  }
  const env = { OVS_RUNDIR: self.folder, OVN_RUNDIR: self.folder, OVN_LOGDIR: self.folder }
  const args = [self.remote, '-vconsole:warn', '-vsyslog:off']
  host.start(node.name, 'ovn-controller', args, { env })
}
