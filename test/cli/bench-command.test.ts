import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { generate } from '../../bench/generator/generate.ts'
import type { BenchReport } from '../../src/bench/bench-report.ts'
import { spreadOf } from '../../src/bench/spread.ts'
import { type Ran, runMain } from './run-main.ts'

const B = suite('v6gap bench')
const folder = mkdtempSync(join(tmpdir(), 'v6gap-bench-'))
const capture = join(folder, 'tenant.pcap')
const truth = generate({ profile: 'tenant', format: 'pcap', seed: 2, octets: 400_000 }, (chunk) =>
  writeFileSync(capture, chunk, { flag: 'a' }),
)
B.after(() => rmSync(folder, { recursive: true }))

function run(argv: readonly string[], signal = new AbortController().signal): Promise<Ran> {
  return runMain(['bench', ...argv], { signal })
}

B('times each number of workers beside a plain read, and counts what the capture holds', async () => {
  const { code, out, err } = await run([capture, '--workers', '2,0', '--rounds', '1', '--format', 'json'])
  assert.is(err, '')
  assert.is(code, 0)
  const report = JSON.parse(out) as BenchReport
  assert.is(report.schema, 'v6gap/bench@1')
  assert.is(report.frames, truth.frames)
  assert.is(report.octets, truth.octets)
  assert.equal(
    report.analyses.map(({ workers }) => workers),
    [0, 2],
  )
  for (const each of [report.read, ...report.analyses]) {
    assert.ok(each.seconds.median > 0 && each.octetsPerSecond > 0 && each.peakRssOctets > 1e6)
  }
  for (const { shareOfRead, seconds } of report.analyses) {
    assert.is(shareOfRead, report.read.seconds.median / seconds.median)
  }
})

B('draws a table within 80 columns, to a file as well', async () => {
  const output = join(folder, 'table.txt')
  const { code, out } = await run([capture, '--workers', '0', '--rounds', '1', '--output', output])
  assert.is(code, 0)
  assert.is(out, '')
  const lines = readFileSync(output, 'utf8').split('\n')
  assert.ok(lines.some((line) => /^plain read +\d+\.\d{3} /.test(line)))
  assert.ok(lines.some((line) => /^0 workers +\d+\.\d{3} /.test(line)))
  assert.equal(
    lines.filter((line) => line.length > 80 && !line.startsWith('v6gap bench ')),
    [],
  )
})

B('says what is no capture, and that standard input cannot be timed', async () => {
  const text = join(folder, 'notes.txt')
  writeFileSync(text, 'no capture\n')
  const wrong = await run([text, '--rounds', '1'])
  assert.is(wrong.code, 3)
  assert.match(wrong.err, /notes\.txt: neither pcap nor pcapng/)
  const stdin = await run(['-'])
  assert.is(stdin.code, 2)
  assert.match(stdin.err, /standard input can be read once only/)
  assert.is((await run([capture, '--workers', '1,1'])).code, 2)
  assert.is((await run([])).code, 2)
})

B('ends at Ctrl-C', async () => {
  const interruption = new AbortController()
  setTimeout(() => interruption.abort(), 50)
  const { code, out } = await run([capture, '--rounds', '1000'], interruption.signal)
  assert.is(code, 130)
  assert.is(out, '')
})

B('takes the value in the middle, the lower of two', () => {
  assert.equal(spreadOf([3, 1, 2]), { min: 1, median: 2, max: 3 })
  assert.equal(spreadOf([4, 1]), { min: 1, median: 1, max: 4 })
})

B.run()
