import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { mutatedFrame } from '../arbitrary/frame.ts'
import { SUBSET } from '../conformance/corpus.ts'
import { pcapOf } from '../pcap.ts'
import { placesIn, seedInputs } from './inputs.ts'
import { Lane, type Place } from './lane.ts'
import { minimize } from './minimize.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'

/**
 * `npm run fuzz -- --seconds N --seed S [--lanes N] [--output DIRECTORY] [directory...]`: tries mutations of captures, of
 * hostile files and of built messages out on the whole analysis and on decode, in processes with limits of time and memory. Saves
 * what breaks, and a minimized copy. The same seed makes the same inputs. Ends with 1 where anything broke.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '1' },
    output: { type: 'string', default: join(tmpdir(), 'v6gap-fuzz') },
  },
})
const MINIMIZE_MS = 30_000
/** Frames of one input of built messages. */
const FRAMES = 20

const seed = Number(values.seed)
const until = Date.now() + Number(values.seconds) * 1000
const seeds = seedInputs(positionals.length > 0 ? positionals : [SUBSET, 'captures', '../shared/corpus'])
const places = placesIn('captures/all-good')
const random = new Random(seed)
const scratch = mkdtempSync(join(tmpdir(), 'v6gap-'))
const broken = new Map<string, number>()
let tried = 0

function nextInput(): Uint8Array {
  if (random.below(8) > 0) return mutate(random.pick(seeds), random, seeds)
  return pcapOf(fc.sample(mutatedFrame, { seed: random.word(), numRuns: FRAMES }))
}

async function fuzz(number: number): Promise<void> {
  const lane = new Lane(scratch, number)
  while (Date.now() < until) {
    const input = nextInput()
    const place = random.pick(places)
    const { broke, detail } = await lane.try(input, place)
    tried++
    if (broke === null) continue
    broken.set(broke, (broken.get(broke) ?? 0) + 1)
    if (broken.get(broke) === 1) await save(lane, input, place, broke, detail)
  }
  lane.stop()
}

/** The first of those that break one way. */
async function save(lane: Lane, input: Uint8Array, place: Place, broke: string, detail: string): Promise<void> {
  mkdirSync(values.output, { recursive: true })
  const name = join(values.output, createHash('sha256').update(input).digest('hex').slice(0, 12))
  writeFileSync(name, input)
  writeFileSync(
    `${name}.txt`,
    `seed ${seed}, input ${tried}, ${place.name}, inventory ${place.inventory}\n${broke}\n${detail}\n`,
  )
  const smaller = await minimize(input, async (less) => (await lane.try(less, place)).broke === broke, MINIMIZE_MS)
  writeFileSync(`${name}.minimized`, smaller)
  console.log(`${broke}: ${name} (${input.length} octets, minimized to ${smaller.length})`)
}

try {
  await Promise.all(Array.from({ length: Number(values.lanes) }, (_, number) => fuzz(number)))
} finally {
  rmSync(scratch, { recursive: true })
}
for (const [broke, times] of broken) console.log(`${times} times: ${broke}`)
console.log(
  `seed ${seed}: ${tried} inputs from ${seeds.length} captures in ${values.seconds} s, ${broken.size} ways to break`,
)
process.exitCode = broken.size === 0 ? 0 : 1
