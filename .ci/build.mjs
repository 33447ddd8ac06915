// Compiles to dist/, without what sources that are gone left there.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

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

// The command as few files: loading a hundred modules one by one takes longer than analyzing a small capture. What is loaded on demand
// stays apart, and so does what starts in a thread or process of its own. Three folders deep, as in src, for paths relative to the package.
const bundle = await rolldown({
  cwd: root,
  platform: 'node',
  external: ['piscina'],
  input: { bin: 'dist/src/cli/bin.js', worker: 'dist/src/pool/worker.js', child: 'dist/src/bench/child.js' },
})
const command = join(dist, 'bundle', 'cli')
rmSync(command, { recursive: true, force: true })
await bundle.write({ dir: command })
for (const bin of [join(dist, 'src', 'cli', 'bin.js'), join(command, 'bin.js')]) chmodSync(bin, 0o755)
