import {
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  REDIRECT,
  ROUTER_SOLICITATION,
} from '../../decode/icmpv6/message-type.ts'
import { PROTOCOL_ICMPV6 } from '../../decode/ip/protocol.ts'
import { IPV6_HEADER, IPV6_HOP_LIMIT, IPV6_SOURCE, MAC } from '../../decode/plain-headers.ts'
import { KEPT_OCTETS, LINK_WORDS } from '../key-numbers.ts'
import { DAD, NA, NS } from '../learned.ts'
import { isChecksumGood } from './checksum.ts'
import * as key from './key-writer.ts'
import { ND_TYPES } from './layout.ts'
import { end, ethernet, ip } from './message-headers.ts'
import { beginKey, countType, linkHash, NEIGHBOR_DISCOVERY, note, noteAddress, sayAddresses } from './noting.ts'

// Rows of Neighbor Discovery messages, as `../nd-messages.ts` has them.

/** Target Address of NS and NA (RFC 4861 §4.3, §4.4), and where it ends. */
const TARGET: u32 = 8
const TARGET_END: u32 = 24
/** Of the fifth octet of a Neighbor Advertisement (§4.4). */
const NA_FLAGS = 4
const SOLICITED_FLAG: u8 = 0x40

/** Whether the ICMPv6 message at hand is one of these, as it should be. */
export function isPlainNd(): bool {
  const at = ip + IPV6_HEADER
  const type: i32 = load<u8>(at)
  const length = (end - at) as u32
  if (type < ROUTER_SOLICITATION || type > REDIRECT || length > (KEPT_OCTETS as u32)) return false
  return isChecksumGood(ip + IPV6_SOURCE, end, length, PROTOCOL_ICMPV6)
}

/** Notes all its rows but that of its sender. */
export function noteNd(): void {
  const at = ip + IPV6_HEADER
  const type: i32 = load<u8>(at)
  const length = (end - at) as u32
  beginKey(NEIGHBOR_DISCOVERY, LINK_WORDS, linkHash)
  key.word(type | ((load<u8>(ip, IPV6_HOP_LIMIT) as u32) << 8))
  sayAddresses()
  key.word(length)
  key.word(0) // octets of extension headers
  key.octets(at, end)
  note(NEIGHBOR_DISCOVERY, isFollowed(type, at, length))
  learnAddress(type, at, length)
  countType(ND_TYPES, type - ROUTER_SOLICITATION)
}

/** Whether every sighting of the message is kept. */
function isFollowed(type: i32, at: usize, length: u32): bool {
  if (type !== NEIGHBOR_ADVERTISEMENT) return type !== NEIGHBOR_SOLICITATION
  return length < TARGET || (load<u8>(at, NA_FLAGS) & SOLICITED_FLAG) === 0
}

/** The address that the message shows to be its sender's, if it shows one. */
function learnAddress(type: i32, at: usize, length: u32): void {
  const source = ip + IPV6_SOURCE
  const fromNowhere = (load<u64>(source) | load<u64>(source, 8)) === 0
  if (length >= TARGET_END && type === NEIGHBOR_ADVERTISEMENT) noteAddress(ethernet + MAC, NA, at + TARGET)
  else if (length >= TARGET_END && type === NEIGHBOR_SOLICITATION && fromNowhere)
    noteAddress(ethernet + MAC, DAD, at + TARGET)
  else if (!fromNowhere) noteAddress(ethernet + MAC, NS, source)
}
