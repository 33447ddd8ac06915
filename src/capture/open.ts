import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'
import { load32 } from './byte-order.ts'
import { captureIdOfDescriptor } from './capture-id.ts'
import type { CaptureProblem, Compression } from './frame.ts'
import { GrowingFile } from './growing-file.ts'
import { type ChunkProducer, ChunkSource, type OctetSource, type SourceFailure } from './octet-source.ts'
import { isPcap } from './pcap.ts'
import { isPcapng } from './pcapng.ts'
import { Pipe } from './pipe.ts'
import { diskFailure, PlainFile, SequentialFile } from './plain-file.ts'

/** The path that means standard input. */
export const STANDARD_INPUT = '-'
/** Octets that tell what a file is. */
export const MAGIC_OCTETS = 12

/** A file or stream as stored. */
export interface StoredOctets {
  readonly source: OctetSource
  /** Its capture id, read off its ends while it is open; null for a stream, which has none before its end. */
  readonly id: () => string | null
}

/** What a stored file or stream holds, inflated where it is compressed. Closing `source` closes the stored one too. */
export interface CaptureOctets {
  readonly source: OctetSource
  readonly compression: Compression | null
}

/** Stored octets of zstd below which it is inflated sooner than a thread has started. */
const ZSTD_THREAD_OCTETS = 4 * 1024 * 1024

const NO_ID = () => null

/** As `openStored`, with the capture id, for which both ends of a file are read. */
export function openNamed(
  path: string,
  follow = false,
): { readonly source: OctetSource; readonly id: string | null } | CaptureProblem {
  const stored = openStored(path, follow)
  if ('kind' in stored) return stored
  try {
    return { source: stored.source, id: stored.id() }
  } catch (error) {
    stored.source.close()
    return problemOf(diskFailure(error))
  }
}

/** Opens `path`, or standard input. The caller closes the source. With `follow`, a file ends only when that is done. */
export function openStored(path: string, follow = false): StoredOctets | CaptureProblem {
  try {
    return path === STANDARD_INPUT ? openStandardInput(follow) : openPath(path, follow)
  } catch (error) {
    return problemOf(diskFailure(error))
  }
}

/** Whether a file has to be inflated, and so cannot be read in ranges. */
export async function isCompressed(path: string): Promise<boolean> {
  const stored = openStored(path)
  if ('kind' in stored) return false
  const magic = await stored.source.peek(MAGIC_OCTETS)
  stored.source.close()
  return compressionOf(magic) !== null
}

/** Looks through the compression of what was opened at `path`. */
export async function inflate(stored: OctetSource, path: string): Promise<CaptureOctets> {
  const compression = compressionOf(await stored.peek(MAGIC_OCTETS))
  if (compression === null) return { source: stored, compression }
  if (compression === 'zstd') {
    return { source: new ChunkSource(await inflateZstd(stored)), compression }
  }
  const { GzipInflation } = await import('./gzip.ts')
  const again = () => (stored instanceof PlainFile ? reopened(path) : null)
  return { source: new ChunkSource(new GzipInflation(stored, again)), compression }
}

/** In a thread of its own, where there is so much that this pays. */
async function inflateZstd(stored: OctetSource): Promise<ChunkProducer> {
  if (stored.length !== null && stored.length >= ZSTD_THREAD_OCTETS) {
    const { ZstdAhead } = await import('./zstd-ahead.ts')
    return new ZstdAhead(stored)
  }
  const { ZstdInflation } = await import('./zstd.ts')
  return new ZstdInflation(stored)
}

function openPath(path: string, follow: boolean): StoredOctets | CaptureProblem {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) // a FIFO nobody writes to must not stop us here
  const stats = fstatSync(fd)
  if (stats.isFile() && follow) return { source: new ChunkSource(new GrowingFile(fd)), id: NO_ID }
  if (stats.isFile()) return { source: new PlainFile(fd), id: () => captureIdOfDescriptor(fd) }
  if (stats.isFIFO() || stats.isSocket()) return { source: new ChunkSource(new Pipe(fd)), id: NO_ID }
  if (stats.isCharacterDevice()) return { source: new ChunkSource(new SequentialFile(fd)), id: NO_ID }
  closeSync(fd)
  return problemOf({ kind: 'unreadable', message: 'this is neither a file nor a pipe' })
}

function openStandardInput(follow: boolean): StoredOctets | CaptureProblem {
  if (isatty(0)) {
    return problemOf({ kind: 'no-capture', message: 'standard input is a terminal; pipe a capture into it' })
  }
  const stats = fstatSync(0)
  if (stats.isFile() && follow) return { source: new ChunkSource(new GrowingFile(0)), id: NO_ID }
  const piped = stats.isFIFO() || stats.isSocket()
  return { source: new ChunkSource(piped ? new Pipe(0) : new SequentialFile(0)), id: NO_ID }
}

/** Null: it is gone. */
function reopened(path: string): OctetSource | null {
  try {
    return new PlainFile(openSync(path, 'r'))
  } catch {
    return null
  }
}

const ZSTD_FRAME = 0xfd2fb528
const ZSTD_SKIPPABLE_FRAME = 0x184d2a50

/** RFC 1952 §2.3.1; RFC 8878 §3.1.1 and §3.1.2. */
export function compressionOf(magic: Uint8Array): Compression | null {
  if (magic.length >= 2 && magic[0] === 0x1f && magic[1] === 0x8b) return 'gzip'
  if (magic.length < 4) return null
  const number = load32(magic, 0, true)
  return number === ZSTD_FRAME || (number & ~0xf) >>> 0 === ZSTD_SKIPPABLE_FRAME ? 'zstd' : null
}

/** What the first octets of a file that is no capture show it to be, with what to do; all else is 'no-capture'. */
const OTHERS: readonly { readonly magic: string; readonly failure: SourceFailure }[] = [
  { magic: 'fd377a585a00', failure: { kind: 'unsupported', message: 'compressed with xz; unpack it first (xz -dk)' } },
  { magic: '04224d18', failure: { kind: 'unsupported', message: 'compressed with lz4; unpack it first (lz4 -dk)' } },
  { magic: '425a68', failure: { kind: 'unsupported', message: 'compressed with bzip2; unpack it first (bzip2 -dk)' } },
  { magic: '504b0304', failure: { kind: 'unsupported', message: 'a zip archive; unpack it first' } },
  {
    magic: '736e6f6f70000000',
    failure: { kind: 'unsupported', message: 'a snoop capture; convert it first (editcap -F pcapng)' },
  },
  {
    magic: '76657273696f6e20',
    failure: { kind: 'no-capture', message: 'a Git LFS pointer in place of the file; fetch the file (git lfs pull)' },
  },
]

/** Undefined: these first octets are a capture's. Otherwise what is wrong with them. */
export function noCapture(magic: Uint8Array): CaptureProblem | undefined {
  if (isPcap(magic, 0, magic.length) || isPcapng(magic, 0, magic.length)) return undefined
  if (magic.length === 0) {
    return problemOf({ kind: 'empty', message: 'empty, not even a file header; record it again' })
  }
  const hex = Buffer.from(magic).toString('hex')
  const other = OTHERS.find((each) => hex.startsWith(each.magic))
  return problemOf(
    other?.failure ?? {
      kind: 'no-capture',
      message: 'neither pcap nor pcapng; convert another capture format first (editcap -F pcapng)',
    },
  )
}

/** A failure before the first record. */
export function problemOf(failure: SourceFailure): CaptureProblem {
  return { kind: failure.kind, at: 0, message: failure.message }
}
