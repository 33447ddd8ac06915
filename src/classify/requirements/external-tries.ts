import { type Cloud, isVm, OVERLAYS } from '../cloud.ts'
import { answerOf, type Exchanges, exchangesOf, type Leg, legsBeyond } from '../exchanges.ts'
import { gatewayPorts, isExternalAddress } from '../gateways.ts'
import { ownersByAddress } from './vm-addresses.ts'

export type NetworkKind = 'vlan' | 'overlay' | 'other'

/** A VM's packets to an external address as one vantage saw them: into its router, out of the gateway port, answered. */
export interface ExternalTry {
  readonly kind: NetworkKind
  readonly leg: Leg
  readonly router: string
  readonly out: Leg | undefined
  readonly answer: Leg | undefined
}

/** What was tried from one kind of network behind one gateway port. */
export interface TryGroup {
  readonly kind: NetworkKind
  readonly router: string
  readonly tries: readonly ExternalTry[]
}

/** Seen all the way: out of the gateway port, and answered. */
export function isWhole({ out, answer }: ExternalTry): boolean {
  return out !== undefined && answer !== undefined
}

/** Without an inventory only what was seen leaving is known to be for the outside. */
export function externalTries(cloud: Cloud): readonly ExternalTry[] {
  return triedBeyond(cloud).filter(({ isOutside }) => isOutside)
}

/** MACs of routers through which anything that may be outside ever answered. */
export function answeringRouters(cloud: Cloud): ReadonlySet<string | null> {
  return new Set(
    triedBeyond(cloud)
      .filter(({ answer }) => answer !== undefined)
      .map(({ leg }) => leg.row.linkDestination),
  )
}

const indexed = new WeakMap<Cloud, readonly BeyondTry[]>()

interface BeyondTry extends ExternalTry {
  readonly isOutside: boolean
}

function triedBeyond(cloud: Cloud): readonly BeyondTry[] {
  const known = indexed.get(cloud) ?? indexTries(cloud)
  indexed.set(cloud, known)
  return known
}

function indexTries(cloud: Cloud): readonly BeyondTry[] {
  const exchanges = exchangesOf(cloud)
  const gateways = new Set(gatewayPorts(cloud))
  const owners = ownersByAddress(cloud)
  return exchanges.ofVms.flatMap((leg): BeyondTry[] => {
    const { row, network, to } = leg
    if (!leavesTenant(cloud, leg) || owners.has(row.destination) || !isExternalAddress(cloud, row.destination))
      return []
    const beyond = [leg, ...relayed(exchanges, leg)]
      .flatMap((one) => legsBeyond(exchanges, one))
      .filter((one) => one.from !== undefined && gateways.has(one.from) && isOutLeg(cloud, one))
    const out = beyond.find((one) => one.from?.router === to?.router) ?? beyond[0]
    const isOutside = cloud.lookup !== null || (out !== undefined && !reachesGateway(exchanges, leg))
    const router = cloud.lookup === null ? out?.from?.router : (to?.router ?? out?.from?.router)
    const answer = answerOf(cloud, exchanges, leg, (back) => !isVm(back.from))
    return [{ kind: kindOf(cloud, network), leg, router: router ?? 'unknown', out, answer, isOutside }]
  })
}

/** With DVR the compute node's router hands packets to the central one over the VM's own network. */
function relayed(exchanges: Exchanges, { row, network }: Leg): readonly Leg[] {
  return exchanges
    .from(row.source, row.destination)
    .filter(
      (one) =>
        one.network === network && one.row.hopLimit === row.hopLimit - 1 && one.from?.role === 'router-interface',
    )
}

/** From a VM to its router's MAC; where the capture lacks that, from a tenant's network. */
function leavesTenant(cloud: Cloud, { network, from, to, row }: Leg): boolean {
  const { external, tenant } = cloud.networks[network]!
  if (!isVm(from) || external) return false
  return row.linkDestination === null ? tenant : to?.role === 'router-interface'
}

function isOutLeg(cloud: Cloud, { row }: Leg): boolean {
  const { kind } = cloud.settled.segments[row.segment]!
  return kind === 'vlan' || kind === 'untagged'
}

/** Whether such packets are handed to a gateway port: then their destination is behind another router of the cloud. */
function reachesGateway(exchanges: Exchanges, { row }: Leg): boolean {
  return exchanges.from(row.source, row.destination).some(({ to }) => to?.role === 'router-gateway')
}

function kindOf(cloud: Cloud, network: number): NetworkKind {
  const { encapsulations } = cloud.networks[network]!
  if (encapsulations.some((one) => OVERLAYS.includes(one))) return 'overlay'
  return encapsulations.includes('vlan') ? 'vlan' : 'other'
}

export function groupTries(tries: readonly ExternalTry[]): readonly TryGroup[] {
  const groups = new Map<string, ExternalTry[]>()
  for (const one of tries) {
    const key = `${one.kind} ${one.router}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()].map((all) => ({ kind: all[0]!.kind, router: all[0]!.router, tries: all }))
}
