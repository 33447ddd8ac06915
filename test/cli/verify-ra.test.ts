import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RaForwarding } from '../../src/forwarding/ra-forwarding.ts'
import { runMain } from './run-main.ts'

const GOOD = ['captures/all-good', '--inventory', 'captures/all-good/neutron.json']
const LOSING = ['captures/faults/dual-stack-one-nic-filtered', '--router', 'tenant']

async function json(...argv: readonly string[]) {
  const { code, out, err } = await runMain(['verify-ra', ...argv, '--workers', '0', '--format', 'json', '--quiet'])
  return { code, err, report: JSON.parse(out) as RaForwarding }
}

const VerifyRa = suite('v6gap verify-ra')

VerifyRa('every RA arrived: exit 0, a table in 80 columns', async () => {
  const { code, out, err } = await runMain(['verify-ra', ...GOOD, '--quiet'])
  assert.is(code, 0)
  assert.is(err, '')
  assert.match(out, 'Verdict: yes')
  assert.match(out, '14 RAs expected, 0 lost')
  assert.ok(out.split('\n').every((line) => line.length <= 80))
})

VerifyRa('the JSON has the names that scripts depend on', async () => {
  const { report } = await json(...GOOD)
  assert.is(report.schema, 'v6gap/ra-forwarding@1')
  const [router] = report.routers
  for (const name of ['address', 'mac', 'network', 'vantage', 'sent', 'verdict', 'ports'])
    assert.ok(name in router!, name)
  const names =
    'vantage portId verdict solicitations expected delivered lost late duplicated altered delayNs longestGapNs firstMissingHop cause lostFrames alterations'
  for (const name of names.split(' ')) assert.ok(name in router!.ports[0]!, name)
  assert.equal(Object.keys(router!.ports[0]!.delayNs!), ['min', 'median', 'p99', 'max'])
  assert.equal(Object.keys(router!.ports[0]!.solicitations), ['sent', 'answered', 'delayNs'])
  for (const name of ['node', 'offsetNs', 'spreadNs']) assert.ok(name in report.clocks[0]!, name)
})

VerifyRa('lost RAs: exit 1, unless so many may be lost', async () => {
  const { code, report } = await json(...LOSING)
  assert.is(code, 1)
  const lost = report.routers.flatMap(({ ports }) => ports).filter((port) => port.lost > 0)
  assert.is(lost.length, 1)
  assert.is(lost[0]!.lostFrames.length, lost[0]!.lost)
  assert.match(lost[0]!.cause!, /^F04/)
  assert.is((await json(...LOSING, '--max-loss', '0.1')).code, 1)
  assert.is((await json(...LOSING, '--max-loss', '0.9')).code, 0)
})

VerifyRa('the same whatever the order of the paths and the number of threads', async () => {
  const nodes = ['compute1', 'compute2', 'network1', 'network2'].map((node) => `captures/all-good/${node}`)
  const run = async (paths: readonly string[], workers: string) =>
    (await runMain(['verify-ra', ...paths, '--router', 'tenant', '--quiet', '--format', 'json', '--workers', workers]))
      .out
  const once = await run(nodes, '0')
  assert.is(await run(nodes.toReversed(), '0'), once)
  assert.is(await run(nodes, '2'), once)
})

VerifyRa('--upstream: counted there', async () => {
  const { report } = await json(...GOOD, '--upstream', 'network1/eth2')
  assert.ok(report.routers.every(({ vantage }) => vantage === 'network1/eth2'))
  const gone = await runMain(['verify-ra', ...GOOD, '--upstream', 'network9/eth2', '--quiet'])
  assert.is(gone.code, 3)
  assert.match(gone.err, /no capture is of network9\/eth2; captures are of compute1\/eth1/)
})

VerifyRa('--output, and no capture', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'v6gap-'))
  const output = join(directory, 'report.json')
  const { out } = await runMain(['verify-ra', ...GOOD, '--quiet', '--format', 'json', '--output', output])
  assert.is(out, '')
  assert.is(JSON.parse(readFileSync(output, 'utf8')).verdict, 'yes')
  assert.is((await runMain(['verify-ra', directory])).code, 3)
  rmSync(directory, { recursive: true })
})

for (const wrong of [
  ['--window', '0ms'],
  ['--window', '200'],
  ['--window', '61s'],
  ['--max-loss', '2'],
  ['--max-loss', '-1'],
  ['--router', 'all'],
  ['--upstream', 'eth2'],
]) {
  VerifyRa(`${wrong.join(' ')}: exit 2`, async () => {
    const { code, out, err } = await runMain(['verify-ra', 'captures/all-good', ...wrong])
    assert.is(code, 2)
    assert.is(out, '')
    assert.match(err, `'${wrong[1]}' is invalid`)
  })
}

VerifyRa('no paths: exit 2; --help in 80 columns', async () => {
  assert.is((await runMain(['verify-ra'])).code, 2)
  const { code, out } = await runMain(['verify-ra', '--help'])
  assert.is(code, 0)
  assert.match(out, '--max-loss')
  assert.ok(out.split('\n').every((line) => line.length <= 80))
})

VerifyRa.run()
