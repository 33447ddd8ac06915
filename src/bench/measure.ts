import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildResult, ChildTask } from './child-task.ts'

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url))
/** Enough of what a process says as it dies. */
const COMPLAINT_CHARACTERS = 2000

export type Run =
  | { readonly ok: true; readonly seconds: number; readonly result: ChildResult }
  | { readonly ok: false; readonly problem: string }

/** Times one run as a whole process, from its start to its end. An abort ends it. */
export async function measure(task: ChildTask, signal: AbortSignal | undefined): Promise<Run> {
  if (signal?.aborted) return { ok: false, problem: 'interrupted' }
  const start = process.hrtime.bigint()
  const child = spawn(process.execPath, [CHILD, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const interrupt = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', interrupt)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(-COMPLAINT_CHARACTERS)
  })
  const end = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, killedBy) => resolve(code === 0 ? '' : `ended with ${killedBy ?? `exit code ${code}`}`))
  })
  signal?.removeEventListener('abort', interrupt)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  if (signal?.aborted) return { ok: false, problem: 'interrupted' }
  if (end !== '') return { ok: false, problem: `a run ${end}${err === '' ? '' : `: ${err.trim()}`}` }
  return { ok: true, seconds, result: JSON.parse(out) as ChildResult } // our own child wrote it
}
