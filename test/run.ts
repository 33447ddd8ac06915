import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs every `*.test.js` below a directory (this file's, or the one named), each in a process of its own, and ends with a
 * line `N passed, N failed`. A file in which no test ran is a failure: uvu passes one that forgot `.run()`.
 */
const AT_ONCE = 2
const TIMEOUT_MS = 5 * 60_000

interface Outcome {
  readonly passed: number
  readonly failed: number
  /** What to print: why the file failed. */
  readonly complaint: string
}

const directory = process.argv[2] ?? dirname(fileURLToPath(import.meta.url))
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.js'))
  .sort()
  .map((name) => join(directory, name))
let passed = 0
let failed = 0
const queue = [...files]
await Promise.all(Array.from({ length: AT_ONCE }, lane))
if (files.length === 0) {
  console.log(`no test file below ${directory}`)
  failed = 1
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function lane(): Promise<void> {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const outcome = await run(file)
    passed += outcome.passed
    failed += outcome.failed
    const name = relative(directory, file)
    console.log(`${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${outcome.passed} passed)`)
    if (outcome.complaint !== '') console.log(outcome.complaint)
  }
}

async function run(file: string): Promise<Outcome> {
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, FORCE_COLOR: '0' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const end = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? `exit code ${code}`}`))
  })
  return outcomeOf(output, end)
}

/** Reads uvu's summary, the last one printed. `end` says how the process ended; '' is well. */
function outcomeOf(output: string, end: string): Outcome {
  const total = lastCount(output, 'Total')
  const good = lastCount(output, 'Passed')
  if (total === 0) {
    return { passed: 0, failed: 1, complaint: `${output}\nno test ran in this file (forgot .run()?) ${end}`.trim() }
  }
  const bad = Math.max(total - good, end === '' ? 0 : 1)
  return { passed: good, failed: bad, complaint: bad === 0 ? '' : `${output.trim()}\n${end}` }
}

function lastCount(output: string, label: string): number {
  const found = [...output.matchAll(new RegExp(`^ {2}${label}: +(\\d+)$`, 'gm'))]
  return Number(found.at(-1)?.[1] ?? 0)
}
