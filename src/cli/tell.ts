import type { Trouble } from '../capture/trouble.ts'
import { escapeText } from '../report/escape.ts'
import type { Io } from './io.ts'

/** Says something on standard error. */
export type Tell = (severity: Trouble['severity'], text: string) => Promise<void>

/** `quiet`: no notes. */
export function teller(io: Io, quiet: boolean): Tell {
  return async (severity, text) => {
    if (severity === 'error' || !quiet) await io.stderr.write(`${severity}: ${escapeText(text)}\n`)
  }
}

export async function tellTroubles(troubles: readonly Trouble[], tell: Tell): Promise<void> {
  for (const { severity, path, at, message } of troubles) {
    await tell(severity, `${path}: ${at === null ? '' : `offset ${at}: `}${message}`)
  }
}
