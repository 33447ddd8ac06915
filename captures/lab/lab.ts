import type { Cloud } from './cloud.ts'
import type { Host } from './host.ts'
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
}

/** The namespaces of a cloud. A node's own is named like the node. */
export const namespaceOf = {
  fabric: 'fabric',
  upstream: 'upstream',
  outside: 'outside',
  router: (id: string) => `qrouter-${id}`,
  dhcp: (networkId: string) => `qdhcp-${networkId}`,
  guest: (name: string) => `vm-${name}`,
} as const
