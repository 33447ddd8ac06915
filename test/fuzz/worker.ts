import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { tryOut } from './subject.ts'

/**
 * Tries out the inputs its parent sends, one at a time, and says how each went. What hangs or takes too much memory ends this
 * process, and the parent knows by which input.
 */
export interface Trial {
  readonly octets: Uint8Array
  /** File the input is written to. */
  readonly path: string
  readonly inventory: string | null
}

export interface Tried {
  /** Why it broke; null where it did not. */
  readonly broke: string | null
  /** CPU time, which does not depend on what else runs. */
  readonly tookMs: number
}

process.on('message', (trial: Trial) => {
  const before = process.cpuUsage()
  mkdirSync(dirname(trial.path), { recursive: true })
  writeFileSync(trial.path, trial.octets)
  tryOut(trial.path, trial.inventory)
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    .then((broke) => {
      const { user, system } = process.cpuUsage(before)
      const tried: Tried = { broke, tookMs: (user + system) / 1000 }
      process.send!(tried)
    })
})
