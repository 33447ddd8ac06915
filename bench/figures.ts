import { readFileSync, writeFileSync } from 'node:fs'
import { aligned } from '../src/report/aligned.ts'

/** Milliseconds of one call of each task: the median, the least and the most. */
export type Figures = Readonly<Record<string, Figure>>

export interface Figure {
  readonly medianMs: number
  readonly minMs: number
  readonly maxMs: number
}

const KEPT = 'bench/figures.json'

/** The figures that were kept last; none if nobody kept any. */
export function readFigures(): Figures {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8')) as Figures // our own file
  } catch {
    return {}
  }
}

export function keepFigures(figures: Figures): void {
  writeFileSync(KEPT, `${JSON.stringify(figures, null, 2)}\n`)
}

/** A table of what was measured now beside what was kept. */
export function compare(now: Figures, before: Figures): string {
  const rows = [
    ['', 'ms', 'min–max', 'before', 'now/before'],
    ...Object.entries(now).map(([name, { medianMs, minMs, maxMs }]) => {
      const old = before[name]?.medianMs
      const ratio = old === undefined ? '' : (medianMs / old).toFixed(2)
      return [name, show(medianMs), `${show(minMs)}–${show(maxMs)}`, old === undefined ? '' : show(old), ratio]
    }),
  ]
  return aligned(rows)
    .map((line) => `${line}\n`)
    .join('')
}

function show(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3)
}
