import type { CaptureInterface, FrameSink } from '../capture/frame.ts'
import { ipv6Text } from './address.ts'
import { readFrame } from './frame.ts'
import { type Header, HeaderTrail } from './header-trail.ts'
import { carriesMessage, decodeMessage, type Message, type MessageKind, messageKind } from './message.ts'

/** A frame that carries a message, before anything of the message is decoded. */
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
}

/** Receives what a capture holds, in its order. */
export interface MessageSink {
  interface?(iface: number, description: CaptureInterface): void
  /** Whether this one is to be decoded. */
  wants(frame: MessageFrame): boolean
  message(message: ReadMessage): void
}

/** Takes the frames of one capture and gives the Neighbor Discovery and DHCPv6 messages in them. */
export class MessageReader implements FrameSink {
  readonly #sink: MessageSink
  readonly #vxlanPorts: readonly number[]
  readonly #descriptions: CaptureInterface[] = []
  readonly #layers = new HeaderTrail()
  #records = 0

  constructor(sink: MessageSink, vxlanPorts: readonly number[]) {
    this.#sink = sink
    this.#vxlanPorts = vxlanPorts
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
    const layers = this.#layers
    const frame = ++this.#records
    const sentEnd = at + Math.max(originalLength, end - at) - fcsOctets
    readFrame(layers, octets, at, Math.min(end, sentEnd), sentEnd, linkType, this.#vxlanPorts)
    if (!carriesMessage(layers)) return
    const kind = messageKind(octets, layers)
    const { ifindex } = layers
    if (!this.#sink.wants({ frame, second, nanosecond, iface, ifindex, kind })) return
    // Once more, over the frame alone: what is told of the message counts from the frame's first octet.
    const alone = octets.subarray(at, Math.min(end, sentEnd))
    readFrame(layers, alone, 0, alone.length, sentEnd - at, linkType, this.#vxlanPorts)
    const headers = layers.decode(alone)
    this.#sink.message({
      frame,
      second,
      nanosecond,
      iface,
      ifindex,
      kind,
      headers,
      source: ipv6Text(alone, layers.sourceAt),
      destination: ipv6Text(alone, layers.destinationAt),
      hopLimit: layers.hopLimit,
      message: decodeMessage(alone, layers, headers),
    })
  }
}
