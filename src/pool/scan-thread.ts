import { move, transferableSymbol, valueSymbol } from 'piscina'
import { handOver } from '../observe/scan.ts'
import { compileLess } from './compile-less.ts'
import type { ScanTask, TaskResult } from './task.ts'
import { work } from './work.ts'

/** Answers one task on a thread of its own: what `work` comes to, as plain data, the memory of its tables handed over uncopied. */
export async function scan(task: ScanTask): Promise<unknown> {
  if (task.ownProcess) compileLess() // not before: the thread would start late
  const result: TaskResult = await work(task)
  if (!result.ok) return result
  const { told, memory } = handOver(result.told)
  return move({ [transferableSymbol]: memory, [valueSymbol]: { ...result, told } })
}
