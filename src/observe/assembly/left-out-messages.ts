import {
  NEIGHBOR_ADVERTISEMENT,
  NEIGHBOR_SOLICITATION,
  REDIRECT,
  ROUTER_SOLICITATION,
} from '../../decode/icmpv6/message-type.ts'
import { PROTOCOL_ICMPV6, PROTOCOL_UDP } from '../../decode/ip/protocol.ts'
import { PORT_DHCPV6_CLIENT, PORT_DHCPV6_SERVER, PORT_GENEVE } from '../../decode/ip/udp-port.ts'
import {
  IPV4_ADDRESSES,
  IPV6_DESTINATION,
  IPV6_HEADER,
  IPV6_HOP_LIMIT,
  IPV6_NEXT_HEADER,
  IPV6_SOURCE,
  MAC,
  UDP_CHECKSUM,
  UDP_DESTINATION,
  UDP_HEADER,
  UDP_LENGTH,
} from '../../decode/plain-headers.ts'
import { HAS_MAC, KEPT_OCTETS } from '../key-numbers.ts'
import { DAD, LEASE, NA, NS } from '../learned.ts'
import { isChecksumGood } from './checksum.ts'
import * as dhcpv6 from './dhcpv6.ts'
import { hear } from './heard.ts'
import { finished, mixed, mixedIpv6, mixedOctets, mixedPair } from './key-hash.ts'
import {
  AT,
  DHCPV6_TYPES,
  END,
  IFACE,
  LEFT_OUT,
  LINKS,
  MOST_DHCPV6_TYPES,
  MOST_LINKS,
  MOST_ND_TYPES,
  NANOSECOND,
  ND_TYPES,
  OCTETS,
  ORIGINAL_LENGTH,
  PLACES,
  SECOND,
  TABLES,
  TUNNEL_PORTS,
} from './layout.ts'
import { end, ethernet, ip, readHeaders, segment, segmentId, tunnel } from './message-headers.ts'
import { isIn, word16, word32 } from './octets.ts'

// Messages of whose rows the tables keep none: nothing is noted of them but that they came. What rows there would be, and under
// which hashes, is said here as `../nd-messages.ts`, `../dhcp-messages.ts`, `../senders.ts` and `../packets.ts` say it.

const VERSION_4 = 4
const VERSION_6 = 6
/** Target Address of NS and NA (RFC 4861 §4.3, §4.4), and where it ends. */
const TARGET: u32 = 8
const TARGET_END: u32 = 24
const ADVERTISE: u32 = 2
const REPLY: u32 = 7
const RECONFIGURE: u32 = 10
/** ARP hardware type. */
const LINK_LAYER_ETHERNET: u32 = 1
const VALID_LIFETIME = 20

/** Hashes from which on tables leave rows out; 2³²: none. */
const NONE: u64 = 1 << 32
let stations: u64 = NONE
let addresses: u64 = NONE
let neighborDiscovery: u64 = NONE
let dhcp: u64 = NONE
let tunnels: u64 = NONE

// Of what was left out, sightings by table, at these places of LEFT_OUT.
const STATIONS: u32 = 0
const ADDRESSES: u32 = 1
const NEIGHBOR_DISCOVERY: u32 = 2
const DHCP: u32 = 3
const TUNNELS: u32 = 4

/** Of the frame at hand: hashes of the words that its keys begin with. */
let placeHash: u32 = 0
let sourceHash: u32 = 0
let linkHash: u32 = 0

/** As new, for frames of another capture. */
export function resetMessages(): void {
  leaveOutFrom(NONE as f64, NONE as f64, NONE as f64, NONE as f64, NONE as f64)
  memory.fill(LEFT_OUT, 0, 4 * TABLES)
  memory.fill(ND_TYPES, 0, 4 * MOST_ND_TYPES)
  memory.fill(DHCPV6_TYPES, 0, 4 * MOST_DHCPV6_TYPES)
}

/** From these hashes on the tables leave rows out. */
export function leaveOutFrom(
  stationHash: f64,
  addressHash: f64,
  neighborDiscoveryHash: f64,
  dhcpHash: f64,
  tunnelHash: f64,
): void {
  stations = stationHash as u64
  addresses = addressHash as u64
  neighborDiscovery = neighborDiscoveryHash as u64
  dhcp = dhcpHash as u64
  tunnels = tunnelHash as u64
}

/**
 * Counts the frames of the batch from `from` on, as long as they are messages of which every row is left out.
 * @param first where in `AT` OCTETS begin
 * @returns the first frame that is none
 */
