import {
  CLIENT_LINKLAYER_ADDR,
  CLIENTID,
  IA_NA,
  IA_PD,
  IA_TA,
  IAADDR,
  IAPREFIX,
  RELAY_MSG,
  SERVERID,
  STATUS_CODE,
} from '../../decode/dhcpv6/option-code.ts'
import { word16 } from './octets.ts'

// What `Dhcpv6Facts` says of a message that is as it should be, with no more in it than there is room for; of others nothing.

const ADDRESSES: u32 = 64
const STATUS_CODES: u32 = 32
const RELAYS: u32 = 32
const DEPTH_LIMIT: u32 = 64

// RFC 8415 §8 and §9: octets in front of a message's options.
const TRANSACTION_ID = 1
const HEADER: u32 = 4
const RELAY_HEADER: u32 = 34
const RELAY_FORWARD: u8 = 12
const RELAY_REPLY: u8 = 13
// §21.1: octets in front of an option's content. §21.4, §21.5, §21.6, §21.22: in front of the options in it.
const OPTION_HEADER: u32 = 4
const IA_OPTIONS: u32 = 12
const IA_TA_OPTIONS: u32 = 4
const IAADDR_OPTIONS: u32 = 24
const IAPREFIX_OPTIONS: u32 = 25
/** §21.13: a code before text. */
const STATUS_MESSAGE: u32 = 2
/** RFC 6939 §4: a type before the address. */
const LINK_LAYER_ADDRESS: u32 = 2

/** Type of the innermost message; its transaction id, -1 if it is a relay's. */
export let messageType: u32 = 0
export let transactionId: u32 = 0
/** Contents of identifiers; 0: there is none. */
export let clientIdAt: usize = 0
export let clientIdEnd: usize = 0
export let serverIdAt: usize = 0
export let serverIdEnd: usize = 0
/** What the relay next to the client says of it: type, address; 0: nothing. */
export let linkLayerAt: usize = 0
export let linkLayerEnd: usize = 0
export let addressCount: u32 = 0
export let statusCount: u32 = 0
export let relayCount: u32 = 0

const ADDRESS_LIST = memory.data(4 * ADDRESSES)
const STATUS_LIST = memory.data(4 * STATUS_CODES)
const RELAY_LIST = memory.data(4 * RELAYS)
/** Whether the relay message at hand is, as far as is known, the one next to the client. */
let nextToClient: bool = false

/** The content of an IA Address option. */
export function addressAt(index: u32): usize {
  return load<u32>(ADDRESS_LIST + 4 * index)
}

/** The content of a Status Code option. */
export function statusAt(index: u32): usize {
  return load<u32>(STATUS_LIST + 4 * index)
}

/** A relay's message. */
export function relayAt(index: u32): usize {
  return load<u32>(RELAY_LIST + 4 * index)
}

/** Reads the message [at, end). False: it is not as it should be. */
export function readDhcpv6(at: usize, end: usize): bool {
  clientIdAt = 0
  serverIdAt = 0
  linkLayerAt = 0
  addressCount = 0
  statusCount = 0
  relayCount = 0
  return readMessage(at, end, 0)
}

function readMessage(at: usize, end: usize, depth: u32): bool {
  if (at >= end) return false
  const type = load<u8>(at)
  const isRelay = type === RELAY_FORWARD || type === RELAY_REPLY
  const options = at + (isRelay ? RELAY_HEADER : HEADER)
  if (options > end) return false
  messageType = type
  if (!isRelay) {
    transactionId = ((<u32>load<u8>(at, TRANSACTION_ID)) << 16) | word16(at + TRANSACTION_ID + 1)
    return readOptions(options, end, depth)
  }
  transactionId = -1
  linkLayerAt = 0
  nextToClient = true
  if (relayCount === RELAYS) return false
  store<u32>(RELAY_LIST + 4 * relayCount++, at)
  return readRelayOptions(options, end, depth)
}

/** Whether the option at `at` lies within [at, end). */
function isWhole(at: usize, end: usize): bool {
  return at + OPTION_HEADER <= end && at + OPTION_HEADER + word16(at + 2) <= end
}

function readRelayOptions(at: usize, end: usize, depth: u32): bool {
  if (depth > DEPTH_LIMIT) return false
  let relayed = false
  for (let next = at; next < end; ) {
    if (!isWhole(next, end)) return false
    const code = word16(next)
    const data = next + OPTION_HEADER
    next = data + word16(next + 2)
    if (code === RELAY_MSG && !relayed) {
      const relays = relayCount
      if (!readMessage(data, next, depth + 1)) return false
      nextToClient = relayCount === relays
      relayed = true
    } else if (code === CLIENT_LINKLAYER_ADDR && nextToClient) {
      if (next < data + LINK_LAYER_ADDRESS) return false
      linkLayerAt = data
      linkLayerEnd = next
    }
  }
  return true
}

function readOptions(at: usize, end: usize, depth: u32): bool {
  if (depth > DEPTH_LIMIT) return false
  for (let next = at; next < end; ) {
    if (!isWhole(next, end)) return false
    const code = word16(next)
    const data = next + OPTION_HEADER
    next = data + word16(next + 2)
    switch (code) {
      case CLIENTID:
        if (clientIdAt === 0) {
          clientIdAt = data
          clientIdEnd = next
        }
        break
      case SERVERID:
        if (serverIdAt === 0) {
          serverIdAt = data
          serverIdEnd = next
        }
        break
      case IA_NA:
      case IA_PD:
        if (!readInside(data, IA_OPTIONS, next, depth)) return false
        break
      case IA_TA:
        if (!readInside(data, IA_TA_OPTIONS, next, depth)) return false
        break
      case IAADDR:
        if (addressCount === ADDRESSES) return false
        store<u32>(ADDRESS_LIST + 4 * addressCount++, data)
        if (!readInside(data, IAADDR_OPTIONS, next, depth)) return false
        break
      case IAPREFIX:
        if (!readInside(data, IAPREFIX_OPTIONS, next, depth)) return false
        break
      case STATUS_CODE:
        if (statusCount === STATUS_CODES || next < data + STATUS_MESSAGE) return false
        store<u32>(STATUS_LIST + 4 * statusCount++, data)
        break
      default:
    }
  }
  return true
}

/** Options in an option, behind so many octets of its content. */
function readInside(data: usize, length: u32, end: usize, depth: u32): bool {
  return data + length <= end && readOptions(data + length, end, depth + 1)
}
