/** Capture formats: classic pcap in both byte orders and resolutions, and pcapng with several interfaces. */
export const FORMATS = ['pcap', 'pcap-ns', 'pcap-be', 'pcapng'] as const
export type Format = (typeof FORMATS)[number]

const SNAPLEN = 262_144
const ETHERNET = 1
export const INTERFACES = 8
const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6
const IF_NAME = 2
const IF_TSRESOL = 9

/** Writes records around frames that stand in `octets` already. */
export interface RecordWriter {
  /** Octets of a record before its frame. */
  readonly frameOffset: number
  /** The file's own header at `at`; gives its end. */
  header(octets: Uint8Array, at: number): number
  /** Completes the record at `at` whose frame ends at `end`; gives the record's end. */
  record(octets: Uint8Array, at: number, end: number, second: number, nanosecond: number, choice: number): number
}

export function recordWriter(format: Format): RecordWriter {
  return format === 'pcapng' ? pcapng : pcap(format === 'pcap-be', format === 'pcap-ns')
}

function pcap(bigEndian: boolean, nanoseconds: boolean): RecordWriter {
  const little = !bigEndian
  return {
    frameOffset: 16,
    header(octets, at) {
      const view = viewOf(octets)
      view.setUint32(at, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little)
      view.setUint16(at + 4, 2, little)
      view.setUint16(at + 6, 4, little)
      octets.fill(0, at + 8, at + 16)
      view.setUint32(at + 16, SNAPLEN, little)
      view.setUint32(at + 20, ETHERNET, little)
      return at + 24
    },
    record(octets, at, end, second, nanosecond) {
      const view = viewOf(octets)
      view.setUint32(at, second, little)
      view.setUint32(at + 4, nanoseconds ? nanosecond : Math.floor(nanosecond / 1000), little)
      view.setUint32(at + 8, end - at - 16, little)
      view.setUint32(at + 12, end - at - 16, little)
      return end
    },
  }
}

/** Little-endian; every other interface counts nanoseconds. */
const pcapng: RecordWriter = {
  frameOffset: 28,
  header(octets, at) {
    const view = viewOf(octets)
    view.setUint32(at, SECTION_HEADER, true)
    view.setUint32(at + 8, 0x1a2b3c4d, true)
    view.setUint16(at + 12, 1, true)
    view.setUint16(at + 14, 0, true)
    octets.fill(0xff, at + 16, at + 24) // section length not given
    let end = close(octets, at, at + 24)
    for (let i = 0; i < INTERFACES; i++) end = interfaceDescription(octets, end, i)
    return end
  },
  record(octets, at, end, second, nanosecond, choice) {
    const view = viewOf(octets)
    const number = choice % INTERFACES
    const ticks = isNanosecond(number)
      ? BigInt(second) * 1_000_000_000n + BigInt(nanosecond)
      : BigInt(second) * 1_000_000n + BigInt(Math.floor(nanosecond / 1000))
    view.setUint32(at, ENHANCED_PACKET, true)
    view.setUint32(at + 8, number, true)
    view.setUint32(at + 12, Number(ticks >> 32n), true)
    view.setUint32(at + 16, Number(ticks & 0xffffffffn), true)
    view.setUint32(at + 20, end - at - 28, true)
    view.setUint32(at + 24, end - at - 28, true)
    return close(octets, at, pad(octets, end, end - at))
  },
}

function isNanosecond(number: number): boolean {
  return number % 2 === 1
}

function interfaceDescription(octets: Uint8Array, at: number, number: number): number {
  const view = viewOf(octets)
  view.setUint32(at, INTERFACE_DESCRIPTION, true)
  view.setUint16(at + 8, ETHERNET, true)
  view.setUint16(at + 10, 0, true)
  view.setUint32(at + 12, SNAPLEN, true)
  const name = Buffer.from(`eth${number}`)
  let end = option(octets, at + 16, IF_NAME, name)
  if (isNanosecond(number)) end = option(octets, end, IF_TSRESOL, Uint8Array.of(9))
  view.setUint32(end, 0, true) // opt_endofopt
  return close(octets, at, end + 4)
}

function option(octets: Uint8Array, at: number, code: number, value: Uint8Array): number {
  const view = viewOf(octets)
  view.setUint16(at, code, true)
  view.setUint16(at + 2, value.length, true)
  octets.set(value, at + 4)
  return pad(octets, at + 4 + value.length, value.length)
}

/** Zeros up to a multiple of four octets. */
function pad(octets: Uint8Array, end: number, length: number): number {
  const padded = end + (-length & 3)
  octets.fill(0, end, padded)
  return padded
}

/** The block's length, at its head and its tail. */
function close(octets: Uint8Array, at: number, end: number): number {
  const view = viewOf(octets)
  view.setUint32(at + 4, end + 4 - at, true)
  view.setUint32(end, end + 4 - at, true)
  return end + 4
}

let lastOctets: Uint8Array | undefined
let lastView: DataView | undefined

/** One view for the one buffer that is written. */
function viewOf(octets: Uint8Array): DataView {
  if (octets !== lastOctets || lastView === undefined) {
    lastOctets = octets
    lastView = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  }
  return lastView
}
