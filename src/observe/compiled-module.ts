import { readFileSync } from 'node:fs'
import { FrameBatch } from '../capture/frame-batch.ts'
import { BATCH_FRAMES } from '../capture/limits.ts'
import { HEARD_OCTETS } from './heard-interface.ts'
import type { KeyColumns } from './key-table.ts'
import { toldRows } from './told-columns.ts'
import { WAITING_OCTETS } from './waiting-room.ts'
import { WaitingSightings } from './waiting-sightings.ts'

/** The functions of `assembly/module.ts`. */
export interface CompiledFunctions {
  addTunnelPort(port: number): void
  addSpecialPort(port: number): void
  linkEthernet(iface: number, fcsOctets: number, place: number): void
  linkOther(iface: number): void
  read(frames: number, first: number): void
  pass(frames: number, from: number, first: number, firstIndex: number): number
  passRecords(
    frames: number,
    at: number,
    end: number,
    base: number,
    little: boolean,
    headerOctets: number,
    fractionsPerSecond: number,
    firstIndex: number,
  ): number
  /** As `passRecords`, of packets of the section that these two describe. */
  passBlocks(frames: number, at: number, end: number, base: number, little: boolean, firstIndex: number): number
  beginSection(): void
  addInterface(ticksPerSecond: number, nanosecondsPerTick: number, offset: number, index: number): number
  known(): number
  hearAll(): void
  tellRows(): void
  joinEntries(count: number): number
  forget(): void
  reset(): void
}

/** What was counted of messages since it was last taken: sightings by table, messages by ND and DHCPv6 type. */
export interface NotedCounts {
  readonly tables: Uint32Array
  readonly ndTypes: Uint32Array
  readonly dhcpv6Types: Uint32Array
}

/** The compiled module with a memory of its own, in which frames lie beside what is known of their conversations. */
export interface CompiledModule {
  readonly functions: CompiledFunctions
  /** Rows of messages yet to be looked up, by table. */
  readonly waiting: readonly WaitingSightings[]
  readonly noted: NotedCounts
  /** By table, the hash from which on it leaves rows out. */
  readonly thresholds: Float64Array
  /** How many conversations can be known at a time. */
  readonly mostKnown: number
  /** To be read into. */
  readonly octets: Uint8Array
  readonly batch: FrameBatch
  /** Of the records gone over last: frames passed, frames listed, and the first of these that was not passed (-1: nobody looked). */
  readonly passed: Int32Array
  /** What is known, so many octets each, behind one that is not used. */
  readonly entries: Uint8Array
  readonly entryOctets: number
  /** What was heard by interface (`heard-interface.ts`). */
  readonly heard: DataView
  /** The rows that were told last, in memory that is used again. */
  told(table: ToldTable): KeyColumns
}

/** Tables in which conversations are told. */
export const TOLD_TABLES = ['stations', 'addresses', 'conversations', 'tunnels'] as const
export type ToldTable = (typeof TOLD_TABLES)[number]

let module: WebAssembly.Module | undefined
/** Of a scan that is done: making another costs more than a small capture does. */
let spare: CompiledModule | undefined

/** A memory in which no conversation is known; undefined: there is none to be had, where so much address space is not allowed. */
export function takeMemory(): CompiledModule | undefined {
  const memory = spare ?? newMemory()
  spare = undefined
  memory?.functions.reset()
  return memory
}

/** For the next to take. Its room must not be used any more. */
export function giveBack(memory: CompiledModule): void {
  spare = memory
}

function newMemory(): CompiledModule | undefined {
  try {
    module ??= new WebAssembly.Module(readFileSync(new URL('./compiled-module.wasm', import.meta.url)))
    const exports = new WebAssembly.Instance(module).exports as Exports // what its source exports
    const { buffer } = exports.memory
    const mostKnown = exports.MOST_KNOWN.value
    return {
      functions: exports,
      waiting: waitingIn(exports),
      noted: countsOf(exports),
      thresholds: new Float64Array(buffer, exports.THRESHOLDS.value, exports.TABLES.value),
      mostKnown,
      octets: new Uint8Array(buffer, exports.OCTETS.value, exports.OCTETS_ROOM.value),
      batch: batchOf(exports),
      passed: new Int32Array(buffer, exports.PASSED.value, 3),
      entries: new Uint8Array(buffer, exports.ENTRIES.value, exports.ENTRY.value * (mostKnown + 1)),
      entryOctets: exports.ENTRY.value,
      heard: new DataView(buffer, exports.HEARD.value, HEARD_OCTETS * exports.MOST_LINKS.value),
      told: (table) => toldRows(buffer, exports[IN_MEMORY[table]].value),
    }
  } catch (error) {
    // so much address space is not to be had; --jitless
    if (error instanceof RangeError || error instanceof ReferenceError) return undefined
    throw error
  }
}

/** What the tables are called there. */
const IN_MEMORY = {
  stations: 'STATIONS',
  addresses: 'ADDRESSES',
  conversations: 'CONVERSATIONS',
  tunnels: 'TUNNELS',
} as const

type Name =
  | 'MOST_KNOWN'
  | 'MOST_LINKS'
  | 'ENTRIES'
  | 'ENTRY'
  | 'HEARD'
  | (typeof IN_MEMORY)[ToldTable]
  | 'OCTETS'
  | 'PASSED'
  | 'OCTETS_ROOM'
  | 'AT'
  | 'END'
  | 'ORIGINAL_LENGTH'
  | 'SECOND'
  | 'NANOSECOND'
  | 'OFFSET'
  | 'IFACE'
  | 'TABLES'
  | 'WAITING'
  | 'NOTED'
  | 'THRESHOLDS'
  | 'MOST_ND_TYPES'
  | 'ND_TYPES'
  | 'MOST_DHCPV6_TYPES'
  | 'DHCPV6_TYPES'

interface Exports extends CompiledFunctions, Readonly<Record<Name, WebAssembly.Global>> {
  readonly memory: WebAssembly.Memory
}

function waitingIn({ memory, TABLES, WAITING }: Exports): readonly WaitingSightings[] {
  return Array.from({ length: TABLES.value }, (_, table) => {
    return new WaitingSightings(memory.buffer, WAITING.value + table * WAITING_OCTETS)
  })
}

function countsOf(exports: Exports): NotedCounts {
  const counts = (name: Name, length: Name) =>
    new Uint32Array(exports.memory.buffer, exports[name].value, exports[length].value)
  return {
    tables: counts('NOTED', 'TABLES'),
    ndTypes: counts('ND_TYPES', 'MOST_ND_TYPES'),
    dhcpv6Types: counts('DHCPV6_TYPES', 'MOST_DHCPV6_TYPES'),
  }
}

function batchOf(exports: Exports): FrameBatch {
  const { buffer } = exports.memory
  const integers = (name: Name) => new Int32Array(buffer, exports[name].value, BATCH_FRAMES)
  const numbers = (name: Name) => new Float64Array(buffer, exports[name].value, BATCH_FRAMES)
  return new FrameBatch({
    at: integers('AT'),
    end: integers('END'),
    originalLength: new Uint32Array(buffer, exports.ORIGINAL_LENGTH.value, BATCH_FRAMES),
    second: numbers('SECOND'),
    nanosecond: integers('NANOSECOND'),
    offset: numbers('OFFSET'),
    iface: integers('IFACE'),
  })
}
