import { PROTOCOL_UDP } from '../../decode/ip/protocol.ts'
import { PORT_DHCPV6_CLIENT, PORT_DHCPV6_SERVER, PORT_GENEVE } from '../../decode/ip/udp-port.ts'
import {
  IPV6_HEADER,
  IPV6_SOURCE,
  MAC,
  UDP_CHECKSUM,
  UDP_DESTINATION,
  UDP_HEADER,
  UDP_LENGTH,
} from '../../decode/plain-headers.ts'
import { KEPT_OCTETS, LINK_WORDS } from '../key-numbers.ts'
import { LEASE } from '../learned.ts'
import { isChecksumGood } from './checksum.ts'
import * as dhcpv6 from './dhcpv6.ts'
import * as key from './key-writer.ts'
import { DHCPV6_TYPES, TUNNEL_PORTS } from './layout.ts'
import { end, ethernet, ip } from './message-headers.ts'
import { beginKey, countType, DHCP, linkHash, note, noteAddress, sayAddresses, VERSION_6 } from './noting.ts'
import { isIn, word16, word32 } from './octets.ts'

// Rows of DHCPv6 messages, as `../dhcp-messages.ts` has them.

const ADVERTISE: u32 = 2
const REPLY: u32 = 7
const RECONFIGURE: u32 = 10
/** RFC 8415 §21.6: in an IA Address option's content. */
const PREFERRED_LIFETIME: usize = 16
const VALID_LIFETIME: usize = 20
/** §9: in a relay's message. */
const LINK_ADDRESS: usize = 2
const PEER_ADDRESS: usize = 18
/** ARP hardware type. */
const LINK_LAYER_ETHERNET: u32 = 1

/** Whether the UDP datagram at hand is such a message, as it should be. */
export function isPlainDhcpv6(): bool {
  const udp = ip + IPV6_HEADER
  const length = (end - udp) as u32
  if (length < (UDP_HEADER as u32) || word16(udp + UDP_LENGTH) !== length || load<u16>(udp, UDP_CHECKSUM) === 0)
    return false
  if (!isDhcpv6(word16(udp), word16(udp + UDP_DESTINATION))) return false
  if (!dhcpv6.readDhcpv6(udp + UDP_HEADER, end)) return false
  const hasRoom = isKept(dhcpv6.clientIdAt, dhcpv6.clientIdEnd) && isKept(dhcpv6.serverIdAt, dhcpv6.serverIdEnd)
  return hasRoom && isChecksumGood(ip + IPV6_SOURCE, end, length, PROTOCOL_UDP)
}

function isDhcpv6(source: u32, destination: u32): bool {
  const isPort =
    source === PORT_DHCPV6_CLIENT ||
    source === PORT_DHCPV6_SERVER ||
    destination === PORT_DHCPV6_CLIENT ||
    destination === PORT_DHCPV6_SERVER
  return isPort && destination !== PORT_GENEVE && !isIn(TUNNEL_PORTS, destination)
}

/** Notes all its rows but that of its sender. */
export function noteDhcpv6(): void {
  const client = clientMac()
  beginKey(DHCP, LINK_WORDS, linkHash)
  key.word(VERSION_6 | (dhcpv6.messageType << 8))
  sayAddresses()
  key.word(dhcpv6.transactionId)
  key.word(0) // its checksum is good
  sayIdentifier(client, client + MAC)
  sayIdentifier(dhcpv6.clientIdAt, dhcpv6.clientIdEnd)
  sayIdentifier(dhcpv6.serverIdAt, dhcpv6.serverIdEnd)
  key.word(dhcpv6.addressCount)
  for (let each: u32 = 0; each < dhcpv6.addressCount; each++) {
    const address = dhcpv6.addressAt(each)
    key.ipv6(address)
    key.word(word32(address + PREFERRED_LIFETIME))
    key.word(word32(address + VALID_LIFETIME))
  }
  key.word(dhcpv6.statusCount)
  for (let each: u32 = 0; each < dhcpv6.statusCount; each++) key.word(word16(dhcpv6.statusAt(each)))
  key.word(dhcpv6.relayCount)
  for (let each: u32 = 0; each < dhcpv6.relayCount; each++) {
    const relay = dhcpv6.relayAt(each)
    key.ipv6(relay + LINK_ADDRESS)
    key.ipv6(relay + PEER_ADDRESS)
  }
  note(DHCP)
  if (dhcpv6.messageType === REPLY && client !== 0) noteLeases(client)
  countType(DHCPV6_TYPES, dhcpv6.messageType)
}

/** Whether a key has room for all of an identifier. */
function isKept(at: usize, identifierEnd: usize): bool {
  return at === 0 || identifierEnd - at <= (KEPT_OCTETS as usize)
}

/** @param at 0: there is none */
function sayIdentifier(at: usize, identifierEnd: usize): void {
  if (at === 0) key.word(0)
  else key.octets(at, identifierEnd)
}

function noteLeases(client: usize): void {
  for (let each: u32 = 0; each < dhcpv6.addressCount; each++) {
    const address = dhcpv6.addressAt(each)
    if (load<u32>(address, VALID_LIFETIME) !== 0) noteAddress(client, LEASE, address)
  }
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
