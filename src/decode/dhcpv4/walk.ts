import { END, PAD } from './option-code.ts'

// RFC 2131 §2, octets from the op field. Not read here: sname and file (octets 44 to 235).
//  |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |
//  |                            xid (4)                            |
//  |           secs (2)            |           flags (2)           |
//  |  ciaddr (4), yiaddr (4), siaddr (4), giaddr (4), chaddr (16), sname (64), file (128)
//  |                     magic cookie (4)                          |  options ...
export const OP = 0
export const HTYPE = 1
export const HLEN = 2
export const HOPS = 3
export const XID = 4
export const SECS = 8
export const FLAGS = 10
export const CIADDR = 12
export const YIADDR = 16
export const SIADDR = 20
export const GIADDR = 24
export const CHADDR = 28
export const CHADDR_LENGTH = 16
export const COOKIE = 236
export const OPTIONS = 240
/** 99.130.83.99 (RFC 2131 §3). */
export const MAGIC_COOKIE = 0x63825363

/** What a walk meets. Codes, and lengths that do not count themselves, are one octet (RFC 2132 §2). */
export interface Dhcpv4OptionVisitor {
  /** One option: its content was sent as [at, sentEnd) and captured as [at, end). */
  option(code: number, at: number, end: number, sentEnd: number): void
  /** The walk ended at `at`, before an end option and not at the end of the message. */
  stopped(reason: Dhcpv4StopReason, at: number, end: number, sentEnd: number): void
}

export type Dhcpv4StopReason = 'header' | 'overrun'

/** Visits the options up to the end option, which is not visited, nor are pads. */
export function walkDhcpv4Options(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  visitor: Dhcpv4OptionVisitor,
): void {
  let next = at
  while (next < sentEnd) {
    if (next < end && octets[next] === END) return
    if (next < end && octets[next] === PAD) {
      next++
      continue
    }
    const data = next + 2
    if (data > end) {
      visitor.stopped('header', next, end, sentEnd)
      return
    }
    const dataEnd = data + octets[next + 1]!
    if (dataEnd > sentEnd) {
      visitor.stopped('overrun', next, end, sentEnd)
      return
    }
    visitor.option(octets[next]!, data, Math.min(dataEnd, end), dataEnd)
    if (dataEnd > end) return
    next = dataEnd
  }
}
