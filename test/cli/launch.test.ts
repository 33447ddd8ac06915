import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const BIN = 'dist/bundle/cli/bin.js'
const TAP = 'captures/all-good/compute1/tapca085e1d-85.pcap'

interface Copy {
  readonly directory: string
  readonly bin: string
  readonly parts: string
}

const Launch = suite<Copy>('The command as it is installed')

Launch.before.each((context) => {
  const directory = mkdtempSync(join(tmpdir(), 'v6gap-launch-'))
  cpSync('dist/bundle/cli', join(directory, 'dist/bundle/cli'), { recursive: true })
  cpSync('package.json', join(directory, 'package.json'))
  const command = join(directory, 'dist/bundle/cli')
  Object.assign(context, { directory, bin: join(command, 'bin.js'), parts: join(command, 'parts') })
})
Launch.after.each(({ directory }) => rmSync(directory, { recursive: true }))

/** The parts a run loads, and whether what was kept of each was taken. */
function loads(bin: string, ...args: readonly string[]): Readonly<Record<string, boolean>> {
  const told = `process.on('exit', () => console.error(JSON.stringify([...scripts].map(([file, script]) => [file, script.cachedDataRejected]))))`
  const run = `process.argv = [process.execPath, ...process.argv.slice(1)]; const { scripts } = require(process.argv[1]); ${told}`
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { stderr } = spawnSync(process.execPath, ['-e', run, join(process.cwd(), bin), ...args], {
    encoding: 'utf8',
    env,
  })
  const parts = JSON.parse(stderr) as readonly (readonly [string, boolean?])[]
  return Object.fromEntries(
    parts.map(([file, rejected]) => [file.replace(/.*parts\/([a-z-]+?)(-[\w-]{8})?\.js.*/, '$1'), rejected === false]),
  )
}

function report(bin: string, ...options: readonly string[]): string {
  const args = [...options, bin, 'analyze', TAP, '--format', 'json', '--fail-on', 'never']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal([status, stderr], [0, ''])
  return stdout
}

function kept(parts: string): readonly string[] {
  const files = readdirSync(parts).filter((name) => !name.endsWith('.js'))
  assert.ok(files.length >= 3)
  return files.map((name) => join(parts, name))
}

Launch('loads what a run uses, compiled already', () => {
  assert.equal(loads(BIN, '--version'), { bin: true, 'rolldown-runtime': true, common: true })
  const scanning = { bin: true, 'rolldown-runtime': true, common: true, analysis: true }
  assert.equal(loads(BIN, TAP), scanning)
  assert.equal(loads(BIN, TAP, '--workers', '1'), { ...scanning, piscina: true })
})

Launch('sets V8 flags when all is loaded that was compiled under others', () => {
  const set = 'let before; v8.setFlagsFromString = () => { before ??= scripts.size }'
  const told = "process.on('exit', () => console.error(before, scripts.size))"
  const run = `const v8 = require('node:v8'); ${set}; const { scripts } = require(process.argv[1]); ${told}`
  const flagsSet = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['-e', run, join(process.cwd(), BIN), ...args], { encoding: 'utf8' }).stderr
  const inventory = ['--inventory', 'captures/all-good/neutron.json']
  assert.is(flagsSet(TAP, '--workers', '0'), '4 4\n')
  assert.is(flagsSet(TAP, ...inventory), '5 5\n')
  assert.is(flagsSet('decode', TAP, ...inventory), '6 6\n')
  assert.is(flagsSet(TAP, '--workers', '1'), 'undefined 5\n') // the thread does
})

Launch('leaves modules of Node alone that a run does not use', () => {
  const told = "process.on('exit', () => console.error(process.moduleLoadList.join()))"
  const run = `process.argv = [process.execPath, ...process.argv.slice(1)]; ${told}; require(process.argv[1])`
  const args = ['-e', run, join(process.cwd(), BIN), TAP]
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  const loaded = stderr.trim().split(',')
  assert.ok(loaded.includes('NativeModule crypto'))
  for (const name of ['worker_threads', 'zlib']) assert.not(loaded.includes(`NativeModule ${name}`))
})

Launch('does what its sources do: from a pipe, inflating, on threads, each command', ({ directory }) => {
  const compressed = join(directory, 'tap.pcap.gz')
  writeFileSync(compressed, gzipSync(readFileSync(TAP)))
  const two = ['captures/all-good/compute1', '--workers', '3']
  for (const args of [
    ['analyze', '-', '--format', 'json'],
    ['analyze', compressed, '--format', 'json'],
    ['analyze', ...two, '--inventory', 'captures/all-good/neutron.json'],
    ['verify-ra', ...two],
    ['decode', '-'],
    ['decode', compressed, '--format', 'text'],
    ['--help'],
    ['lint'],
  ]) {
    const [built, sources] = [BIN, 'dist/src/cli/bin.js'].map((bin) => {
      const run = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', input: readFileSync(TAP) })
      return [run.status, run.stdout, run.stderr]
    })
    assert.equal(built, sources, args.join(' '))
  }
})

Launch('does without what was kept', ({ bin, parts }) => {
  const expected = report(BIN)
  for (const file of kept(parts)) rmSync(file)
  assert.is(report(bin), expected)
})

Launch('does with what another Node kept, and with half a file', ({ bin, parts }) => {
  const expected = report(BIN)
  assert.is(report(bin, '--no-opt'), expected) // V8 takes nothing that was compiled under other flags
  for (const file of kept(parts)) {
    const octets = readFileSync(file)
    octets[5]! ^= 0xff // in the hash of V8's version
    writeFileSync(file, octets)
  }
  assert.is(report(bin), expected)
  for (const file of kept(parts)) writeFileSync(file, readFileSync(file).subarray(0, 1000))
  assert.is(report(bin), expected)
  for (const file of kept(parts)) writeFileSync(file, '')
  assert.is(report(bin), expected)
})

Launch('writes nothing where it is installed', ({ bin, parts, directory }) => {
  for (const file of kept(parts)) rmSync(file)
  const before = readdirSync(directory, { recursive: true })
  report(bin)
  assert.equal(readdirSync(directory, { recursive: true }), before)
})

Launch('is found through a link, from anywhere', ({ bin }) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
  const link = join(bin, '..', 'v6gap')
  execFileSync('ln', ['-s', 'bin.js', link])
  assert.is(execFileSync(link, ['--version'], { cwd: '/', encoding: 'utf8' }), `${version}\n`)
})

Launch.run()
