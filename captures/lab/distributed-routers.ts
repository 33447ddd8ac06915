import type { Port, Router } from './cloud.ts'
import { LEARN, local } from './flows.ts'
import type { Lab } from './lab.ts'

/**
 * The flows with which Neutron's agent lets one MAC stand on many nodes (`ovs_dvr_neutron_agent.py`), for networks in
 * tunnels: what a copy of a router sends leaves its node with the node's own source MAC and gets the router's back where
 * it arrives; what is for the router, and what it advertises, leaves no node.
 */
export function distribute(lab: Lab): void {
  for (const router of lab.cloud.routers) {
    if (router.distributed) for (const port of router.interfaces) distributePort(lab, router, port)
  }
}

function distributePort({ cloud, switches }: Lab, { node: name }: Router, port: Port): void {
  const node = cloud.nodes.find((candidate) => candidate.name === name)!
  const nodeSwitch = switches.get(name)!
  const vlan = `dl_vlan=${local(node, port.network)}`
  const out = `in_port=patch-int,${vlan}`
  nodeSwitch.addFlow('br-tun', `table=0,priority=4,${out},dl_dst=${port.mac},actions=drop`)
  nodeSwitch.addFlow('br-tun', `table=0,priority=3,${out},dl_src=${port.mac},icmp6,icmp_type=134,actions=drop`)
  const rewritten = `mod_dl_src:${node.distributedMac},resubmit(,2)`
  nodeSwitch.addFlow('br-tun', `table=0,priority=2,${out},dl_src=${port.mac},actions=${rewritten}`)
  const here = cloud.guests.flatMap(({ ports }) => ports).filter((guest) => guest.node === name)
  for (const { distributedMac } of cloud.nodes.filter((peer) => peer !== node)) {
    nodeSwitch.addFlow('br-tun', `table=${LEARN},priority=2,dl_src=${distributedMac},actions=output:patch-int`)
    for (const guest of here.filter(({ network }) => network === port.network)) {
      const match = `in_port=patch-tun,${vlan},dl_src=${distributedMac},dl_dst=${guest.mac}`
      const back = `strip_vlan,mod_dl_src:${port.mac},output:${guest.interfaceName}`
      nodeSwitch.addFlow('br-int', `priority=4,${match},actions=${back}`)
    }
  }
}
