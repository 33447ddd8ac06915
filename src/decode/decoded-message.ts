import type { Header } from './header-trail.ts'
import type { Message } from './message.ts'

/**
 * One line of `decode`: a message, where and when it was captured, and every header around it. Scripts depend on these
 * names: add, never rename.
 */
export type DecodedMessage = MessageEnvelope & Message

export interface MessageEnvelope {
  /** Path of the capture, as given, relative to the argument that led to it. */
  readonly capture: string
  /** As Wireshark counts. Of a reassembled message: the frame that completed it. */
  readonly frame: number
  /** ISO 8601 with nine decimals; null where the record has none. */
  readonly time: string | null
  /** `NODE/INTERFACE`. */
  readonly vantage: string
  /** All headers, from the outside in. */
  readonly layers: readonly Header[]
  /** Link-layer addresses of the innermost packet; null where no link layer is around it. */
  readonly link: { readonly source: string; readonly destination?: string } | null
  /** The rest of the innermost packet. */
  readonly source: string
  readonly destination: string
  readonly hopLimit: number
  /** Extension headers of that packet, by their kinds, in their order; there only if there are any. */
  readonly extensionHeaders?: readonly string[]
  /** Of a message that was put together, or could not be: its fragments by their offsets (octets). */
  readonly fragments?: readonly { readonly frame: number; readonly offset: number; readonly length: number }[]
}
