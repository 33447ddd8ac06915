import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { guestNamed, nodeNamed, type Port } from './cloud.ts'
import { integrationFlows, local, providerFlows } from './flows.ts'
import { sleep, until } from './host.ts'
import type { Lab } from './lab.ts'
import type { Fault } from './scenario.ts'

/** What becomes of router advertisements at a bump; `bump.py` says what each field does. */
export interface BumpRule {
  /** Part of the advertisements treated, by chance; all if not said. */
  readonly share?: number
  readonly seed?: number
  readonly drop?: boolean
  readonly copies?: number
  /** Of the IPv6 header. */
  readonly hopLimit?: number
  readonly curHopLimit?: number
  readonly routerLifetimeS?: number
  /** The type of the options taken out. */
  readonly without?: number
}

/** A program in the way of a wire, which carries everything and treats the advertisements that go towards VMs by rules. */
export class Bump {
  readonly #towardsVms: string
  readonly #rules: string
  readonly #log: string

  private constructor(towardsVms: string, rules: string, log: string) {
    this.#towardsVms = towardsVms
    this.#rules = rules
    this.#log = log
  }

  /**
   * Between a VM's tap and its switch, where Neutron's hybrid plug has the bridge of the port's filter: `qvo…` is on
   * `br-int`, `qvb…` beside the tap.
   */
  static async atPort(lab: Lab, port: Port): Promise<Bump> {
    const { host, cloud } = lab
    const [qvo, qvb] = [`qvo${port.id.slice(0, 11)}`, `qvb${port.id.slice(0, 11)}`]
    const nodeSwitch = lab.switches.get(port.node)!
    host.cable({ namespace: port.node, name: qvo }, { namespace: port.node, name: qvb })
    for (const name of [qvo, qvb]) host.ip(port.node, `link set ${name} up`)
    nodeSwitch.configure(`del-port br-int ${port.interfaceName}`)
    nodeSwitch.configure(`add-port br-int ${qvo} tag=${local(nodeNamed(cloud, port.node), port.network)}`)
    host.ip(port.node, `link set ${port.interfaceName} up`)
    return Bump.#start(lab, port.node, qvb, port.interfaceName)
  }

  /** Between `br-ex` and `br-int` of a node, joined by cables instead of patch ports, as the agent can join them. */
  static async atNode(lab: Lab, node: string): Promise<Bump> {
    const { host, cloud } = lab
    const nodeSwitch = lab.switches.get(node)!
    nodeSwitch.configure('del-port br-int int-br-ex -- del-port br-ex phy-br-ex')
    const ends = { 'int-br-ex': 'bump-int', 'phy-br-ex': 'bump-phy' }
    for (const [port, end] of Object.entries(ends)) {
      host.cable({ namespace: node, name: port }, { namespace: node, name: end })
      for (const name of [port, end]) host.ip(node, `link set ${name} up mtu 1600`)
    }
    nodeSwitch.configure('add-port br-int int-br-ex -- add-port br-ex phy-br-ex')
    nodeSwitch.setFlows('br-int', integrationFlows(cloud, nodeNamed(cloud, node)))
    nodeSwitch.setFlows('br-ex', providerFlows(cloud, nodeNamed(cloud, node)))
    return Bump.#start(lab, node, ends['phy-br-ex'], ends['int-br-ex'])
  }

  static async #start({ host }: Lab, node: string, away: string, towardsVms: string): Promise<Bump> {
    const bump = new Bump(
      towardsVms,
      host.file(`bump/${towardsVms}.rules`, '[]'),
      host.file(`bump/${towardsVms}.log`, ''),
    )
    const log = `bump-${towardsVms}`
    host.start(node, 'python3', [PROGRAM, away, towardsVms, bump.#rules, bump.#log], { log })
    const said = host.file(`log/${node}/${log}`)
    await until(`bump at ${towardsVms}`, () => readFileSync(said, 'utf8').includes('carrying'))
    return bump
  }

  /** From now on. */
  obey(rules: readonly BumpRule[]): void {
    writeFileSync(this.#rules, JSON.stringify(rules.map((rule) => ({ ...rule, to: this.#towardsVms }))))
  }
}

/** Of advertisements on their way to one VM; from its boot on, or from so long after the traffic begins. */
export function atPortOf(guest: string, rules: Rules, afterS?: number): Fault[] {
  return bumpFaults((lab) => Bump.atPort(lab, guestNamed(lab.cloud, guest).ports[0]!), rules, afterS)
}

/** Of advertisements that came to a node's provider NIC, on their way to its ports. */
export function atNode(node: string, rules: Rules, afterS?: number): Fault[] {
  return bumpFaults((lab) => Bump.atNode(lab, node), rules, afterS)
}

type Rules = (seed: number) => readonly BumpRule[]

function bumpFaults(make: (lab: Lab) => Promise<Bump>, rules: Rules, afterS: number | undefined): Fault[] {
  let bump: Bump | undefined
  return [
    {
      when: 'before-boot',
      apply: async (lab) => {
        bump = await make(lab)
        if (afterS === undefined) bump.obey(rules(lab.cloud.seed.value))
      },
    },
    {
      when: 'during-traffic',
      apply: async ({ cloud }) => {
        if (afterS === undefined) return
        await sleep(afterS)
        bump?.obey(rules(cloud.seed.value))
      },
    },
  ]
}

// Python is not compiled, and stays where it was written.
const PROGRAM = fileURLToPath(new URL('../../../captures/lab/bump.py', import.meta.url))
