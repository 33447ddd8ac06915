import type { CaptureInterface } from './capture/frame.ts'
import { globExpression } from './capture/glob.ts'
import { type CapturePath, expandPaths } from './capture/paths.ts'
import { storedOctets } from './capture/plain-file.ts'
import { readCapture } from './capture/read-capture.ts'
import { noteOf, notesOf, type Trouble, troubleOf, troubleOfUnread } from './capture/trouble.ts'
import { VantageNaming, type VantageOverride } from './capture/vantage-name.ts'
import { type CapturePoint, pointOfMachine, pointOfPort, rated } from './decode/checksum-rating.ts'
import type { DecodedMessage } from './decode/decoded-message.ts'
import { VXLAN_PORTS } from './decode/frame.ts'
import type { MessageKind } from './decode/message-kind.ts'
import { type MessageFrame, MessageReader, type MessageSink, type ReadMessage } from './decode/message-reader.ts'
import { extensionHeadersOf, isTagged, isTunnelled, linkOf } from './decode/packet-headers.ts'
import { InventoryLookup } from './inventory/lookup.ts'
import { isFromAnotherNode } from './inventory/sender-host.ts'
import { compareTimes, type Time, timeText } from './observe/time.ts'
import { compileLess } from './pool/suit-v8.ts'

export interface DecodeOptions {
  /** File or directory of what Neutron's API answered: with it, wrong checksums at a port's interface are rated. */
  readonly inventory?: string
  /** Only these; default: all, those whose kind is not known among them. */
  readonly kinds?: readonly MessageKind[]
  /** Only at vantages whose name (`NODE/INTERFACE`, or the interface alone) one of these globs matches. */
  readonly at?: readonly string[]
  /** Only from this time on, and up to that: what has no time is left out then. */
  readonly since?: Time
  readonly until?: Time
  readonly vantages?: readonly VantageOverride[]
  /** UDP ports that carry VXLAN, besides the usual two. */
  readonly vxlanPorts?: readonly number[]
  /** Goes on reading as files grow, all of them at once, until `signal` ends it. */
  readonly follow?: boolean
  /** Nothing else runs in this process: how V8 compiles, which is set for a whole process, may be set as suits reading captures. */
  readonly ownProcess?: boolean | undefined
  /** Told now and then what has been read of how much. */
  readonly onProgress?: (progress: Read, total: Read) => void
  /** Ends it early. */
  readonly signal?: AbortSignal
}

export interface Read {
  readonly files: number
  readonly octets: number
}

export interface Decoding {
  readonly ok: true
  /** Captures that were read, if only in part. */
  readonly captures: number
  readonly troubles: readonly Trouble[]
}

/** The inventory is not to be read; nothing was decoded. */
export interface Undecoded {
  readonly ok: false
  readonly problems: readonly string[]
}

/** Where messages go. */
export interface MessageTaker {
  /** One message, at once: what is kept of it, and in which form, is the taker's to say. */
  take(message: DecodedMessage): void
  /** Awaited now and then, at the latest after each MiB: meanwhile nothing more is read. */
  drain?(): Promise<void>
}

/**
 * Every RS, RA, NS, NA, Redirect and DHCPv6 message in the captures at `paths` (files, directories, `-`), in the order of
 * the paths, then of the frames. Memory does not grow with the captures. What `taker` throws ends it and comes through.
 */
export async function decodeMessages(
  paths: readonly string[],
  taker: MessageTaker,
  options: DecodeOptions = {},
): Promise<Decoding | Undecoded> {
  const ports = options.inventory === undefined ? null : await readPorts(options.inventory)
  if (ports !== null && !ports.ok) return ports
  const sinkOf = (capture: CapturePath) => new Messages(capture, options, ports, (message) => taker.take(message))
  return readAll(paths, sinkOf, async () => taker.drain?.(), options)
}

