import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from './run-main.ts'

const USAGE = suite('usage of the command line')

for (const [what, argv, told] of [
  ['no paths', [], /no paths given/],
  ['no paths, command named', ['analyze'], /no paths given/],
  ['an unknown option', ['--bogus', 'x.pcap'], /unknown option '--bogus'/],
  ['a number of workers that is none', ['--workers', 'many', 'x'], /--workers.*'many'.*whole number from 0 to 1024/],
  ['a negative number of workers', ['--workers=-1', 'x'], /--workers.*whole number from 0 to 1024/],
  ['too many workers', ['--workers', '100000', 'x'], /--workers.*whole number from 0 to 1024/],
  ['a port that is none', ['--vxlan-port', '70000', 'x'], /--vxlan-port.*whole number from 1 to 65535/],
  ['a format that is none', ['--format', 'yaml', 'x'], /--format.*'yaml'.*table, json/],
  ['a --fail-on that is none', ['--fail-on', 'yes', 'x'], /--fail-on.*'yes'.*no, partial, unobserved, never/],
  ['a --vantage that is none', ['--vantage', 'x=y', 'x'], /--vantage.*GLOB=NODE\/INTERFACE/],
  ['an empty --inventory', ['--inventory', '', 'x'], /--inventory.*must name a file/],
  ['an option without its value', ['x', '--output'], /--output.*argument missing/],
  ['an --output in no directory', ['x', '--output', '/nowhere/at/all'], /--output .*directory does not exist/],
  ['an --output that is a directory', ['x', '--output', '/'], /--output .*a directory/],
] as const) {
  USAGE(`${what}: exit 2, told on standard error`, async () => {
    const { code, out, err } = await runMain(argv)
    assert.is(code, 2)
    assert.is(out, '')
    assert.match(err, told)
    assert.match(err, /^error: /)
  })
}

USAGE('an argument with control characters is told in characters that move nothing', async () => {
  const { err } = await runMain(['--\x1b[2J', 'x'])
  assert.is(err.includes('\x1b'), false)
  assert.match(err, '\\u{1b}[2J')
})

USAGE('a usage error touches no --output', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'v6gap-'))
  const output = join(directory, 'report.txt')
  writeFileSync(output, 'precious')
  const { code } = await runMain(['--output', output, '--workers', 'x', 'y'])
  assert.is(code, 2)
  assert.is(readFileSync(output, 'utf8'), 'precious')
  await runMain(['--output', join(directory, 'new.txt'), '--format', 'x', 'y'])
  assert.is(existsSync(join(directory, 'new.txt')), false)
  rmSync(directory, { recursive: true })
})

for (const argv of [['--help'], ['analyze', '--help']]) {
  USAGE(`${argv.join(' ')}: on standard output, in 80 columns, exit 0`, async () => {
    const { code, out, err } = await runMain(argv)
    assert.is(code, 0)
    assert.is(err, '')
    assert.match(out, 'Usage: v6gap')
    assert.ok(out.split('\n').every((line) => line.length <= 80))
  })
}

USAGE('help names no command that does not work yet', async () => {
  const { out } = await runMain(['--help'])
  assert.is(/\blint\b/.test(out), false)
})

USAGE('--version: that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  assert.equal(await runMain(['--version']), { code: 0, out: `${version}\n`, err: '' })
})

USAGE.run()
