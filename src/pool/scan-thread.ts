import { move, transferableSymbol, valueSymbol } from 'piscina'
import { handOver, type Told } from '../observe/scan.ts'
import { tallyBlocks } from '../observe/scan-stream.ts'
import { blocksFrom } from './blocks-from.ts'
import { suitScan } from './suit-v8.ts'
import type { BlocksTask, ScanTask, TaskResult } from './task.ts'
import { work } from './work.ts'

/** Answers one task on a thread of its own: what `work` comes to, as plain data, the memory of its tables handed over uncopied. */
export async function scan(task: ScanTask): Promise<unknown> {
  if (task.ownProcess) suitScan() // not before: the thread would start late
  const result: TaskResult = await work(task)
  return result.ok ? moved(result.told, (told) => ({ ...result, told })) : result
}

/** As `scan`, of blocks of a stream. */
export async function scanBlocks({ blocks, thresholds, settings, ownProcess }: BlocksTask): Promise<unknown> {
  if (ownProcess) suitScan()
  return moved(await tallyBlocks(blocksFrom(blocks), thresholds, settings), (told) => told)
}

function moved(told: Told, answer: (told: Told) => object): unknown {
  const handed = handOver(told)
  return move({ [transferableSymbol]: handed.memory, [valueSymbol]: answer(handed.told) })
}
