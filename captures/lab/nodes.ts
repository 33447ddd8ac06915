import { type Cloud, type Node, nodeNamed, type Port } from './cloud.ts'
import { integrationFlows, local, providerFlows, tunnelFlows, tunnelPort } from './flows.ts'
import type { Host } from './host.ts'
import { namespaceOf } from './lab.ts'
import { Switch } from './switch.ts'

/** The racks: a switch for the underlay, one for the provider VLANs, and every node with its NICs on them. */
export async function startNodes(cloud: Cloud, host: Host): Promise<Map<string, Switch>> {
  const fabric = await startFabric(host)
  const switches = new Map([[namespaceOf.fabric as string, fabric]])
  for (const node of cloud.nodes) switches.set(node.name, await startNode(node, host, fabric))
  return switches
}

const UNDERLAY = 'sw-underlay'
const TRUNK = 'sw-trunk'

async function startFabric(host: Host): Promise<Switch> {
  host.addNamespace(namespaceOf.fabric)
  silence(host, namespaceOf.fabric)
  const fabric = await Switch.start(host, namespaceOf.fabric)
  for (const bridge of [UNDERLAY, TRUNK]) {
    fabric.addBridge(bridge)
    fabric.setFlows(bridge, ['actions=normal'])
  }
  return fabric
}

/** A cable from the provider switch to a device that sees one VLAN without its tag. */
export function plugIntoFabric(fabric: Switch, port: string, vlan: number): void {
  fabric.configure(`add-port ${TRUNK} ${port} tag=${vlan}`)
}

async function startNode(node: Node, host: Host, fabric: Switch): Promise<Switch> {
  host.addNamespace(node.name)
  silence(host, node.name)
  for (const [nic, bridge, mac] of [
    ['eth1', UNDERLAY, node.underlayMac],
    ['eth2', TRUNK, node.trunkMac],
  ] as const) {
    const port = `${node.name}-${nic}`
    host.cable({ namespace: node.name, name: nic, mac }, { namespace: namespaceOf.fabric, name: port })
    host.ip(namespaceOf.fabric, `link set ${port} up mtu 1600`)
    host.ip(node.name, `link set ${nic} up mtu 1600`)
    fabric.configure(`add-port ${bridge} ${port}`)
  }
  closeToTheKernel(host, node.name)

  const self = await Switch.start(host, node.name)
  // Tunnels of the userspace datapath leave through the local port of the bridge that owns the NIC.
  self.addBridge('br-phy', ` other-config:hwaddr=${node.underlayMac}`)
  self.configure('add-port br-phy eth1')
  self.setFlows('br-phy', ['actions=normal'])
  host.ip(node.name, 'link set br-phy up mtu 1600')
  host.ip(node.name, `addr add ${node.underlayAddress}/24 dev br-phy`)
  self.addBridge('br-int')
  self.addBridge('br-ex')
  self.configure('add-port br-ex eth2')
  return self
}

/** The bridges as Neutron's Open vSwitch agent joins them, its tunnels and its flows. */
export function joinBridges(node: Node, cloud: Cloud, self: Switch): void {
  self.addBridge('br-tun')
  self.configure(patch('br-int', 'int-br-ex', 'br-ex', 'phy-br-ex'))
  self.configure(patch('br-int', 'patch-tun', 'br-tun', 'patch-int'))
  for (const peer of cloud.nodes.filter(({ name }) => name !== node.name)) {
    for (const type of ['vxlan', 'gre'] as const) {
      const port = tunnelPort(type, peer)
      const options = `options:key=flow options:remote_ip=${peer.underlayAddress} options:local_ip=${node.underlayAddress}`
      self.configure(`add-port br-tun ${port} -- set interface ${port} type=${type} ${options}`)
    }
  }
  self.setFlows('br-int', integrationFlows(cloud, node))
  self.setFlows('br-ex', providerFlows(cloud, node))
  self.setFlows('br-tun', tunnelFlows(cloud, node))
}

function patch(bridgeA: string, portA: string, bridgeB: string, portB: string): string {
  const one = (bridge: string, port: string, peer: string) =>
    `add-port ${bridge} ${port} -- set interface ${port} type=patch options:peer=${peer}`
  return `${one(bridgeA, portA, portB)} -- ${one(bridgeB, portB, portA)}`
}

/** The node's own kernel shall not speak on tenant networks: no router solicitations, no MLD of the host's. */
function silence(host: Host, namespace: string): void {
  host.set(namespace, {
    'ipv6/conf/all/disable_ipv6': 1,
    'ipv6/conf/default/disable_ipv6': 1,
    'ipv4/conf/all/arp_ignore': 1,
  })
}

/** Its kernel also gets what the NICs receive and would answer it a second time; packet sockets sit before this hook. */
function closeToTheKernel(host: Host, namespace: string): void {
  const chain = (nic: string) => `chain ${nic} { type filter hook ingress device "${nic}" priority 0; policy drop; };`
  host.in(namespace, 'nft', [`table netdev lab { ${chain('eth1')} ${chain('eth2')} }`])
}

/**
 * A port's cable: its far end in `namespace`, its near end on `br-int`, with the network's local tag or bound by OVN. A VM's `tap…` is
 * the near end, as with Neutron; of `qr-…`, `qg-…` and DHCP's `tap…` the far end has that name, since a tap
 * device of the userspace datapath cannot move to another namespace.
 */
export function plugPort(
  host: Host,
  cloud: Cloud,
  switches: ReadonlyMap<string, Switch>,
  port: Port,
  far: FarEnd,
): void {
  const node = nodeNamed(cloud, port.node)
  const near = port.role === 'guest' ? port.interfaceName : `ovs${port.id.slice(0, 11)}`
  host.cable({ namespace: port.node, name: near }, { namespace: far.namespace, name: far.name, mac: port.mac })
  host.ip(port.node, `link set ${near} up`)
  const bound =
    cloud.mechanismDriver === 'ovn'
      ? ` -- set interface ${near} external_ids:iface-id=${port.id}`
      : ` tag=${local(node, port.network)}`
  switches.get(port.node)!.configure(`add-port br-int ${near}${bound}`)
}

export interface FarEnd {
  readonly namespace: string
  readonly name: string
}
