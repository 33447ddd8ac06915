import type { Cloud } from './cloud.ts'
import type { Host } from './host.ts'
import type { Northbound } from './ovn-northbound.ts'
import type { Recorder } from './record.ts'
import type { Switch } from './switch.ts'

/** A cloud that runs: what faults and traffic work on. */
export interface Lab {
  readonly cloud: Cloud
  readonly host: Host
  /** By node. */
  readonly switches: ReadonlyMap<string, Switch>
  /** Takes further captures while the lab runs. */
  readonly recorder: Recorder
  /** Where Neutron's OVN driver writes; absent where agents do the work. */
  readonly northbound?: Northbound
}

/** The namespaces of a cloud. A node's own is named like the node. */
export const namespaceOf = {
  fabric: 'fabric',
  upstream: 'upstream',
  outside: 'outside',
  /** OVN's databases and `ovn-northd`. */
  central: 'central',
  router: (id: string, node: string) => `qrouter-${id}-${node}`,
  dhcp: (networkId: string) => `qdhcp-${networkId}`,
  guest: (name: string) => `vm-${name}`,
} as const
