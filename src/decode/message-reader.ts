import type { CaptureInterface, FrameSink } from '../capture/frame.ts'
import { ipv6Text } from './address.ts'
import { readFrame } from './frame.ts'
import { type Header, HeaderTrail } from './header-trail.ts'
import { packetOf, readFragment, wireOf } from './ip/fragment.ts'
import { type Datagram, type LossReason, Reassembler } from './ip/reassembly.ts'
import { FRAGMENT, NOT_DECODED, TUNNEL_LIMIT } from './layers.ts'
import { LINKTYPE_RAW } from './link/link-type.ts'
import { malformed } from './malformed.ts'
import { carriesMessage, decodeMessage, type Message, messageKind } from './message.ts'
import type { MessageKind } from './message-kind.ts'

/** A frame that carries a message, or completes one, before anything of the message is decoded. */
export interface MessageFrame {
  /** As Wireshark counts, from 1. */
  readonly frame: number
  /** Since the Unix epoch. */
  readonly second: number
  /** -1 where the record has no time. */
  readonly nanosecond: number
  readonly iface: number
  /** LINUX_SLL2 interface index; -1 for other link types. */
  readonly ifindex: number
  /** Undefined where not even that was captured. */
  readonly kind: MessageKind | undefined
}

/** A message and the packet it came in. */
export interface ReadMessage extends MessageFrame {
  /** All headers, from the outside in. */
  readonly headers: readonly Header[]
  /** Of the innermost packet. */
  readonly source: string
  readonly destination: string
  readonly hopLimit: number
  readonly message: Message
  /** What it was put together from, by offset; null where it came in one frame. */
  readonly fragments: readonly { readonly frame: number; readonly offset: number; readonly length: number }[] | null
}

/** Receives what a capture holds, in its order. */
export interface MessageSink {
  interface?(iface: number, description: CaptureInterface): void
  /** Whether this one is to be decoded. */
  wants(frame: MessageFrame): boolean
  message(message: ReadMessage): void
}

type FrameOrigin = Omit<MessageFrame, 'kind'>

/** Where a fragment was; `headers` up to its own, of a first one: of the others they tell nothing more. */
type FragmentOrigin = FrameOrigin & { readonly headers: readonly Header[] }

/** What a walk met, in which octets, and all headers around it. */
interface Walked {
  readonly octets: Uint8Array
  readonly trail: HeaderTrail
  readonly headers: readonly Header[]
}

/**
 * Takes the frames of one capture and gives the Neighbor Discovery and DHCPv6 messages in them. Those in fragments are
 * given with the frame that completes them; those of which fragments are missing when they are given up, as malformed.
 */
export class MessageReader implements FrameSink {
  /** Fragmented datagrams given up without their first fragment: what they carried is not known. */
  unknownDatagrams = 0
  readonly #sink: MessageSink
  readonly #vxlanPorts: readonly number[]
  readonly #descriptions: CaptureInterface[] = []
  readonly #layers = new HeaderTrail()
  readonly #reassembler: Reassembler<FragmentOrigin>
  #records = 0

