import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type RaForwarding, type RouterRaReport, verifyRa } from '../../src/index.ts'

const FAULTS = 'captures/faults'

interface Truth {
  readonly captures: readonly string[]
  readonly forwarding?: readonly PortTruth[]
  readonly clocks?: readonly { readonly node: string; readonly offsetNs: number; readonly driftPpm: number }[]
}

interface PortTruth {
  readonly router: string
  readonly node: string
  readonly interface: string
  readonly advertises?: boolean
  readonly sent: number
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  readonly altered: number
  readonly duplicated: number
}

async function followed(folder: string, router: 'upstream' | 'tenant', withInventory: boolean): Promise<RaForwarding> {
  const inventory = withInventory ? { inventory: `${folder}/neutron.json` } : {}
  const verified = await verifyRa([folder], { router, workers: 0, ...inventory })
  if (!verified.ok) throw new Error(verified.problems.join())
  return verified.forwarding
}

function countsOf({ sent, ports }: RouterRaReport, vantage: string) {
  const { expected, delivered, lost, altered, duplicated } = ports.find((port) => port.vantage === vantage)!
  return { sent, expected, delivered, lost, altered, duplicated }
}

const Lab = suite('recorded advertisements, counted by hand of the lab')

for (const name of readdirSync(FAULTS)) {
  const folder = `${FAULTS}/${name}`
  if (!existsSync(`${folder}/truth.json`)) continue
  const truth: Truth = JSON.parse(readFileSync(`${folder}/truth.json`, 'utf8'))
  const { forwarding = [], clocks = [] } = truth
  if (forwarding.length === 0) continue
  for (const withInventory of [true, false]) {
    Lab(`${name}, ${withInventory ? 'with' : 'without'} an inventory: exact for every router and port`, async () => {
      const reports = [
        await followed(folder, 'upstream', withInventory),
        await followed(folder, 'tenant', withInventory),
      ]
      const routers = reports.flatMap((report) => report.routers)
      for (const {
        router,
        node,
        interface: port,
        advertises,
        sent,
        expected,
        delivered,
        lost,
        altered,
        duplicated,
      } of forwarding) {
        const vantage = `${node}/${port}`
        // A port that sends RAs may be a router's, for all that packets tell.
        if (advertises && !withInventory) continue
        const found = routers.find(
          (one) => one.address === router && one.ports.some((each) => each.vantage === vantage),
        )
        assert.ok(found, `${router} at ${vantage}`)
        assert.equal(countsOf(found!, vantage), { sent, expected, delivered, lost, altered, duplicated }, vantage)
      }
    })
  }
  if (clocks.length < 2) continue
  Lab(`${name}: the clocks of its nodes`, async () => {
    const { clocks: told } = await followed(folder, 'upstream', true)
    const [first] = told
    // A node without a clock of its own has the true one.
    const truthOf = (node: string) => clocks.find((clock) => clock.node === node) ?? { offsetNs: 0 }
    for (const { node, offsetNs } of told) {
      const really = truthOf(node).offsetNs - truthOf(first!.node).offsetNs
      assert.ok(Math.abs(offsetNs! - really) < 20e6, `${node}: ${offsetNs}, really ${really}`)
    }
  })
}

Lab.run()
