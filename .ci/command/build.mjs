// The command as few parts: loading a hundred modules one by one takes longer than analyzing a small capture. What is loaded on demand
// stays apart, and so does what starts in a thread or process of its own.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** What starts a process or a thread, and all it loads, is made of these. */
const ENTRIES = {
  bin: 'dist/src/cli/bin.js',
  'scan-thread': 'dist/src/pool/scan-thread.js',
  worker: 'node_modules/piscina/dist/worker.js', // Piscina starts its threads with what is called so beside it
  'zstd-thread': 'dist/src/capture/zstd-thread.js',
  child: 'dist/src/bench/child.js',
}
/** Read beside the parts. */
const FILES = ['dist/src/observe/compiled-module.wasm']
/** What both the command line and the analysis need. */
const COMMON = [
  'rolldown.runtime',
  'src/report/',
  'src/capture/(glob|vantage-name).js',
  'src/decode/(message-kind|ndp/kind|dhcpv6/message-type).js',
  'src/forwarding/alteration-text.js',
  'picocolors',
]
/** All that an analysis calls stands in one part: a call into another looks up a name first, each time. */
const GROUPS = [
  { name: 'common', test: new RegExp(COMMON.join('|')), priority: 2 },
  { name: 'piscina', test: /piscina.(?!dist.worker\.js)/, priority: 1 },
  { name: 'analysis', test: /src.(analyze|pool.work)\.js$/, priority: 1 },
]
const GOOD = ['captures/all-good', '--inventory', 'captures/all-good/neutron.json', '--output', '/dev/null', '--quiet']
/** Runs in which what they call is compiled, to be kept. */
const RUNS = [
  ['analyze', 'captures/all-good', '--output', '/dev/null', '--quiet'],
  ['analyze', 'captures/all-good', '--output', '/dev/null', '--quiet', '--workers', '2'],
  ['analyze', ...GOOD],
  ['verify-ra', ...GOOD],
  ['decode', ...GOOD],
]

/** Three folders deep, as in src, for paths relative to the package. */
export async function buildCommand(root) {
  const command = join(root, 'dist', 'bundle', 'cli')
  rmSync(command, { recursive: true, force: true })
  const bundle = await rolldown({ cwd: root, platform: 'node', external: ['@napi-rs/nice'], input: ENTRIES })
  const { output } = await bundle.generate({
    format: 'cjs',
    dynamicImportInCjs: false,
    comments: false,
    codeSplitting: { groups: GROUPS },
  })
  mkdirSync(join(command, 'parts'), { recursive: true })
  for (const { fileName, code } of output) writeFileSync(join(command, 'parts', fileName), asPart(code))
  writeFileSync(join(command, 'package.json'), '{ "type": "commonjs" }\n')
  for (const name of Object.keys(ENTRIES)) {
    copyFileSync(fileURLToPath(new URL('launch.cjs', import.meta.url)), join(command, `${name}.js`))
  }
  for (const file of FILES) copyFileSync(join(root, file), join(command, basename(file)))
  chmodSync(join(command, 'bin.js'), 0o755)
  for (const args of RUNS) keepCompiled(root, join(command, 'bin.js'), args)
}

/** A function of what a part is given, in ASCII: what reads it need not decode it. */
function asPart(code) {
  const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `(function (exports, require, module, __filename, __dirname) {${ascii.replace(/^#!.*/, '')}\n})`
}

function keepCompiled(root, bin, args) {
  const keeper = fileURLToPath(new URL('keep-compiled.cjs', import.meta.url))
  const env = { ...process.env, NODE_OPTIONS: '' } // what was compiled under other options is not taken
  const { status } = spawnSync(process.execPath, ['-r', keeper, bin, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 2],
  })
  if (status !== 0) throw new Error(`v6gap ${args.join(' ')} ended with ${status}`)
}
