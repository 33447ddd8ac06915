import { PROTOCOL_ICMPV6, PROTOCOL_UDP } from '../../decode/ip/protocol.ts'
import { IPV6_NEXT_HEADER } from '../../decode/plain-headers.ts'
import { isPlainDhcpv6, noteDhcpv6 } from './dhcp-messages.ts'
import { hear } from './heard.ts'
import {
  AT,
  DHCPV6_TYPES,
  END,
  IFACE,
  LINKS,
  MOST_DHCPV6_TYPES,
  MOST_LINKS,
  MOST_ND_TYPES,
  NANOSECOND,
  ND_TYPES,
  OCTETS,
  OFFSET,
  ORIGINAL_LENGTH,
  PLACES,
  SECOND,
} from './layout.ts'
import { ip, readHeaders } from './message-headers.ts'
import { isPlainNd, noteNd } from './nd-messages.ts'
import { beginFrame, clearNoted, isAnyFull, noteSender } from './noting.ts'

// Neighbor Discovery and DHCPv6 messages that are as nearly all are: whole, behind the usual headers, their checksums good.

/** None was noted. */
export function clearMessages(): void {
  clearNoted()
  memory.fill(ND_TYPES, 0, 4 * MOST_ND_TYPES)
  memory.fill(DHCPV6_TYPES, 0, 4 * MOST_DHCPV6_TYPES)
}

/**
 * Notes the frames of the batch from `from` on, as long as they are such messages and there is room for their rows to wait.
 * @param first where in `AT` OCTETS begin
 * @param firstIndex of the batch's first frame, among the records of the range
 * @returns the first frame that was not noted
 */
export function noteMessages(frames: u32, from: u32, first: u32, firstIndex: f64): u32 {
  for (let frame = from; frame < frames; frame++) {
    if (isAnyFull() || !noteFrame(frame, first, firstIndex + frame)) return frame
  }
  return frames
}

function noteFrame(frame: u32, first: u32, index: f64): bool {
  const iface = load<u32>(IFACE + 4 * frame)
  const link = iface < MOST_LINKS ? load<u32>(LINKS + 4 * iface) : 0
  const at = load<u32>(AT + 4 * frame)
  const end = load<u32>(END + 4 * frame)
  const nanosecond = load<i32>(NANOSECOND + 4 * frame)
  if (link === 0 || nanosecond < 0 || load<u32>(ORIGINAL_LENGTH + 4 * frame) > end - at) return false
  if (!readHeaders(OCTETS + at - first, OCTETS + end - first - (link - 1))) return false
  const protocol = load<u8>(ip, IPV6_NEXT_HEADER)
  const isNd = protocol === PROTOCOL_ICMPV6 && isPlainNd()
  if (!isNd && !(protocol === PROTOCOL_UDP && isPlainDhcpv6())) return false
  const second = load<f64>(SECOND + 8 * frame)
  beginFrame(load<u32>(PLACES + 4 * iface), second, nanosecond, load<f64>(OFFSET + 8 * frame), index)
  noteSender()
  if (isNd) noteNd()
  else noteDhcpv6()
  hear(iface, 1, second, nanosecond, second, nanosecond)
  return true
}
