import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from './run-main.ts'
import { smallCapture } from './small-capture.ts'

const ANALYZE = suite<{ readonly directory: string }>('v6gap analyze', { directory: '' })

ANALYZE.before.each((context) => {
  Object.assign(context, { directory: mkdtempSync(join(tmpdir(), 'v6gap-')) })
})
ANALYZE.after.each(({ directory }) => rmSync(directory, { recursive: true }))

function put(directory: string, path: string, octets: string | Uint8Array): string {
  mkdirSync(join(directory, 'compute1'), { recursive: true })
  writeFileSync(join(directory, path), octets)
  return join(directory, path)
}

async function analyzed(...argv: readonly string[]) {
  const { out, code, err } = await runMain([...argv, '--format', 'json'])
  return { code, err, analysis: JSON.parse(out) }
}

ANALYZE('a capture: the table on standard output, exit 0', async ({ directory }) => {
  const { code, out, err } = await runMain([put(directory, 'compute1/tap0.pcap', smallCapture(3))])
  assert.is(code, 0)
  assert.is(err, '')
  assert.match(out, '1 capture, 1 vantage on 1 node, 3 frames')
  assert.match(out, 'Decoded: router-solicitation 3.')
  assert.is((out.match(/\| unobserved \|/g) ?? []).length, 9)
})

ANALYZE('a directory: what is no capture is passed over with a note', async ({ directory }) => {
  put(directory, 'compute1/tap0.pcap', smallCapture(3))
  put(directory, 'notes.txt', 'text')
  const { code, err } = await runMain([directory])
  assert.is(code, 0)
  assert.match(err, /^note: .*notes\.txt: passed over/)
  assert.is((await runMain([directory, '--quiet'])).err, '')
})

ANALYZE('a missing file and a text file, named: exit 3, the others are still reported', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const text = put(directory, 'notes.txt', 'text')
  const { code, err, analysis } = await analyzed(good, text, join(directory, 'gone.pcap'))
  assert.is(code, 3)
  assert.match(err, /^error: .*gone\.pcap: .*no such file/m)
  assert.match(err, /^error: .*notes\.txt: .*neither pcap nor pcapng/m)
  assert.is(analysis.captures.length, 1)
  assert.equal(
    analysis.unread.map((each: { problem: { kind: string } }) => each.problem.kind),
    ['unreadable', 'no-capture'],
  )
})

ANALYZE('no capture at all: exit 3 and no report', async ({ directory }) => {
  const { code, out, err } = await runMain([directory])
  assert.is(code, 3)
  assert.is(out, '')
  assert.match(err, /^error: nothing to report/)
})

ANALYZE('a capture cut short is a note and stays 0; damage in the middle is 3', async ({ directory }) => {
  const whole = smallCapture(5)
  const cut = await analyzed(put(directory, 'compute1/cut.pcap', whole.subarray(0, whole.length - 7)))
  assert.is(cut.code, 0)
  assert.match(cut.err, /^note: .*cut\.pcap: offset \d+: /)
  assert.equal([cut.analysis.captures[0].frames, cut.analysis.captures[0].complete], [4, false])
  const broken = smallCapture(5)
  broken.fill(0xff, 24 + 2 * 78, 24 + 2 * 78 + 16)
  const damaged = await analyzed(put(directory, 'compute1/damaged.pcap', broken))
  assert.is(damaged.code, 3)
  assert.match(damaged.err, /^error: .*damaged\.pcap: offset 180: /)
  assert.is(damaged.analysis.captures[0].frames, 2)
})

ANALYZE('a copy is listed and counted once', async ({ directory }) => {
  put(directory, 'compute1/tap0.pcap', smallCapture(3))
  put(directory, 'copy.pcap', smallCapture(3))
  const { analysis } = await analyzed(directory)
  assert.equal(
    analysis.captures.map((each: { id: string; duplicateOf: string | null }) => [each.id, each.duplicateOf]),
    [
      ['c1', null],
      ['c2', 'c1'],
    ],
  )
  assert.is(analysis.coverage.frames, 3)
})

ANALYZE('an inventory that is none: exit 3, nothing analyzed', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const { code, out, err } = await runMain([good, '--inventory', put(directory, 'neutron.json', '{')])
  assert.is(code, 3)
  assert.is(out, '')
  assert.match(err, /^error: .*neutron\.json/)
})

