import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const RUNNER = suite('the test runner')

const runner = fileURLToPath(new URL('./run.js', import.meta.url))
const uvu = `import { suite } from '${import.meta.resolve('uvu')}'\nconst NAME = suite('fixture')\n`

const passing = `${uvu}NAME('a', () => {})\nNAME('b', () => {})\nNAME.run()\n`
const failing = `${uvu}NAME('a', () => {})\nNAME('b', () => { throw new Error('told to fail') })\nNAME.run()\n`
const forgotten = `${uvu}NAME('a', () => { throw new Error('never run') })\n`
const empty = `${uvu}NAME.run()\n`
const crashing = `${passing}process.on('exit', () => { process.exitCode = 9 })\n`
const noTest = 'console.log("nothing here")\n'

function run(files: Readonly<Record<string, string>>): { readonly output: string; readonly code: number | null } {
  const directory = mkdtempSync(join(tmpdir(), 'v6gap-'))
  try {
    mkdirSync(join(directory, 'deep'))
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
    const { stdout, status } = spawnSync(process.execPath, [runner, directory], { encoding: 'utf8' })
    return { output: stdout, code: status }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

for (const [what, files, lastLine, complaint] of [
  ['sums over files, in folders too', { 'a.test.js': passing, 'deep/b.test.js': passing }, '4 passed, 0 failed', ''],
  ['a test that fails', { 'a.test.js': passing, 'b.test.js': failing }, '3 passed, 1 failed', 'told to fail'],
  ['a file that forgot .run()', { 'a.test.js': passing, 'b.test.js': forgotten }, '2 passed, 1 failed', 'no test ran'],
  ['a suite without tests', { 'a.test.js': empty }, '0 passed, 1 failed', 'no test ran'],
  ['a file without any suite', { 'a.test.js': noTest }, '0 passed, 1 failed', 'no test ran'],
  ['a file whose process ends badly', { 'a.test.js': crashing }, '2 passed, 1 failed', 'ended with exit code 9'],
  ['a file that does not load', { 'a.test.js': 'import "./gone.js"' }, '0 passed, 1 failed', 'ERR_MODULE_NOT_FOUND'],
  ['no test file at all', { 'a.js': passing }, '0 passed, 1 failed', 'no test file'],
] as const) {
  RUNNER(what, () => {
    const { output, code } = run(files)
    assert.is(output.trimEnd().split('\n').at(-1), lastLine)
    assert.match(output, complaint)
    assert.is(code, lastLine.endsWith(' 0 failed') ? 0 : 1)
  })
}

RUNNER.run()