  constructor(sink: MessageSink, vxlanPorts: readonly number[]) {
    this.#sink = sink
    this.#vxlanPorts = vxlanPorts
    this.#reassembler = new Reassembler<FragmentOrigin>({
      wants: (first) => this.#mayCarryMessage(first),
      lost: (datagram, reason) => this.#lost(datagram, reason),
    })
  }

  interface(iface: number, description: CaptureInterface): void {
    this.#descriptions[iface] = description
    this.#sink.interface?.(iface, description)
  }

  record(): void {
    this.#records++
  }

  frame(
    octets: Uint8Array,
    at: number,
    end: number,
    originalLength: number,
    second: number,
    nanosecond: number,
    _offset: number,
    iface: number,
  ): void {
    const { linkType, fcsOctets } = this.#descriptions[iface]!
    const trail = this.#layers
    const frame = ++this.#records
    const sentEnd = at + Math.max(originalLength, end - at) - fcsOctets
    readFrame(trail, octets, at, Math.min(end, sentEnd), sentEnd, linkType, this.#vxlanPorts)
    if (!carriesMessage(trail) && trail.carries !== FRAGMENT) return
    const origin = { frame, second, nanosecond, iface, ifindex: trail.ifindex }
    if (carriesMessage(trail) && !this.#sink.wants({ ...origin, kind: messageKind(octets, trail) })) return
    // Once more, over the frame alone: what is told of the message counts from the frame's first octet.
    const alone = octets.subarray(at, Math.min(end, sentEnd))
    readFrame(trail, alone, 0, alone.length, sentEnd - at, linkType, this.#vxlanPorts)
    const walked = { octets: alone, trail, headers: trail.decode(alone) }
    if (carriesMessage(trail)) this.#give(walked, origin, null)
    else this.#fragment(walked, origin, `${iface} ${trail.ifindex}`, 0)
  }

  /** The capture is over. */
  finish(): void {
    this.#reassembler.finish()
  }

  #give({ octets, trail, headers }: Walked, origin: FrameOrigin, fragments: ReadMessage['fragments']): void {
    this.#sink.message({
      ...origin,
      kind: messageKind(octets, trail),
      headers,
      ...packetFields(octets, trail),
      message: decodeMessage(octets, trail, headers),
      fragments,
    })
  }

  /** @param around tells the datagrams of one wire from those of others. */
  #fragment(walked: Walked, origin: FrameOrigin, around: string, depth: number): void {
    const { octets, trail, headers } = walked
    const fields = readFragment(octets, trail)
    const key = `${around} ${wireOf(octets, trail)} ${fields.identity}`
    const place = { ...origin, headers: fields.offset === 0 ? headers : [] }
    const whole = this.#reassembler.add({ ...fields, key, origin: place }, origin.second, origin.nanosecond)
    if (whole === undefined) return
    const packet = this.#walk(whole, headers, fields.headers)
    if (packet === undefined) return this.#lost(whole, 'bad-length')
    if (packet.trail.carries === FRAGMENT && depth < TUNNEL_LIMIT) {
      // In a tunnel it may have brothers whose tunnel packets came in one piece: those know nothing of `key`.
      this.#fragment(packet, origin, packet.trail.tunnels > 0 ? around : key, depth + 1)
    }
    if (!carriesMessage(packet.trail)) return
    const kind = messageKind(packet.octets, packet.trail)
    if (this.#sink.wants({ ...origin, kind })) this.#give(packet, origin, placesOf(whole))
  }

  /** The packet that a datagram with its first fragment makes; `again`: how many of its headers stand in `headers` already. */
  #walk(
    { head, octets, length }: Datagram<FragmentOrigin>,
    headers: readonly Header[],
    again: number,
  ): Walked | undefined {
    const packet = packetOf(head!, octets, length)
    if (packet === undefined) return undefined
    const trail = new HeaderTrail()
    readFrame(trail, packet.octets, 0, packet.octets.length, packet.length, LINKTYPE_RAW, this.#vxlanPorts)
    return { octets: packet.octets, trail, headers: [...headers, ...trail.decode(packet.octets).slice(again)] }
  }

  /** Whether what begins like this can hold a message: it does, or so little of it is there that one cannot tell. */
  #mayCarryMessage(first: Datagram<FragmentOrigin>): boolean {
    const trail = this.#walk(first, [], 0)?.trail
    return trail !== undefined && (carriesMessage(trail) || trail.carries === FRAGMENT || trail.carries === NOT_DECODED)
  }

  /** Told with the fragment that came last. */
  #lost(datagram: Datagram<FragmentOrigin>, reason: LossReason): void {
    const packet = datagram.head === null ? undefined : this.#walk(datagram, [], 0)
    if (packet === undefined) this.unknownDatagrams++
    if (packet === undefined || !carriesMessage(packet.trail)) return
    const { octets, trail } = packet
    const [first] = datagram.fragments
    const { headers: _, ...origin } = datagram.fragments
      .map((each) => each.origin)
      .reduce((a, b) => (a.frame > b.frame ? a : b))
    const kind = messageKind(octets, trail)
    if (!this.#sink.wants({ ...origin, kind })) return
    const fault = malformed('fragment', reason, 0, datagram.length, datagram.octets.length)
    this.#sink.message({
      ...origin,
      kind,
      headers: first!.origin.headers,
      ...packetFields(octets, trail),
      message: { ...(kind && { kind }), checksum: null, malformed: fault },
      fragments: placesOf(datagram),
    })
  }
}

function packetFields(octets: Uint8Array, { sourceAt, destinationAt, hopLimit }: HeaderTrail) {
  return { source: ipv6Text(octets, sourceAt), destination: ipv6Text(octets, destinationAt), hopLimit }
}

function placesOf({ fragments }: Datagram<FragmentOrigin>): NonNullable<ReadMessage['fragments']> {
  return fragments.map(({ origin, offset, length }) => ({ frame: origin.frame, offset, length }))
}