ANALYZE('--vantage names node and interface', async ({ directory }) => {
  const good = put(directory, 'dump.pcap', smallCapture(3))
  const { analysis } = await analyzed(good, '--vantage', '**/dump*=compute7/tap1a2b3c4d-5e')
  assert.equal([analysis.vantages[0].node, analysis.vantages[0].name], ['compute7', 'tap1a2b3c4d-5e'])
})

ANALYZE('--output: whole or not at all, through a link, nothing left beside it', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const target = put(directory, 'report.txt', 'precious')
  symlinkSync('report.txt', join(directory, 'link.txt'))
  const failed = await runMain([join(directory, 'gone'), '--output', target])
  assert.is(failed.code, 3)
  assert.is(readFileSync(target, 'utf8'), 'precious')
  const { code, out } = await runMain([good, '--output', join(directory, 'link.txt')], { stdout: { isTTY: true } })
  assert.equal([code, out], [0, ''])
  assert.is(readFileSync(target, 'utf8'), (await runMain([good])).out)
  assert.equal(readdirSync(directory).sort(), ['compute1', 'link.txt', 'report.txt'])
})

ANALYZE('a closed pipe ends quietly with 0', async ({ directory }) => {
  const closed = async () => {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  }
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  assert.equal(await runMain([good], { stdout: { write: closed } }), { code: 0, out: '', err: '' })
  assert.is((await runMain(['--help'], { stdout: { write: closed } })).code, 0)
})

ANALYZE('colour on a terminal alone, and not where it is unwanted', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const stdout = { isTTY: true, columns: 120 }
  const coloured = async (argv: readonly string[], env = {}) =>
    (await runMain([good, ...argv], { stdout, env })).out.includes('\x1b[')
  assert.is(await coloured([]), true)
  assert.is(await coloured(['--no-color']), false)
  assert.is(await coloured([], { NO_COLOR: '1' }), false)
  assert.is(await coloured([], { TERM: 'dumb' }), false)
  assert.is((await runMain([good])).out.includes('\x1b['), false)
  assert.match((await runMain([good, '--no-color'], { stdout })).out, `+${'-'.repeat(91)}+`)
})

ANALYZE('progress on a terminal alone, erased at the end', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const { err } = await runMain([good], { stderr: { isTTY: true } })
  assert.match(err, /^\r\x1b\[2Kreading captures: 1 of 1 done, 0\.0 MiB, 100 %\r\x1b\[2K$/)
  assert.is((await runMain([good, '--no-progress'], { stderr: { isTTY: true } })).err, '')
  assert.is((await runMain([good, '--quiet'], { stderr: { isTTY: true } })).err, '')
})

ANALYZE('interrupted: 130, and the report says so', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const interruption = new AbortController()
  const stderr = { isTTY: true, write: async () => interruption.abort() } // as soon as there is progress
  const late = await runMain([good, '--format', 'json'], { signal: interruption.signal, stderr })
  assert.is(late.code, 130)
  assert.is(JSON.parse(late.out).complete, false)
  const early = await runMain([good], { signal: AbortSignal.abort() })
  assert.equal(early, { code: 130, out: '', err: early.err })
  assert.match(early.err, 'interrupted before any capture was read')
})

ANALYZE('--fail-on decides between 0 and 1', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  for (const [failOn, expected] of [
    ['no', 0],
    ['partial', 0],
    ['unobserved', 1],
    ['never', 0],
  ] as const) {
    assert.is((await runMain([good, '--fail-on', failOn])).code, expected, failOn)
  }
})

ANALYZE('an interruption ends the waiting for a pipe to which nobody writes', async ({ directory }) => {
  const fifo = join(directory, 'fifo')
  if (spawnSync('mkfifo', [fifo]).status !== 0) {
    console.log('skipped: no mkfifo here')
    return
  }
  for (const workers of ['0', '2']) {
    const interruption = new AbortController()
    setTimeout(() => interruption.abort(), 100)
    const { code } = await runMain([fifo, '--workers', workers], { signal: interruption.signal })
    assert.is(code, 130)
  }
})

ANALYZE.run()
