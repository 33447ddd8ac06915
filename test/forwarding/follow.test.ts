import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followAdvertisements } from '../../src/forwarding/follow.ts'
import type { RaForwarding } from '../../src/forwarding/ra-forwarding.ts'
import { reportForwarding } from '../../src/forwarding/report-forwarding.ts'
import { rowsOf } from '../classify/senders.ts'
import { type Field, type FieldPlan, makeField } from './field.ts'

const PLAN: FieldPlan = { seed: 1, nodes: 2, networks: 2, routers: 2, ports: 2, seconds: 200, intervalS: [3, 5] }
const COUNTS = ['expected', 'delivered', 'lost', 'duplicated', 'altered', 'missedNode'] as const

function report(field: Field): RaForwarding {
  return reportForwarding(followAdvertisements(field.situation), 'upstream', true)
}

/** Every number of the report against what really became of each advertisement. */
function assertExact(field: Field, { routers }: RaForwarding): void {
  for (const { address, sent } of routers) assert.is(sent, field.sent.get(address), `sent by ${address}`)
  const ports = routers.flatMap((router) => router.ports.map((port) => ({ router: router.address, ...port })))
  assert.is(ports.length, field.ports.length)
  for (const truth of field.ports) {
    const port = ports.find(({ router, vantage }) => router === truth.router && vantage === truth.vantage)!
    for (const count of COUNTS) assert.is(port[count], truth[count], `${count} of ${truth.router} at ${truth.vantage}`)
    assert.is(port.lostFrames.length, truth.lost + truth.missedNode)
  }
}

const Follow = suite('following advertisements')

Follow('nothing lost', () => {
  const field = makeField(PLAN)
  const told = report(field)
  assertExact(field, told)
  assert.is(told.verdict, 'yes')
})

Follow('exact for any seed, skew, drift, loss, repetition and alteration', () => {
  const clock = fc.record({
    offsetS: fc.double({ min: -10, max: 10, noNaN: true }),
    driftPpm: fc.double({ min: -100, max: 100, noNaN: true }),
  })
  const share = (max: number) => fc.double({ min: 0, max, noNaN: true })
  const plans = fc.record({
    seed: fc.integer(),
    clocks: fc.array(clock, { minLength: 3, maxLength: 3 }),
    nodes: fc.integer({ min: 1, max: 3 }),
    loss: share(0.8),
    nodeLoss: share(0.2),
    repeated: share(0.5),
    altered: share(0.3),
  })
  fc.assert(
    fc.property(plans, (plan) => {
      const field = makeField({ ...PLAN, ...plan })
      assertExact(field, report(field))
    }),
    { numRuns: 40, seed: 20_260_102 },
  )
})

Follow('clocks: by how much each node is off, and how it drifts', () => {
  const clocks = [
    { offsetS: 0, driftPpm: 0 },
    { offsetS: 1.7, driftPpm: 0 },
    { offsetS: -4, driftPpm: 100 },
  ]
  const { clocks: told } = report(makeField({ ...PLAN, nodes: 3, seconds: 3600, clocks, loss: 0.5 }))
  const near = (ns: number | null, seconds: number) => assert.ok(Math.abs(ns! - seconds * 1e9) < 5e6, `${ns}`)
  near(told[1]!.offsetNs, 1.7)
  near(told[2]!.offsetNs, -4)
  assert.ok(Math.abs(told[2]!.driftPpm! - 100) < 1)
  assert.is(told[0]!.offsetNs, 0)
  assert.ok(told.every(({ spreadNs }) => spreadNs! < 3e6))
})

Follow('a node that shares nothing has an unknown clock, and what it saw is still told', () => {
  const field = makeField({ ...PLAN, networks: 2, nodes: 2 })
  const { settled } = field.situation
  const neighborDiscovery = settled.neighborDiscovery.filter(
    ({ vantage, source }) => (settled.vantages[vantage]!.node === 'compute1') === source.startsWith('fe80::1:'),
  )
  const apart = { ...field, situation: { ...field.situation, settled: { ...settled, neighborDiscovery } } }
  const told = report(apart)
  assert.equal(
    told.clocks.map(({ offsetNs }) => offsetNs),
    [null, null],
  )
  assert.match(told.notes.join(), 'unknown to one another')
  assert.ok(told.routers.every(({ verdict }) => verdict === 'yes'))
})

Follow('the order of rows does not show', () => {
  const field = makeField({ ...PLAN, loss: 0.3, nodeLoss: 0.1, repeated: 0.2 })
  const { settled } = field.situation
  const turned = {
    ...settled,
    neighborDiscovery: settled.neighborDiscovery.toReversed(),
    stations: rowsOf([...settled.stations].toReversed()),
  }
  assert.equal(report({ ...field, situation: { ...field.situation, settled: turned } }), report(field))
})

Follow('a message seen more often than its sightings are kept proves no loss after the last of them', () => {
  const field = makeField({ ...PLAN, nodes: 1 })
  const { settled } = field.situation
  const neighborDiscovery = settled.neighborDiscovery.map((row) =>
    row.segment === 0 ? { ...row, seen: row.seen.slice(0, 10) } : row,
  )
  const { routers } = report({
    ...field,
    situation: { ...field.situation, settled: { ...settled, neighborDiscovery } },
  })
  for (const port of routers.flatMap(({ ports }) => ports)) {
    assert.is(port.lost, 0)
    assert.is(port.delivered, 10)
    assert.ok(port.unsettled > 0)
  }
})

Follow('a flood of routers and contents is bounded, and hides no router', () => {
  const field = makeField({ ...PLAN, networks: 1, routers: 1 })
  const { settled } = field.situation
  const trunkRow = settled.neighborDiscovery.find(({ segment }) => segment === 1)!
  const tapRow = settled.neighborDiscovery.find(({ segment }) => segment === 0)!
  const flood = Array.from({ length: 20_000 }, (_, i) => {
    const octets = `8600000040000708${i.toString(16).padStart(8, '0')}00000000`
    const many = i % 2 === 0 ? {} : { source: `fe80::bad:${i.toString(16)}`, linkSource: '02:00:00:00:00:01' }
    const time = [trunkRow.first.time![0] + 5, i * 1000] as const
    return [trunkRow, tapRow].map((row) => {
      const first = { ...row.first, time }
      return { ...row, ...many, octets, count: 1, first, last: first, seen: [first] }
    })
  }).flat()
  const neighborDiscovery = [...settled.neighborDiscovery, ...flood]
  const upstreamRouters = new Set([...field.situation.upstreamRouters, '02:00:00:00:00:01'])
  const situation = { ...field.situation, upstreamRouters, settled: { ...settled, neighborDiscovery } }
  const before = process.cpuUsage()
  const told = report({ ...field, situation })
  assert.ok(process.cpuUsage(before).user < 20e6)
  assert.is(told.routers.length, 32)
  assert.match(told.notes.join(), '9969 more routers')
  assert.ok(told.routers.some(({ address }) => address === trunkRow.source))
})

Follow.run()
