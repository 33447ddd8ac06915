import type { MessagePort } from 'node:worker_threads'
import { BUFFER_OCTETS } from '../capture/read-capture.ts'
import type { RecordBlock } from '../capture/record-block.ts'
import type { Told } from '../observe/scan.ts'
import type { BlockTakers, OwnScan } from '../observe/scan-stream.ts'
import type { Thresholds } from '../observe/tally.ts'
import type { FromTaker, ScanSettings, ToTaker } from './task.ts'
import type { Threads } from './threads.ts'

/** Octets of a block: some ms' worth of scanning. */
const BLOCK_OCTETS = 4 * 1024 * 1024
/** Blocks a thread has at most: while it scans one, the next waits or is filled. */
const BLOCKS_EACH = 2
/** How often it is looked at whether threads would pay. */
const LOOK_OCTETS = 512 * 1024 * 1024
/** Share of the time that scanning takes, above which it is what the stream waits for: not who writes, or inflates, or reads it. */
const LIMITING = 0.6

export interface StreamThreadsOptions {
  readonly settings: ScanSettings
  /** As of a `ScanTask`. */
  readonly ownProcess: boolean
  /** How many there may be. */
  readonly count: number
  /** Their number was asked for: they are used from the first whole block on. Otherwise only where that pays. */
  readonly asked: boolean
  /** Whether the main thread scans what they have no time for. */
  readonly mainScans: boolean
  readonly blockOctets?: number | undefined
  /** Undefined: they are needed for something else as yet. */
  readonly start: () => Promise<Threads> | undefined
}

/** A thread, as seen from the main thread. */
interface Taker {
  readonly port: MessagePort
  readonly told: Promise<Told>
  /** It has started. */
  ready: boolean
  /** Blocks it was given and has not given back. */
  blocks: number
}

/**
 * Threads that scan blocks of a stream for the main thread, which reads it: as many blocks as they have time for and no more. None is
 * started before it pays: where the stream is long, and scanning it takes most of the time.
 */
export class StreamThreads implements BlockTakers {
  readonly blockOctets: number
  readonly #options: StreamThreadsOptions
  readonly #takers: Taker[] = []
  /** Memory of blocks that nobody has. */
  readonly #free: ArrayBuffer[] = []
  readonly #failed = new AbortController()
  #starting: Promise<void> | undefined
  #lookedAt = 0
  #lookedMs = performance.now()
  #scannedMs = 0
  #wake: () => void = () => {}

  constructor(options: StreamThreadsOptions) {
    this.#options = options
    this.blockOctets = options.blockOctets ?? BLOCK_OCTETS
  }

  /** Aborted when a thread is gone, and all it was given with it. */
  get failed(): AbortSignal {
    return this.#failed.signal
  }

  async room(offset: number, own: OwnScan): Promise<ArrayBuffer | undefined> {
    if (this.#starting === undefined && this.#pays(offset, own.scanningMs)) this.#start(own)
    const takes = this.#takers.some(({ ready }) => ready)
    if (takes && this.#free.length === 0) await new Promise(setImmediate) // to hear of blocks that have been scanned
    while (takes && this.#free.length === 0 && !this.#options.mainScans && !this.failed.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#free.pop()
  }

  take(block: RecordBlock): void {
    const ready = this.#takers.filter((taker) => taker.ready)
    const taker = ready.reduce((least, each) => (each.blocks < least.blocks ? each : least))
    taker.blocks++
    tell(taker, block)
  }

  /** Ends them. Returns what those told that were given something; rejects if one of them died. */
  async end(): Promise<readonly Told[]> {
    await this.#starting
    const given = this.#takers.filter(({ ready }) => ready).map((taker) => taker.told)
    for (const taker of this.#takers) tell(taker, null)
    await Promise.allSettled(this.#takers.map((taker) => taker.told)) // to end a thread as it starts would end the process
    for (const { port } of this.#takers) port.close()
    return Promise.all(given)
  }

  #pays(offset: number, scanningMs: number): boolean {
    if (this.#options.count === 0) return false
    if (this.#options.asked) return offset >= this.blockOctets
    if (offset < this.#lookedAt + LOOK_OCTETS) return false
    const now = performance.now()
    const share = (scanningMs - this.#scannedMs) / (now - this.#lookedMs)
    this.#lookedAt = offset
    this.#lookedMs = now
    this.#scannedMs = scanningMs
    return share > LIMITING
  }

  #start(own: OwnScan): void {
    this.#starting = this.#options.start()?.then((threads) => {
      for (let count = 0; count < this.#options.count; count++) this.#engage(threads, own.thresholds)
    })
  }

  #engage(threads: Threads, thresholds: Thresholds): void {
    const { port1: port, port2: blocks } = new MessageChannel()
    const { settings, ownProcess } = this.#options
    const told = threads.runBlocks({ blocks, thresholds, settings, ownProcess })
    const taker: Taker = { port, told, ready: false, blocks: 0 }
    this.#takers.push(taker)
    port.on('message', (message: FromTaker) => this.#hear(taker, message))
    told.catch(() => {
      if (taker.ready) this.#failed.abort()
      this.#wake()
    })
  }

  #hear(taker: Taker, message: FromTaker): void {
    const octets = this.blockOctets + BUFFER_OCTETS // what was read may go on past the least a block has
    if (message === null) {
      taker.ready = true
      for (let count = 0; count < BLOCKS_EACH; count++) this.#free.push(new ArrayBuffer(octets))
    } else {
      taker.blocks--
      this.#free.push(message.byteLength === octets ? message : new ArrayBuffer(octets))
    }
    this.#wake()
  }
}

function tell({ port }: Taker, message: ToTaker): void {
  port.postMessage(message, message === null ? [] : [message.octets.buffer])
}
