import type { Port } from './neutron.ts'

export type PortRole = 'vm-port' | 'dhcp-port' | 'router-interface' | 'router-gateway' | 'other'

/** Device owners as neutron-lib's `constants.py` lists them (DEVICE_OWNER_*). */
const ROLES = new Map<string, PortRole>([
  ['trunk:subport', 'vm-port'],
  ['network:dhcp', 'dhcp-port'],
  ['network:distributed', 'dhcp-port'], // OVN's localport of a network: metadata, and the address OVN answers DHCP from
  ['network:router_interface', 'router-interface'],
  ['network:router_interface_distributed', 'router-interface'],
  ['network:ha_router_replicated_interface', 'router-interface'],
  ['network:router_centralized_snat', 'router-interface'],
  ['network:router_gateway', 'router-gateway'],
])

const VM_OWNER = /^(?:compute|baremetal):/ // then the availability zone, or what Nova and Ironic put there

/** What the port's station is, from its `device_owner`. HA, floating IP and service ports are `other`, and so is no owner. */
export function roleOf(port: Port): PortRole {
  return ROLES.get(port.deviceOwner) ?? (VM_OWNER.test(port.deviceOwner) ? 'vm-port' : 'other')
}
