import { accessSync, constants, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export type Output =
  /** `write` gives what went wrong, or null. */
  | { readonly ok: true; readonly write: (text: string) => string | null }
  | { readonly ok: false; readonly problem: string }

/** Looks whether `path` can be written, without touching it. Writing replaces it at once; it is never seen half written. */
export function openOutput(path: string): Output {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory()) return { ok: false, problem: 'a directory; name a file in it' }
    const target = stats === undefined ? path : realpathSync(path) // a link stays one
    const replaces = stats === undefined || stats.isFile()
    accessSync(replaces ? dirname(target) : target, constants.W_OK)
    return {
      ok: true,
      write: (text) => attempt(() => (replaces ? replace(target, text, stats) : writeFileSync(target, text))),
    }
  } catch (error) {
    return { ok: false, problem: reasonOf(error) }
  }
}

function replace(target: string, text: string, before: Stats | undefined): void {
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`)
  try {
    writeFileSync(partial, text, { flag: 'wx', ...(before === undefined ? {} : { mode: before.mode }) })
    renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

function attempt(write: () => void): string | null {
  try {
    write()
    return null
  } catch (error) {
    return reasonOf(error)
  }
}

/** Reasons that have a remedy; others are told as the system words them. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist; create it first',
  EACCES: 'its directory may not be written to; choose another place',
  EROFS: 'its file system is read-only; choose another place',
  ENOSPC: 'the disk is full',
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return ('code' in error && typeof error.code === 'string' && REASONS[error.code]) || error.message
}
