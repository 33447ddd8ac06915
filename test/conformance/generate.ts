import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { cookedFrame, cutFrame, frame, mutatedFrame, rawPacket } from '../arbitrary/frame.ts'
import { pcapOf } from '../pcap.ts'

/**
 * Writes captures of built messages into a directory: every message type, option and tunnel as its RFC has it, the same with
 * octets changed, and the same cut by a snap length,
 * and behind other link layers. One seed makes one set: `node dist/test/conformance/generate.js DIRECTORY SEED FRAMES`.
 */
const [directory = '', seed = '1', frames = '200'] = process.argv.slice(2)
mkdirSync(directory, { recursive: true })
for (const [name, arbitrary, linkType] of [
  ['built', frame, 1],
  ['mutated', mutatedFrame, 1],
  ['cooked', cookedFrame, 276],
  ['raw', rawPacket, 101],
] as const) {
  writeFileSync(join(directory, `${name}-${seed}.pcap`), pcapOf(sampled(arbitrary), { linkType }))
}
const cut = sampled(cutFrame)
const captured = cut.map(({ octets, captured }) => octets.subarray(0, captured))
const header = (index: number) => ({ original: cut[index]!.octets.length })
writeFileSync(join(directory, `cut-${seed}.pcap`), pcapOf(captured, { header }))

function sampled<Value>(arbitrary: fc.Arbitrary<Value>): readonly Value[] {
  return fc.sample(arbitrary, { seed: Number(seed), numRuns: Number(frames) })
}
