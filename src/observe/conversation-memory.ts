import { readFileSync } from 'node:fs'
import type { FrameRoom } from '../capture/frame.ts'
import { FrameBatch } from '../capture/frame-batch.ts'
import { BATCH_FRAMES } from '../capture/limits.ts'
import { KEY_OCTETS } from './plain-key.ts'
import { ROW_NUMBERS } from './row-numbers.ts'

/** The functions of `assembly/known-conversations.ts`. */
export interface KnowsConversations {
  addTunnelPort(port: number): void
  addSpecialPort(port: number): void
  linkEthernet(iface: number, fcsOctets: number): void
  linkOther(iface: number): void
  read(frames: number, first: number): number
  see(frames: number, from: number, firstIndex: number): number
  listRecords(
    at: number,
    end: number,
    frames: number,
    base: number,
    little: boolean,
    headerOctets: number,
    fractionsPerSecond: number,
  ): number
  listedFrames(): number
  known(): number
  count(entry: number): void
  forget(): void
  reset(): void
}

/** The compiled module with a memory of its own, in which frames lie beside what is known of their conversations. */
export interface ConversationMemory {
  readonly conversations: KnowsConversations
  /** How many can be known at a time. */
  readonly mostKnown: number
  readonly room: FrameRoom
  /** The keys of entries, one after the other. */
  readonly keys: DataView
  /** Those of a row, of the entry that was counted. */
  readonly numbers: Float64Array<ArrayBuffer>
}

let module: WebAssembly.Module | undefined
/** Of a scan that is done: making another costs more than a small capture does. */
let spare: ConversationMemory | undefined

/** A memory in which no conversation is known; undefined: there is none to be had, where so much address space is not allowed. */
export function takeMemory(): ConversationMemory | undefined {
  const memory = spare ?? newMemory()
  spare = undefined
  memory?.conversations.reset()
  return memory
}

/** For the next to take. Its room must not be used any more. */
export function giveBack(memory: ConversationMemory): void {
  spare = memory
}

function newMemory(): ConversationMemory | undefined {
  try {
    module ??= new WebAssembly.Module(readFileSync(new URL('./known-conversations.wasm', import.meta.url)))
    const exports = new WebAssembly.Instance(module).exports as Exports // what its source exports
    const { buffer } = exports.memory
    const mostKnown = exports.MOST_KNOWN.value
    return {
      conversations: exports,
      mostKnown,
      room: roomOf(exports),
      keys: new DataView(buffer, exports.KEYS.value, KEY_OCTETS * (mostKnown + 1)),
      numbers: new Float64Array(buffer, exports.NUMBERS.value, ROW_NUMBERS),
    }
  } catch (error) {
    // so much address space is not to be had; --jitless
    if (error instanceof RangeError || error instanceof ReferenceError) return undefined
    throw error
  }
}

type Name =
  | 'MOST_KNOWN'
  | 'KEYS'
  | 'NUMBERS'
  | 'OCTETS'
  | 'OCTETS_ROOM'
  | 'AT'
  | 'END'
  | 'ORIGINAL_LENGTH'
  | 'SECOND'
  | 'NANOSECOND'
  | 'OFFSET'
  | 'IFACE'

interface Exports extends KnowsConversations, Readonly<Record<Name, WebAssembly.Global>> {
  readonly memory: WebAssembly.Memory
}

function roomOf(exports: Exports): FrameRoom {
  const { buffer } = exports.memory
  const integers = (name: Name) => new Int32Array(buffer, exports[name].value, BATCH_FRAMES)
  const numbers = (name: Name) => new Float64Array(buffer, exports[name].value, BATCH_FRAMES)
  const batch = new FrameBatch({
    at: integers('AT'),
    end: integers('END'),
    originalLength: new Uint32Array(buffer, exports.ORIGINAL_LENGTH.value, BATCH_FRAMES),
    second: numbers('SECOND'),
    nanosecond: integers('NANOSECOND'),
    offset: numbers('OFFSET'),
    iface: integers('IFACE'),
  })
  return {
    octets: new Uint8Array(buffer, exports.OCTETS.value, exports.OCTETS_ROOM.value),
    batch,
    listRecords: (at, end, base, { little, recordHeaderOctets, fractionsPerSecond }) => {
      const next = exports.listRecords(at, end, batch.frames, base, little, recordHeaderOctets, fractionsPerSecond)
      batch.frames = exports.listedFrames()
      return next
    },
  }
}
