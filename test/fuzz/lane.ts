import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Trial, Tried } from './worker.ts'

const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url))
const MEMORY_MIB = 512
/** Wall time after which an input counts as one that hangs: the machine may be busy. */
const HANGS_MS = 20_000
/** CPU time an input may take: all are far smaller than the MiB this is meant for. */
const SLOW_MS = 1000

/** What an input did. */
export interface Outcome {
  /** One line that inputs which break the same way share; null where nothing broke. */
  readonly broke: string | null
  /** All that is known of it. */
  readonly detail: string
}

/** Which vantage an input is said to be of: its path tells, and an inventory may know it. */
export interface Place {
  readonly name: string
  readonly inventory: string | null
}

const NOWHERE: Place = { name: 'input', inventory: null }

const WELL: Outcome = { broke: null, detail: '' }

export interface LaneOptions {
  readonly worker?: string
  readonly hangsMs?: number
}

/** A process of its own in which inputs are tried out; a new one after each that ended it. */
export class Lane {
  readonly #directory: string
  readonly #worker: string
  readonly #hangsMs: number
  #child: ChildProcess | null = null

  /**
   * @param directory for the file its inputs are written to
   * @param options `worker`: the program of the process; `hangsMs`: wall time after which an input counts as one that hangs
   */
  constructor(directory: string, number: number, { worker = WORKER, hangsMs = HANGS_MS }: LaneOptions = {}) {
    this.#directory = join(directory, `${number}`)
    this.#worker = worker
    this.#hangsMs = hangsMs
  }

  async try(octets: Uint8Array, place: Place = NOWHERE): Promise<Outcome> {
    const first = await this.#try(octets, place)
    // What was slow once may have been unlucky: a collection of garbage, a busy machine.
    return first.broke === 'slow' ? this.#try(octets, place) : first
  }

  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  #try(octets: Uint8Array, { name, inventory }: Place): Promise<Outcome> {
    const child = this.#running()
    return new Promise((resolve) => {
      let errors = ''
      const settle = (outcome: Outcome) => {
        clearTimeout(timer)
        child.removeAllListeners()
        child.stderr!.removeAllListeners()
        child.stderr!.resume()
        resolve(outcome)
      }
      const timer = setTimeout(() => {
        this.stop()
        settle({ broke: 'hangs', detail: `no end after ${this.#hangsMs} ms` })
      }, this.#hangsMs)
      child.stderr!.on('data', (text) => {
        errors += text
      })
      child.on('message', (tried: Tried) => settle(outcomeOf(tried)))
      child.on('exit', (code, signal) => {
        this.#child = null
        const heap = errors.includes('heap out of memory') ? `more than ${MEMORY_MIB} MiB` : ''
        settle({ broke: `ended: ${heap || signal || code}`, detail: errors })
      })
      const trial: Trial = { octets, path: join(this.#directory, name), inventory }
      child.send(trial)
    })
  }

  #running(): ChildProcess {
    this.#child ??= fork(this.#worker, {
      execArgv: [`--max-old-space-size=${MEMORY_MIB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    return this.#child
  }
}

function outcomeOf({ broke, tookMs }: Tried): Outcome {
  if (broke !== null)
    return {
      broke: broke
        .split('\n', 2)
        .map((line) => line.trim())
        .join(' '),
      detail: broke,
    }
  return tookMs > SLOW_MS ? { broke: 'slow', detail: `${Math.round(tookMs)} ms of CPU` } : WELL
}
