// Compiles to dist/, without what sources that are gone left there.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCommand } from './command/build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

function run(script, ...args) {
  const path = join(root, 'node_modules', script)
  const { status } = spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}

for (const folder of ['src', 'test', 'bench', 'captures']) {
  if (!existsSync(join(dist, folder))) continue
  for (const entry of readdirSync(join(dist, folder), { recursive: true })) {
    const source = join(root, folder, String(entry)).replace(/(\.d)?\.(js|ts)$/, '.ts')
    if (/\.(js|d\.ts)$/.test(entry) && !existsSync(source)) rmSync(join(dist, folder, entry))
  }
}
if (!existsSync(join(dist, 'src'))) rmSync(join(dist, '.tsbuildinfo'), { force: true }) // else nothing would be written
run('typescript/bin/tsc', '-p', root)
// no runtime, no checks of its own: it allocates nothing, and what it reads lies in its memory
const ASSEMBLED = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd']
// Memory that is not shared V8 counts as the script's own, and looks for garbage as soon as there is so much of it.
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '3200']
const source = join(root, 'src', 'observe', 'assembly', 'module.ts')
run(
  'assemblyscript/bin/asc.js',
  source,
  '--outFile',
  join(dist, 'src', 'observe', 'compiled-module.wasm'),
  ...ASSEMBLED,
  ...SHARED,
)

await buildCommand(root)
chmodSync(join(dist, 'src', 'cli', 'bin.js'), 0o755)
