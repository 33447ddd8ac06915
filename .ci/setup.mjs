// Makes a fresh clone ready: installs from the lock file when that was not done since it changed, then builds.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

function changedAt(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Errors alone are shown, on standard error: standard output is the report's. */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', command === 'npm' ? 'ignore' : 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
  // a global install passes its own settings on to npm below it
  for (const name of Object.keys(process.env))
    if (/^npm_config_(global|prefix|local_prefix)$/i.test(name)) delete process.env[name]
  run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error')
}
run(process.execPath, fileURLToPath(new URL('build.mjs', import.meta.url)))
