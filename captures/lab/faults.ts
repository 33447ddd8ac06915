import { guestNamed, type Network, networkNamed, nodeNamed } from './cloud.ts'
import { FLOOD_OUT, LEARN, local, tunnelPort, VLAN_PRESENT, VXLAN_IN } from './flows.ts'
import { bootGuest, buildGuest, guestIsReady } from './guests.ts'
import { sleep } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { type Cadence, radvdArgs } from './radvd.ts'
import { ofPort } from './record.ts'

// Above all flows of the agent.
const PRIORITY = 100

/**
 * Frames that match at a bridge of a node take these actions instead of the agent's: `drop`, `mod_vlan_vid:7,normal`.
 * What it returns undoes it.
 */
export function divert(lab: Lab, node: string, bridge: string, match: string, actions: string): () => void {
  const nodeSwitch = lab.switches.get(node)!
  nodeSwitch.addFlow(bridge, `priority=${PRIORITY},${match},actions=${actions}`)
  return () => nodeSwitch.removeFlows(bridge, `priority=${PRIORITY},${match}`)
}

/** For a while nothing from a node's provider NIC comes to its ports, as when the agent loses its flows. */
export async function cutOff(lab: Lab, node: string, seconds: number): Promise<void> {
  const mend = divert(lab, node, 'br-int', 'in_port=int-br-ex', 'drop')
  await sleep(seconds)
  mend()
}

/** A VM of the plan that is `late` comes to be, is captured, and boots. */
export async function plugIn(lab: Lab, name: string): Promise<void> {
  const guest = guestNamed(lab.cloud, name)
  buildGuest(lab, guest)
  await lab.recorder.start(guest.ports.map((port) => ofPort(port)))
  await bootGuest(lab, guest)
  await guestIsReady(lab, guest)
}

/** A VM goes on at another node: its tap moves there and is captured there too, and what runs in it keeps its state. */
export async function migrate(lab: Lab, name: string, to: string): Promise<void> {
  const { host, cloud, switches } = lab
  const guest = guestNamed(cloud, name)
  for (const port of guest.ports) {
    switches.get(guest.node)!.configure(`del-port br-int ${port.interfaceName}`)
    host.move(guest.node, to, port.interfaceName)
    host.ip(to, `link set ${port.interfaceName} up`)
    await lab.recorder.start([ofPort(port, to)])
    const tag = local(nodeNamed(cloud, to), port.network)
    switches.get(to)!.configure(`add-port br-int ${port.interfaceName} tag=${tag}`)
  }
}

/** A node takes what comes in a tunnel for one network for another as well, as with one VNI for two. */
export function confuseVnis(lab: Lab, node: string, arriving: string, taken: string): void {
  const here = nodeNamed(lab.cloud, node)
  const [one, other] = [networkNamed(lab.cloud, arriving), networkNamed(lab.cloud, taken)]
  const tag = (network: Network) => `set_field:${local(here, network) + VLAN_PRESENT}->vlan_vid,resubmit(,${LEARN})`
  const actions = `push_vlan:0x8100,${tag(one)},${tag(other)}`
  const match = `table=${VXLAN_IN},priority=2,tun_id=${one.segmentationId}`
  lab.switches.get(node)!.addFlow('br-tun', `${match},actions=${actions}`)
}

/**
 * A tunnel that an earlier underlay address of `to` left behind: what `from` floods on a VXLAN network comes to `to`
 * twice, once at each address.
 */
export function addSecondTunnel({ cloud, host, switches }: Lab, from: string, to: string, networkName: string): void {
  const [here, there] = [nodeNamed(cloud, from), nodeNamed(cloud, to)]
  const network = networkNamed(cloud, networkName)
  const former = `${there.underlayAddress}0`
  host.ip(to, `addr add ${former}/24 dev br-phy`)
  const ends = [
    { node: from, local: here.underlayAddress, remote: former },
    { node: to, local: former, remote: here.underlayAddress },
  ]
  for (const { node, local: localAddress, remote } of ends) {
    const options = `options:key=flow options:remote_ip=${remote} options:local_ip=${localAddress}`
    const nodeSwitch = switches.get(node)!
    nodeSwitch.configure(`add-port br-tun vxlan-former -- set interface vxlan-former type=vxlan ${options}`)
    nodeSwitch.addFlow('br-tun', `table=0,priority=1,in_port=vxlan-former,actions=resubmit(,${VXLAN_IN})`)
  }
  const everyTunnel = [
    ...cloud.nodes.filter((node) => node !== here).map((peer) => tunnelPort('vxlan', peer)),
    'vxlan-former',
  ]
  const flood = `strip_vlan,set_tunnel:${network.segmentationId},${everyTunnel.map((port) => `output:${port}`).join(',')}`
  const match = `table=${FLOOD_OUT},priority=2,dl_vlan=${local(here, network)}`
  switches.get(from)!.addFlow('br-tun', `${match},actions=${flood}`)
}

/** A VM advertises itself as a router, with a prefix of its own. */
export function advertiseFrom({ host }: Lab, guest: string, prefix: string, { min, max }: Cadence): void {
  const namespace = namespaceOf.guest(guest)
  // 2: a router that still believes others.
  host.set(namespace, { 'ipv6/conf/eth0/accept_ra': 2, 'ipv6/conf/all/forwarding': 1 })
  const conf = `interface eth0
{
   AdvSendAdvert on;
   MinRtrAdvInterval ${min};
   MaxRtrAdvInterval ${max};
   prefix ${prefix}/64 { };
};
`
  host.start(namespace, 'radvd', radvdArgs(host.file(`ra/${guest}.conf`, conf)))
}
