/** What the name of an interface tells by itself, as Neutron, Nova and Open vSwitch give them. No inventory needed. */

export type InterfaceKind =
  | 'tap' //              a VM's port, or a DHCP port in its namespace
  | 'router-interface'
  | 'router-gateway'
  | 'ha'
  | 'snat'
  | 'floating'
  | 'bridge-int' //       VLAN tags are local to the node, never the provider's
  | 'bridge-tun' //       where frames enter and leave tunnels, without the tunnel's header
  | 'bridge'
  | 'physical' //         all others: underlay or provider trunk

export interface InterfaceRole {
  readonly prefix: string | null
  /** The first 11 characters of the port's id, its dash included, lowercase; null where the name carries none. */
  readonly portIdPrefix: string | null
  readonly kind: InterfaceKind
}

/** Linux allows 15 characters (IFNAMSIZ 16 with its NUL), Neutron takes 14: a prefix of three and this many of the id. */
export const PORT_ID_PREFIX_LENGTH = 11

const PORT_PREFIXES = new Map<string, InterfaceKind>([
  ['tap', 'tap'],
  ['qvo', 'tap'], // hybrid plug (Nova with the iptables firewall): the veth pair qvb–qvo between
  ['qvb', 'tap'], // the Linux bridge qbr and br-int
  ['qbr', 'tap'],
  ['vhu', 'tap'], // vhost-user
  ['qr-', 'router-interface'],
  ['qg-', 'router-gateway'],
  ['ha-', 'ha'],
  ['sg-', 'snat'], // network:router_centralized_snat
  ['fg-', 'floating'], // network:floatingip_agent_gateway
])

const WITH_PORT_ID = /^(tap|qvo|qvb|qbr|vhu|qr-|qg-|ha-|sg-|fg-)([0-9a-f]{8}-[0-9a-f]{2})$/i

/** Names without a port's id, first match first. */
const OTHER_NAMES: readonly (readonly [pattern: RegExp, prefix: string | null, kind: InterfaceKind])[] = [
  [/^tap/, 'tap', 'tap'],
  [/^qr-/, 'qr-', 'router-interface'],
  [/^qg-/, 'qg-', 'router-gateway'],
  [/^(?:vnet|macvtap)\d+$/, null, 'tap'], // libvirt's own names
  [/^o-hm\d*$/, null, 'tap'], // Octavia's health manager: a port on br-int whose name tells no id
  [/^(?:rfp-|fpr-)/, null, 'floating'], // DVR's veth between a router's and the floating IP namespace, named by the router
  [/^(?:br-int|patch-tun)$/, null, 'bridge-int'],
  [/^(?:int|phy)-/, null, 'bridge-int'], // br-int's link to a provider bridge: local tags one way, the provider's the other
  [/^(?:tbr|tp[ti]|sp[ti])-/, null, 'bridge-int'], // trunk bridges and their patch ports
  [/^(?:br-tun|patch-int)$/, null, 'bridge-tun'],
  [/^(?:vxlan_sys_\d+|genev_sys_\d+|gre_sys|gretap\d*)$/, null, 'bridge-tun'],
  [/^(?:br-|brq|virbr\d|ovs-system$|patch-)/, null, 'bridge'],
]

/**
 * Whether it is a Linux bridge of one port: a capture there shows what is flooded or for the node itself, not the unicast that
 * passes from `tap` to `qvb`.
 */
export function isBridgeDevice(name: string): boolean {
  return interfaceRole(name).prefix === 'qbr'
}

/** `name` may end in `@peer`, as `ip link` shows it. */
export function interfaceRole(name: string): InterfaceRole {
  const bare = name.replace(/@.*$/s, '')
  const [, prefix, portId] = WITH_PORT_ID.exec(bare) ?? []
  if (prefix !== undefined && portId !== undefined) {
    const known = prefix.toLowerCase()
    return { prefix: known, portIdPrefix: portId.toLowerCase(), kind: PORT_PREFIXES.get(known) ?? 'tap' }
  }
  for (const [pattern, otherPrefix, kind] of OTHER_NAMES) {
    if (pattern.test(bare)) return { prefix: otherPrefix, portIdPrefix: null, kind }
  }
  return { prefix: null, portIdPrefix: null, kind: 'physical' }
}