export function leaveOut(frames: u32, from: u32, first: u32): u32 {
  for (let frame = from; frame < frames; frame++) if (!leaveOutFrame(frame, first)) return frame
  return frames
}

function leaveOutFrame(frame: u32, first: u32): bool {
  const iface = load<u32>(IFACE + 4 * frame)
  const link = iface < MOST_LINKS ? load<u32>(LINKS + 4 * iface) : 0
  const at = load<u32>(AT + 4 * frame)
  const frameEnd = load<u32>(END + 4 * frame)
  if (link === 0 || load<i32>(NANOSECOND + 4 * frame) < 0) return false
  if (load<u32>(ORIGINAL_LENGTH + 4 * frame) > frameEnd - at) return false
  const start = OCTETS + at - first
  if (!readHeaders(start, OCTETS + frameEnd - first - (link - 1))) return false
  hashLink(load<u32>(PLACES + 4 * iface))
  if (finished(sourceHash) < stations) return false
  if (tunnel !== 0 && hashOfTunnel() < tunnels) return false
  const protocol = load<u8>(ip, IPV6_NEXT_HEADER)
  const isLeftOut = protocol === PROTOCOL_ICMPV6 ? leaveOutNd() : protocol === PROTOCOL_UDP ? leaveOutDhcpv6() : false
  if (!isLeftOut) return false
  count(STATIONS, 1)
  if (tunnel !== 0) count(TUNNELS, 1)
  const second = load<f64>(SECOND + 8 * frame)
  const nanosecond = load<i32>(NANOSECOND + 4 * frame)
  hear(iface, 1, second, nanosecond, second, nanosecond)
  return true
}

function hashLink(place: u32): void {
  placeHash = mixedPair(mixedPair(0, place, -1), segment, segmentId)
  sourceHash = mixedMac(placeHash, ethernet + MAC)
  linkHash = mixedMac(sourceHash, ethernet)
}

function mixedMac(hash: u32, at: usize): u32 {
  return mixedPair(hash, HAS_MAC | word16(at), word32(at + 2))
}

function hashOfTunnel(): u32 {
  return finished(
    mixed(mixed(mixed(placeHash, VERSION_4), word32(tunnel + IPV4_ADDRESSES)), word32(tunnel + IPV4_ADDRESSES + 4)),
  )
}

/** Hash of the row that says a station has an address. @param station the hash up to its MAC address */
function hashOfAddress(station: u32, learned: u32, at: usize): u32 {
  return finished(mixedIpv6(mixed(station, learned | (VERSION_6 << 8)), at))
}

/** `hash` with the addresses of the packet. */
function mixedAddresses(hash: u32): u32 {
  return mixedIpv6(mixedIpv6(hash, ip + IPV6_SOURCE), ip + IPV6_DESTINATION)
}

/** `hash` with a run of octets, as keys have it. */
function mixedRun(hash: u32, at: usize, runEnd: usize): u32 {
  return mixedOctets(mixed(hash, (runEnd - at) as u32), at, min(runEnd, at + KEPT_OCTETS))
}

function leaveOutNd(): bool {
  const at = ip + IPV6_HEADER
  const type: i32 = load<u8>(at)
  const length = (end - at) as u32
  if (type < ROUTER_SOLICITATION || type > REDIRECT) return false
  if (!isChecksumGood(ip + IPV6_SOURCE, end, length, PROTOCOL_ICMPV6)) return false
  const address = addressLearned(type, at, length)
  if (address !== 0 && hashOfAddress(sourceHash, learned, address) < addresses) return false
  const packet = mixedAddresses(mixed(linkHash, type | ((load<u8>(ip, IPV6_HOP_LIMIT) as u32) << 8)))
  const noExtension = mixed(mixed(packet, length), 0)
  if (finished(mixedRun(noExtension, at, end)) < neighborDiscovery) return false
  if (address !== 0) count(ADDRESSES, 1)
  count(NEIGHBOR_DISCOVERY, 1)
  countType(ND_TYPES, type - ROUTER_SOLICITATION)
  return true
}

/** How the address that `addressLearned` found was learned. */
let learned: u32 = 0

/** Where the address lies that the message shows to be its sender's; 0: it shows none. */
function addressLearned(type: i32, at: usize, length: u32): usize {
  const source = ip + IPV6_SOURCE
  const fromNowhere = (load<u64>(source) | load<u64>(source, 8)) === 0
  learned = NS
  if (length >= TARGET_END && (type === NEIGHBOR_ADVERTISEMENT || (type === NEIGHBOR_SOLICITATION && fromNowhere))) {
    learned = type === NEIGHBOR_ADVERTISEMENT ? NA : DAD
    return at + TARGET
  }
  return fromNowhere ? 0 : source
}

