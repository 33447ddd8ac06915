import type { Requirement, Row } from '../requirement.ts'
import { dualStackSingle } from './dual-stack-single.ts'
import { dualStackTwo } from './dual-stack-two.ts'
import { multiTenant } from './multi-tenant.ts'
import { providerL2 } from './provider-l2.ts'
import { routedExternalAttachments } from './routed-external-attachments.ts'
import { routedExternalMultiAgent } from './routed-external-multi-agent.ts'
import { vmToVm } from './vm-to-vm.ts'

/** The Kilo table's rows in its order. */
export const TABLE: readonly (Requirement | Row)[] = [
  multiTenant,
  vmToVm,
  providerL2,
  {
    id: 'routed-external',
    title: 'IPv6 subnet routed via L3 agent to an external IPv6 network',
    items: [routedExternalAttachments, routedExternalMultiAgent],
  },
  {
    id: 'dual-stack',
    title: 'Ability for a NIC to support both IPv4 and IPv6 (dual stack) address',
    items: [dualStackSingle, dualStackTwo],
  },
]
