import type { Header } from './header-trail.ts'
import type { Checksum, ChecksumRating } from './upper-checksum.ts'

/** Where a frame was captured, as far as it tells what a wrong checksum means. */
export interface CapturePoint {
  /** Whose own interface it was: the sender's, the receiver's; null: neither, or not known. */
  readonly of: 'sender' | 'receiver' | null
  /**
   * It is known to have left its sender's node, or it is in a tunnel, where what is left to hardware seldom stands. Else a
   * checksum left to hardware may stay so from one interface of a node to the other, and nobody misses it.
   */
  readonly beyondNode: boolean
}

/** `checksum`, with what it means where it is bad. */
export function rated(checksum: Checksum, point: CapturePoint): Checksum {
  return checksum.status === 'bad' ? { ...checksum, rating: ratingOf(checksum.partial === true, point) } : checksum
}

/** What a bad checksum means; `partial`: it is the sum that senders leave for hardware to complete. */
export function ratingOf(partial: boolean, { of, beyondNode }: CapturePoint): ChecksumRating {
  if (of === 'sender' || (partial && !beyondNode)) return 'offload'
  return of === 'receiver' ? 'damage' : 'unknown'
}

/** What a port's interface is to a frame: `own` is the port's MAC address. */
export function pointOfPort(
  own: string | null,
  link: { readonly source: string; readonly destination?: string },
): CapturePoint['of'] {
  if (own === null) return null
  if (link.source === own) return 'sender'
  return link.destination === own || isGroup(link.destination) ? 'receiver' : null
}

/** The I/G bit of a MAC address. */
function isGroup(mac: string | undefined): boolean {
  return mac !== undefined && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}

// LINKTYPE_LINUX_SLL packet types.
const TO_US = 0
const SENT_BY_US = 4

/** What the machine that recorded a cooked capture is to a frame. */
export function pointOfMachine([outermost]: readonly Header[]): CapturePoint['of'] {
  if (outermost?.kind !== 'linux-cooked' && outermost?.kind !== 'linux-cooked-2') return null
  if (outermost.packetType === SENT_BY_US) return 'sender'
  return outermost.packetType === TO_US ? 'receiver' : null
}
