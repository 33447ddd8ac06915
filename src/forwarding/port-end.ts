import type { PlacedVantage, Situation } from './situation.ts'

/** Where a VM's port is captured on one node: the end of an advertisement's way. */
export interface PortEnd {
  readonly mac: string
  readonly portId: string | null
  readonly network: number
  readonly node: string
  /** Of the port's interfaces the one nearest to the VM. */
  readonly vantage: number
  /** The others, as a frame for the VM passes them. */
  readonly before: readonly number[]
}

/** A hybrid plug's interfaces from the VM outwards, by prefix; a frame for the VM passes them the other way. */
const FROM_VM = ['tap', 'qbr', 'qvb', 'qvo']

/** The captured ports of VMs, by node, then vantage. A port that moved to another node ends there too. */
export function portEnds(situation: Situation): readonly PortEnd[] {
  const groups = new Map<string, { readonly port: PlacedVantage; readonly vantages: number[] }>()
  situation.vantages.forEach((port, vantage) => {
    if (port.role !== 'vm-port' || port.own === null || port.network === null) return
    const key = `${situation.settled.vantages[vantage]!.node} ${port.network} ${port.own}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { port, vantages: [vantage] })
    else known.vantages.push(vantage)
  })
  return [...groups.values()].map(({ port, vantages }) => {
    const nearness = (vantage: number) => {
      const { name } = situation.settled.vantages[vantage]!
      const rank = FROM_VM.findIndex((prefix) => name.startsWith(prefix))
      return (situation.vantages[vantage]!.guessed ? FROM_VM.length : 0) + Math.max(rank, 0)
    }
    const [vantage, ...others] = vantages.sort((a, b) => nearness(a) - nearness(b) || a - b)
    return {
      mac: port.own!,
      portId: situation.vantages[vantage!]!.portId,
      network: port.network!,
      node: situation.settled.vantages[vantage!]!.node,
      vantage: vantage!,
      before: others.reverse(),
    }
  })
}
