// Compiles to dist/, without what sources that are gone left there.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCommand } from './command/build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

for (const folder of ['src', 'test', 'bench', 'captures']) {
  if (!existsSync(join(dist, folder))) continue
  for (const entry of readdirSync(join(dist, folder), { recursive: true })) {
    const source = join(root, folder, String(entry)).replace(/(\.d)?\.(js|ts)$/, '.ts')
    if (/\.(js|d\.ts)$/.test(entry) && !existsSync(source)) rmSync(join(dist, folder, entry))
  }
}
if (!existsSync(join(dist, 'src'))) rmSync(join(dist, '.tsbuildinfo'), { force: true }) // else nothing would be written
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', root], { cwd: root, stdio: ['ignore', 2, 2] })
if (status !== 0) process.exit(status ?? 1)

await buildCommand(root)
chmodSync(join(dist, 'src', 'cli', 'bin.js'), 0o755)