/** How many there are of each kind; those whose kind is not known count as `unknown`. */
export async function countMessages(
  paths: readonly string[],
  options: DecodeOptions = {},
): Promise<Decoding & { readonly counts: ReadonlyMap<MessageKind | 'unknown', number> }> {
  const counts = new Map<MessageKind | 'unknown', number>()
  const sinkOf = (capture: CapturePath) => new Counted(capture, options, counts)
  const decoding = await readAll(paths, sinkOf, async () => {}, options)
  return { ...decoding, counts }
}

async function readAll(
  paths: readonly string[],
  sinkOf: (capture: CapturePath) => MessageSink,
  drain: () => Promise<void>,
  { inventory, vxlanPorts = [], follow = false, ownProcess, onProgress, signal }: DecodeOptions,
): Promise<Decoding> {
  const expanded = await expandPaths(paths)
  const troubles: Trouble[] = [
    ...notesOf(expanded.notes, inventory),
    ...expanded.problems.map(({ path, problem }) => troubleOfUnread(path, problem)),
  ]
  const total = {
    files: expanded.captures.length,
    octets: expanded.captures.reduce((sum, each) => sum + (storedOctets(each.file) ?? 0), 0),
  }
  const read = { files: 0, octets: 0, captures: 0 }
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  signal?.addEventListener('abort', interrupt)
  if (signal?.aborted) interrupt()
  if (ownProcess) compileLess()
  const readOne = async (capture: CapturePath) => {
    let octets = 0
    const reader = new MessageReader(sinkOf(capture), [...VXLAN_PORTS, ...vxlanPorts])
    const reading = await readCapture(capture.file, reader, {
      pace: async () => {
        await drain()
        await new Promise(setImmediate) // decoding a block takes long: an interruption is heard here
      },
      follow,
      signal: stop.signal,
      onProgress: (now) => {
        read.octets += now - octets
        octets = now
        onProgress?.(read, total)
      },
    })
    reader.finish()
    await drain()
    read.files++
    if (!reading.ok) return [troubleOfUnread(capture.file, reading.problem)]
    read.captures++
    const problems = reading.summary.problems
      .filter(({ kind }) => !(follow && kind === 'interrupted')) // that is how following ends
      .map((problem) => troubleOf(capture.file, problem))
    return reader.unknownDatagrams === 0 ? problems : [...problems, unknownDatagrams(capture.file, reader)]
  }
  try {
    if (follow) {
      troubles.push(...(await Promise.all(expanded.captures.map(readOne))).flat())
    } else {
      for (const capture of expanded.captures) {
        if (stop.signal.aborted) break
        troubles.push(...(await readOne(capture)))
      }
    }
  } finally {
    stop.abort() // where one failed, those that are still followed end too
    signal?.removeEventListener('abort', interrupt)
  }
  return { ok: true, captures: read.captures, troubles }
}

function unknownDatagrams(file: string, { unknownDatagrams: count }: MessageReader): Trouble {
  const datagrams = count === 1 ? '1 fragmented datagram has' : `${count} fragmented datagrams have`
  return noteOf(file, null, `${datagrams} no first fragment that fits: what they carried is not known`)
}

/** Which messages of a capture are asked for. */
class Asked {
  readonly #options: DecodeOptions
  readonly #kinds: ReadonlySet<MessageKind> | null
  readonly #globs: readonly RegExp[] | null
  /** Of the interfaces described so far: as a capture goes on, there may be more. */
  readonly #naming: VantageNaming

  constructor(capture: CapturePath, options: DecodeOptions) {
    this.#options = options
    this.#naming = new VantageNaming(capture.path, capture, options.vantages)
    this.#kinds = options.kinds === undefined ? null : new Set(options.kinds)
    this.#globs = options.at?.map(globExpression) ?? null
  }

  interface(description: CaptureInterface): void {
    this.#naming.add(description)
  }

