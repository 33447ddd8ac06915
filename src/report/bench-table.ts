import type { BenchReport, Timing } from '../bench/bench-report.ts'
import { aligned } from './aligned.ts'
import { count } from './counted.ts'
import { escapeText } from './escape.ts'

const HEADINGS = ['', 'seconds', 'min–max', 'frames/s', 'octets/s', 'of a read', 'memory'] as const

/** The timings as a table for people. */
export function renderBenchTable(report: BenchReport): string {
  const { read, analyses } = report
  const rows = [
    HEADINGS,
    ['plain read', ...times(read), '', rate(read.octetsPerSecond, 'B/s'), '1.00', memory(read)],
    ...analyses.map((each) => [
      `${each.workers} worker${each.workers === 1 ? '' : 's'}`,
      ...times(each),
      rate(each.framesPerSecond, ''),
      rate(each.octetsPerSecond, 'B/s'),
      each.shareOfRead.toFixed(2),
      memory(each),
    ]),
  ]
  const { frames, octets, rounds, node, cores, paths } = report
  return `${[
    `v6gap bench ${paths.map(escapeText).join(' ')}`,
    `${count(frames, 'frame')}, ${rate(octets, 'B')}; whole processes, their start included; medians of ${rounds}`,
    `Node ${node}, ${cores} core${cores === 1 ? '' : 's'}; workers are threads that scan, 0: the main thread alone`,
    '',
    ...aligned(rows),
  ].join('\n')}\n`
}

function times({ seconds: { median, min, max } }: Timing): readonly [string, string] {
  return [median.toFixed(3), `${min.toFixed(3)}–${max.toFixed(3)}`]
}

function memory({ peakRssOctets }: Timing): string {
  return rate(peakRssOctets, 'B')
}

/** Three digits and a decimal unit. */
function rate(value: number, unit: string): string {
  const steps = ['', 'k', 'M', 'G', 'T']
  let step = 0
  let scaled = value
  for (; scaled >= 999.5 && step < steps.length - 1; step++) scaled /= 1000
  const digits = scaled >= 99.5 || step === 0 ? 0 : scaled >= 9.95 ? 1 : 2
  return `${scaled.toFixed(digits)} ${steps[step]}${unit}`.trimEnd()
}
