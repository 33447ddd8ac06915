import { closeSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reasonOf } from './output.ts'

/** A file that is written bit by bit. Each call gives what went wrong, or null. */
export interface StreamOutput {
  readonly write: (text: string) => string | null
  /** All has been written: from now on it is there under its name. */
  readonly finish: () => string | null
  /** Nothing is to come of it: what stood there before stands there still, unless others were to read along. */
  readonly abandon: () => void
}

/**
 * Opens `path` for writing bit by bit. What was there is replaced at the end, all at once; with `growing` it is replaced
 * now, so that others can read along. A string says what is wrong with it.
 */
export function openStreamOutput(path: string, growing: boolean): StreamOutput | string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory()) return 'a directory; name a file in it'
    const target = stats === undefined ? path : realpathSync(path) // a link stays one
    if (growing || !(stats === undefined || stats.isFile())) return writing(target, 'w', () => {})
    const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`)
    return writing(partial, 'wx', () => renameSync(partial, target), stats)
  } catch (error) {
    return reasonOf(error)
  }
}

function writing(file: string, flags: string, place: () => void, before?: Stats): StreamOutput {
  const fd = openSync(file, flags, before?.mode)
  return {
    write: (text) => attempt(() => writeWhole(fd, Buffer.from(text))),
    finish: () =>
      attempt(() => {
        closeSync(fd)
        place()
      }),
    abandon: () => {
      attempt(() => closeSync(fd)) // finishing may have done so
      if (flags === 'wx') rmSync(file, { force: true })
    },
  }
}

function writeWhole(fd: number, octets: Uint8Array): void {
  for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at)
}

function attempt(act: () => void): string | null {
  try {
    act()
    return null
  } catch (error) {
    return reasonOf(error)
  }
}