function leaveOutDhcpv6(): bool {
  const udp = ip + IPV6_HEADER
  const length = (end - udp) as u32
  if (length < (UDP_HEADER as u32) || word16(udp + UDP_LENGTH) !== length || load<u16>(udp, UDP_CHECKSUM) === 0)
    return false
  if (!isDhcpv6(word16(udp), word16(udp + UDP_DESTINATION))) return false
  if (!dhcpv6.readDhcpv6(udp + UDP_HEADER, end)) return false
  if (!isChecksumGood(ip + IPV6_SOURCE, end, length, PROTOCOL_UDP)) return false
  const client = clientMac()
  if (finished(hashOfDhcpv6(client)) < dhcp) return false
  const leases = dhcpv6.messageType === REPLY && client !== 0 ? leasesLeftOut(mixedMac(placeHash, client)) : 0
  if (leases < 0) return false
  count(ADDRESSES, leases)
  count(DHCP, 1)
  countType(DHCPV6_TYPES, dhcpv6.messageType)
  return true
}

function isDhcpv6(source: u32, destination: u32): bool {
  const isPort =
    source === PORT_DHCPV6_CLIENT ||
    source === PORT_DHCPV6_SERVER ||
    destination === PORT_DHCPV6_CLIENT ||
    destination === PORT_DHCPV6_SERVER
  return isPort && destination !== PORT_GENEVE && !isIn(TUNNEL_PORTS, destination)
}

/** How many addresses the message leases; -1: one of their rows may not be left out. */
function leasesLeftOut(station: u32): i32 {
  let leases = 0
  for (let index: u32 = 0; index < dhcpv6.addressCount; index++) {
    const address = dhcpv6.addressAt(index)
    if (load<u32>(address, VALID_LIFETIME) === 0) continue
    if (hashOfAddress(station, LEASE, address) < addresses) return -1
    leases++
  }
  return leases
}

function hashOfDhcpv6(client: usize): u32 {
  let hash = mixedAddresses(mixed(linkHash, VERSION_6 | (dhcpv6.messageType << 8)))
  hash = mixed(mixed(hash, dhcpv6.transactionId), 0) // the checksum is good
  hash = mixedIdentifier(hash, client, client + MAC)
  hash = mixedIdentifier(hash, dhcpv6.clientIdAt, dhcpv6.clientIdEnd)
  hash = mixedIdentifier(hash, dhcpv6.serverIdAt, dhcpv6.serverIdEnd)
  hash = mixed(hash, dhcpv6.addressCount)
  for (let index: u32 = 0; index < dhcpv6.addressCount; index++) {
    const address = dhcpv6.addressAt(index)
    hash = mixedIpv6(hash, address)
    hash = mixed(mixed(hash, word32(address + 16)), word32(address + VALID_LIFETIME))
  }
  hash = mixed(hash, dhcpv6.statusCount)
  for (let index: u32 = 0; index < dhcpv6.statusCount; index++) hash = mixed(hash, word16(dhcpv6.statusAt(index)))
  hash = mixed(hash, dhcpv6.relayCount)
  for (let index: u32 = 0; index < dhcpv6.relayCount; index++) {
    const relay = dhcpv6.relayAt(index)
    hash = mixedIpv6(mixedIpv6(hash, relay + 2), relay + 18)
  }
  return hash
}

/** @param at 0: there is none */
function mixedIdentifier(hash: u32, at: usize, identifierEnd: usize): u32 {
  return at === 0 ? mixed(hash, 0) : mixedRun(hash, at, identifierEnd)
}

/** Where the client's MAC address stands; 0: nowhere. */
function clientMac(): usize {
  const told = dhcpv6.linkLayerAt
  if (told !== 0 && dhcpv6.linkLayerEnd - told === 2 + MAC && word16(told) === LINK_LAYER_ETHERNET) return told + 2
  if (dhcpv6.relayCount > 0) return 0
  const type = dhcpv6.messageType
  if (type !== ADVERTISE && type !== REPLY && type !== RECONFIGURE) return ethernet + MAC
  return (load<u8>(ethernet) & 1) === 0 ? ethernet : 0
}

function count(table: u32, sightings: u32): void {
  const at = LEFT_OUT + 4 * table
  store<u32>(at, load<u32>(at) + sightings)
}

function countType(types: usize, type: u32): void {
  const at = types + 4 * type
  store<u32>(at, load<u32>(at) + 1)
}
