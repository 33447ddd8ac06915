import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followAdvertisements } from '../../src/forwarding/follow.ts'
import { reportForwarding } from '../../src/forwarding/report-forwarding.ts'
import { makeField } from './field.ts'

const Scale = suite('a day of advertisements')

Scale('5 nodes, 500 ports, 10 routers: exact, in seconds, and little is kept', () => {
  const field = makeField({
    seed: 20_260_103,
    nodes: 5,
    networks: 10,
    routers: 1,
    ports: 10,
    seconds: 86_400,
    intervalS: [30, 100], // Neutron's
    loss: 0.02,
    nodeLoss: 0.001,
    repeated: 0.01,
    altered: 0.001,
    clocks: [
      { offsetS: 0, driftPpm: 0 },
      { offsetS: 1.7, driftPpm: 50 },
      { offsetS: -4, driftPpm: -100 },
      { offsetS: 0.02, driftPpm: 12 },
      { offsetS: 9, driftPpm: 100 },
    ],
  })
  const before = process.cpuUsage()
  const { arrayBuffers } = process.memoryUsage()
  const { routers } = reportForwarding(followAdvertisements(field.situation), 'upstream', true)
  const { user } = process.cpuUsage(before)
  const ports = new Map(
    routers.flatMap((router) => router.ports.map((port) => [`${router.address} ${port.vantage}`, port] as const)),
  )
  assert.is(ports.size, 500)
  for (const { router, vantage, ...truth } of field.ports) {
    const { expected, delivered, lost, duplicated, altered, missedNode } = ports.get(`${router} ${vantage}`)!
    assert.equal({ expected, delivered, lost, duplicated, altered, missedNode }, truth)
  }
  for (const { address, sent } of routers) assert.is(sent, field.sent.get(address))
  assert.ok(user < 30e6, `${user / 1e6} s of computing`) // some 2 s; a busy machine counts no more
  assert.ok(process.memoryUsage().arrayBuffers - arrayBuffers < 200e6)
})

Scale.run()