  wants({ second, nanosecond, iface, ifindex, kind }: MessageFrame): boolean {
    const { since, until } = this.#options
    if (this.#kinds !== null && (kind === undefined || !this.#kinds.has(kind))) return false
    if (since !== undefined && (nanosecond < 0 || compareTimes([second, nanosecond], since) < 0)) return false
    if (until !== undefined && (nanosecond < 0 || compareTimes([second, nanosecond], until) > 0)) return false
    if (this.#globs === null) return true
    return this.#globs.some((glob) => glob.test(this.name(iface, ifindex)) || glob.test(this.vantage(iface, ifindex)))
  }

  /** The interface's own name; of LINUX_SLL2, that of one interface index. */
  name(iface: number, ifindex: number): string {
    const { name } = this.#naming.name(iface)
    return ifindex < 0 ? name : `${name}%${ifindex}`
  }

  vantage(iface: number, ifindex: number): string {
    return `${this.#naming.name(iface).node}/${this.name(iface, ifindex)}`
  }
}

class Counted implements MessageSink {
  readonly #asked: Asked
  readonly #counts: Map<MessageKind | 'unknown', number>

  constructor(capture: CapturePath, options: DecodeOptions, counts: Map<MessageKind | 'unknown', number>) {
    this.#asked = new Asked(capture, options)
    this.#counts = counts
  }

  interface(_iface: number, description: CaptureInterface): void {
    this.#asked.interface(description)
  }

  /** Counting needs no more than this. */
  wants(frame: MessageFrame): boolean {
    const kind = frame.kind ?? 'unknown'
    if (this.#asked.wants(frame)) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    return false
  }

  message(): void {}
}

/** What an inventory knows of the interfaces of ports. */
interface Ports {
  readonly ok: true
  readonly lookup: InventoryLookup
}

/** Loads what reads inventories only when there is one. */
async function readPorts(path: string): Promise<Ports | Undecoded> {
  const { readInventory } = await import('./inventory/neutron.ts')
  const reading = await readInventory(path)
  return reading.ok ? { ok: true, lookup: new InventoryLookup(reading.inventory) } : reading
}

class Messages implements MessageSink {
  readonly #path: string
  readonly #asked: Asked
  readonly #lookup: InventoryLookup | null
  readonly #give: (message: DecodedMessage) => void

  constructor(
    capture: CapturePath,
    options: DecodeOptions,
    ports: Ports | null,
    give: (message: DecodedMessage) => void,
  ) {
    this.#path = capture.path
    this.#asked = new Asked(capture, options)
    this.#lookup = ports?.lookup ?? null
    this.#give = give
  }

  interface(_iface: number, description: CaptureInterface): void {
    this.#asked.interface(description)
  }

  wants(frame: MessageFrame): boolean {
    return this.#asked.wants(frame)
  }

  message(read: ReadMessage): void {
    const { frame, second, nanosecond, iface, ifindex, headers, source, destination, hopLimit, message, fragments } =
      read
    const extensionHeaders = extensionHeadersOf(headers)
    const { checksum } = message
    this.#give({
      capture: this.#path,
      frame,
      time: nanosecond < 0 ? null : timeText([second, nanosecond]),
      vantage: this.#asked.vantage(iface, ifindex),
      layers: headers,
      link: linkOf(headers),
      source,
      destination,
      hopLimit,
      ...(extensionHeaders.length > 0 && { extensionHeaders }),
      ...(fragments !== null && { fragments }),
      ...message,
      ...(checksum?.status === 'bad' && { checksum: rated(checksum, this.#pointOf(read)) }),
    })
  }

  #pointOf({ iface, ifindex, headers }: ReadMessage): CapturePoint {
    const link = linkOf(headers)
    const tunnelled = isTunnelled(headers)
    if (tunnelled || isTagged(headers) || link === null) return { of: null, beyondNode: tunnelled }
    const port = this.#lookup?.portByInterface(this.#asked.name(iface, ifindex))
    return {
      of: pointOfPort(port?.macAddress ?? null, link) ?? pointOfMachine(headers),
      beyondNode: isFromAnotherNode(this.#lookup, port, link.source),
    }
  }
}
