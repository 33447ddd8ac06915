import type { BlocksTask, Scanned, ScanTask } from '../../src/pool/task.ts'

/** A worker that does to itself what the file's name says, and answers for all others. */
export function scan({ file, progress, slot }: ScanTask): Promise<Scanned> | Scanned {
  progress[slot] = 1
  if (file === 'exits') process.exit(7)
  if (file === 'throws') throw new Error('a bug')
  if (file === 'out-of-memory') {
    const hoard: unknown[] = []
    for (;;) hoard.push(new Array(1_000_000).fill(hoard.length))
  }
  if (file === 'hangs') return new Promise(() => setInterval(() => {}, 1000))
  return { ok: false, problem: { kind: 'empty', at: 0, message: file } }
}

/** Dies of the first block it is given. */
export function scanBlocks({ blocks }: BlocksTask): Promise<never> {
  blocks.on('message', () => process.exit(7))
  blocks.postMessage(null)
  return new Promise(() => {})
}
