import { resolve } from 'node:path'
import type { CaptureProblem } from './frame.ts'
import type { PathNote } from './paths.ts'

/** Something the person who runs a command should know about an input. */
export interface Trouble {
  /** An error is an input that could not be read, or not to its end; all else is a note. */
  readonly severity: 'error' | 'note'
  /** As it can be opened, or as given. */
  readonly path: string
  /** Offset in the (decompressed) stream; null where it is about the whole. */
  readonly at: number | null
  readonly message: string
}

/** A capture that merely ends inside a record is what a recorder leaves that was stopped: a note, like an interruption. */
export function troubleOf(
  path: string,
  { kind, at, message }: Pick<CaptureProblem, 'at' | 'message'> & { readonly kind: string },
): Trouble {
  return kind === 'cut-short' || kind === 'interrupted'
    ? noteOf(path, at, message)
    : { severity: 'error', path, at, message }
}

/** As `troubleOf`, for an input of which nothing could be read: the offset 0 says nothing. */
export function troubleOfUnread(
  path: string,
  problem: Pick<CaptureProblem, 'at' | 'message'> & { readonly kind: string },
): Trouble {
  const trouble = troubleOf(path, problem)
  return problem.at === 0 ? { ...trouble, at: null } : trouble
}

/** Notes on what was passed over in directories; the inventory that lies among captures is no surprise. */
export function notesOf(notes: readonly PathNote[], inventory: string | undefined): readonly Trouble[] {
  return notes
    .filter(({ file }) => inventory === undefined || resolve(file) !== resolve(inventory))
    .map(({ file, message }) => noteOf(file, null, message))
}

export function noteOf(path: string, at: number | null, message: string): Trouble {
  return { severity: 'note', path, at, message }
}
