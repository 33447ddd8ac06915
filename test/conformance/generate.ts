import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { frame, mutatedFrame } from '../arbitrary/frame.ts'
import { pcapOf } from '../pcap.ts'

/**
 * Writes captures of built messages into a directory: every message type, option and tunnel as its RFC has it, and the same
 * with octets changed. One seed makes one set: `node dist/test/conformance/generate.js DIRECTORY SEED FRAMES`.
 */
const [directory = '', seed = '1', frames = '200'] = process.argv.slice(2)
mkdirSync(directory, { recursive: true })
for (const [name, arbitrary] of [
  ['built', frame],
  ['mutated', mutatedFrame],
] as const) {
  const sample = fc.sample(arbitrary, { seed: Number(seed), numRuns: Number(frames) })
  writeFileSync(join(directory, `${name}-${seed}.pcap`), pcapOf(sample))
}
