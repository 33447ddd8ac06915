import { agents } from './agents.ts'
import type { Cloud } from './cloud.ts'
import type { Host } from './host.ts'
import type { Lab } from './lab.ts'
import { ovn } from './ovn.ts'
import type { MechanismDriver } from './plan.ts'
import type { Cadence } from './radvd.ts'

/** How a driver of ML2 makes a cloud real: the nodes, and all that is neither a VM nor beyond the cloud. */
export interface Mechanism {
  /** The fabric and every node, with its switch. */
  start(cloud: Cloud, host: Host): Promise<Pick<Lab, 'switches' | 'northbound'>>
  /** What must be there before anything is captured. */
  build(lab: Lab): void
  /** Routers and DHCP servers have their addresses; their interfaces can be captured. */
  bringUp(lab: Lab): void
  /** Routers advertise and DHCP is answered. */
  startServices(lab: Lab, cadence: Cadence): Promise<void>
}

export const MECHANISMS = { openvswitch: agents, ovn } as const satisfies Record<MechanismDriver, Mechanism>
