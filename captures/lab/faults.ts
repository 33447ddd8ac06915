import { guestNamed, type Network, networkNamed, nodeNamed } from './cloud.ts'
import { LEARN, local, VLAN_PRESENT, VXLAN_IN } from './flows.ts'
import { bootGuest, buildGuest, guestIsReady } from './guests.ts'
import { sleep } from './host.ts'
import type { Lab } from './lab.ts'
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
