import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bench } from 'tinybench'
import { addCaptureTasks } from './captures.ts'
import { compare, type Figures, keepFigures, readFigures } from './figures.ts'
import { addFrameTasks } from './frames.ts'

/** `npm run bench`: what was measured now, beside what was kept last; `npm run bench -- --keep` keeps this run's. */

const folder = mkdtempSync(join(tmpdir(), 'v6gap-bench-'))
try {
  const hot = new Bench({ time: 500 })
  addFrameTasks(hot)
  const whole = new Bench({ time: 0, iterations: 5, warmup: false })
  addCaptureTasks(whole, folder)
  const figures = { ...(await run(hot)), ...(await run(whole)) }
  process.stdout.write(compare(figures, readFigures()))
  if (process.argv.includes('--keep')) keepFigures(figures)
} finally {
  rmSync(folder, { recursive: true })
}

async function run(bench: Bench): Promise<Figures> {
  await bench.run()
  const figures = bench.tasks.map(({ name, result }) => {
    if (result.state === 'errored') throw result.error
    if (result.state !== 'completed') throw new Error(`${name}: not run to its end`)
    const { p50, min, max } = result.latency
    return [name, { medianMs: digits(p50), minMs: digits(min), maxMs: digits(max) }] as const
  })
  return Object.fromEntries(figures)
}

/** Four digits: more than that is noise. */
function digits(ms: number): number {
  return Number(ms.toPrecision(4))
}
