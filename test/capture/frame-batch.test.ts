import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH_FRAMES } from '../../src/capture/batch-frames.ts'
import type { FrameBatch } from '../../src/capture/frame-batch.ts'
import { PcapWalk, readPcapHeader } from '../../src/capture/pcap.ts'
import { PcapngWalk } from '../../src/capture/pcapng.ts'
import { pcapOf } from '../pcap.ts'
import { join, PcapngBlocks } from './pcapng-blocks.ts'
import { Recording } from './recording.ts'

const Batch = suite('Frames given many at once')

const MANY = 2 * BATCH_FRAMES + 3
const FRAMES = Array.from({ length: MANY }, (_, index) => new Uint8Array(1 + (index % 7)).fill(index))

/** Keeps what it is told, in the order of its coming; frames come in batches. */
class Batches extends Recording {
  readonly told: string[] = []

  batch(batch: FrameBatch): void {
    this.told.push(`${batch.frames} frames`)
    for (let frame = 0; frame < batch.frames; frame++) {
      const originalLength = batch.originalLength[frame]!
      const [second, nanosecond] = [batch.second[frame]!, batch.nanosecond[frame]!]
      const [at, end, offset, iface] = [batch.at[frame]!, batch.end[frame]!, batch.offset[frame]!, batch.iface[frame]!]
      this.frame(batch.octets, at, end, originalLength, second, nanosecond, offset, iface)
    }
  }

  override interface(...described: Parameters<Recording['interface']>): void {
    this.told.push('interface')
    super.interface(...described)
  }

  override record(offset: number): void {
    this.told.push('record')
    super.record(offset)
  }
}

Batch('are those given one by one, of a pcap', () => {
  const octets = pcapOf(FRAMES, {
    header: (index) => (index === 5 ? { original: 0xffff_ffff, second: 0xffff_ffff } : {}),
  })
  const header = readPcapHeader(octets, 0)
  const [each, batches] = [new Recording(), new Batches()]
  for (const sink of [each, batches]) {
    sink.interface(0, header.interface)
    assert.is(new PcapWalk(header).walk(octets, 24, octets.length, 2 ** 40, sink), octets.length)
  }
  assert.is(each.frames.length, MANY)
  assert.equal(batches.frames, each.frames)
  assert.equal(batches.told, ['interface', `${BATCH_FRAMES} frames`, `${BATCH_FRAMES} frames`, '3 frames'])
})

Batch('are those given one by one, of a pcapng, what stands between them in its place', () => {
  const blocks = new PcapngBlocks(true)
  const packet = (index: number) => blocks.enhanced(0, BigInt(index), FRAMES[index]!)
  const octets = join(
    blocks.section(),
    blocks.description(1, 0),
    packet(0),
    blocks.block(9),
    packet(1),
    blocks.description(1, 0),
    blocks.simple(2, FRAMES[1]!),
    blocks.enhanced(1, 2n, FRAMES[2]!, 3, blocks.option(1, new Uint8Array(4))),
    ...FRAMES.map((_, index) => packet(index)),
  )
  const [each, batches] = [new Recording(), new Batches()]
  for (const sink of [each, batches]) new PcapngWalk().walk(octets, 0, octets.length, 0, sink)
  assert.is(each.frames.length, MANY + 4)
  assert.equal(batches.frames, each.frames)
  assert.equal(batches.told.slice(0, 6), [
    'interface',
    '1 frames',
    'record',
    '1 frames',
    'interface',
    `${BATCH_FRAMES} frames`,
  ])
})

Batch.run()
