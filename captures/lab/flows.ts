import type { Cloud, Network, Node } from './cloud.ts'

/**
 * The flows of Neutron's Open vSwitch agent, as far as layer 2 goes: VLAN ids of `br-int` are translated to those of
 * the provider on `br-ex` and to VNIs and keys on `br-tun`. Security groups are left out.
 */
export function integrationFlows(cloud: Cloud, node: Node): string[] {
  return [
    ...onWire(cloud, 'vlan').map(
      (network) =>
        `priority=3,in_port=int-br-ex,dl_vlan=${network.segmentationId},actions=mod_vlan_vid:${local(node, network)},normal`,
    ),
    'priority=2,in_port=int-br-ex,actions=drop',
    'priority=0,actions=normal',
  ]
}

export function providerFlows(cloud: Cloud, node: Node): string[] {
  return [
    ...onWire(cloud, 'vlan').map(
      (network) =>
        `priority=4,in_port=phy-br-ex,dl_vlan=${local(node, network)},actions=mod_vlan_vid:${network.segmentationId},normal`,
    ),
    'priority=2,in_port=phy-br-ex,actions=drop',
    'priority=0,actions=normal',
  ]
}

// The agent's table numbers.
const GRE_IN = 3
export const VXLAN_IN = 4
export const LEARN = 10
const UNICAST_OUT = 20
export const FLOOD_OUT = 22

export function tunnelFlows(cloud: Cloud, node: Node): string[] {
  const peers = cloud.nodes.filter(({ name }) => name !== node.name)
  const ports = (type: 'vxlan' | 'gre') => peers.map((peer) => tunnelPort(type, peer))
  const networks = (['vxlan', 'gre'] as const).flatMap((type) =>
    onWire(cloud, type).map((network) => ({ type, network })),
  )
  return [
    `table=0,priority=1,in_port=patch-int,actions=resubmit(,2)`,
    ...ports('vxlan').map((port) => `table=0,priority=1,in_port=${port},actions=resubmit(,${VXLAN_IN})`),
    ...ports('gre').map((port) => `table=0,priority=1,in_port=${port},actions=resubmit(,${GRE_IN})`),
    'table=0,priority=0,actions=drop',
    `table=2,priority=0,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00,actions=resubmit(,${UNICAST_OUT})`,
    `table=2,priority=0,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=resubmit(,${FLOOD_OUT})`,
    ...networks.map(
      ({ type, network }) =>
        `table=${type === 'gre' ? GRE_IN : VXLAN_IN},priority=1,tun_id=${network.segmentationId},` +
        `actions=push_vlan:0x8100,set_field:${local(node, network) + VLAN_PRESENT}->vlan_vid,resubmit(,${LEARN})`,
    ),
    `table=${LEARN},priority=1,actions=learn(table=${UNICAST_OUT},hard_timeout=300,priority=1,` +
      'NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],' +
      'load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:OXM_OF_IN_PORT[]),output:patch-int',
    `table=${UNICAST_OUT},priority=0,actions=resubmit(,${FLOOD_OUT})`,
    ...networks.map(
      ({ type, network }) =>
        `table=${FLOOD_OUT},priority=1,dl_vlan=${local(node, network)},actions=strip_vlan,` +
        `set_tunnel:${network.segmentationId},${ports(type)
          .map((port) => `output:${port}`)
          .join(',')}`,
    ),
    `table=${FLOOD_OUT},priority=0,actions=drop`,
  ]
}

// OpenFlow 1.3 sets this bit beside the id of a tag that is there (OFPVID_PRESENT).
export const VLAN_PRESENT = 0x1000

/** Named as the agent names them: the type and the peer's underlay address in hexadecimal. */
export function tunnelPort(type: 'vxlan' | 'gre', peer: Node): string {
  const octets = peer.underlayAddress.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))
  return `${type}-${octets.join('')}`
}

export function local(node: Node, network: Network): number {
  const tag = node.localVlans.get(network.name)
  if (tag === undefined) throw new Error(`${node.name} has no tag for ${network.name}`)
  return tag
}

function onWire(cloud: Cloud, type: Network['type']): Network[] {
  return cloud.networks.filter((network) => network.type === type && !network.paperOnly)
}
