import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bench } from 'tinybench'
import { analyze } from '../src/analyze.ts'
import { FORMATS, type Format } from './generator/capture-writer.ts'
import { generate, PROFILES, type Profile, type Truth } from './generator/generate.ts'

/** Whole analyses of generated captures, one thread, their truth checked. */

const OCTETS = 32_000_000

/** Generates the captures into `folder`; each is gone when its runs are done. */
export function addCaptureTasks(bench: Bench, folder: string): void {
  for (const profile of PROFILES) add(bench, folder, profile, 'pcap', false)
  for (const format of FORMATS) if (format !== 'pcap') add(bench, folder, 'tenant', format, false)
  add(bench, folder, 'tenant', 'pcap', true)
}

function add(bench: Bench, folder: string, profile: Profile, format: Format, gzip: boolean): void {
  const file = join(folder, `${profile}.${format}${gzip ? '.gz' : ''}`)
  let truth: Truth
  bench.add(
    `analyze ${OCTETS / 1e6} MB of ${profile}, ${format}${gzip ? ', gzip' : ''}`,
    async () => {
      const analyzed = await analyze([file], { workers: 0 })
      if (!analyzed.ok || !agrees(analyzed.analysis.coverage, truth)) throw new Error(`${file}: not what was generated`)
      return analyzed.analysis.coverage.frames
    },
    {
      async: true,
      beforeAll() {
        const descriptor = openSync(file, 'w')
        const write = (chunk: Uint8Array) => void writeSync(descriptor, gzip ? gzipSync(chunk, { level: 1 }) : chunk)
        truth = generate({ profile, format, seed: 1, octets: OCTETS }, write)
        closeSync(descriptor)
      },
      afterAll: () => rmSync(file),
    },
  )
}

interface Coverage {
  readonly frames: number
  readonly decoded: Readonly<Record<string, number>>
}

function agrees({ frames, decoded }: Coverage, truth: Truth): boolean {
  return frames === truth.frames && Object.entries(truth.messages).every(([kind, count]) => decoded[kind] === count)
}
