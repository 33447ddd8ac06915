import { u16, u24, u32 } from '../octets.ts'
import * as ia from './identity-association.ts'
import * as linkLayer from './link-layer-address.ts'
import { isRelayMessage } from './message-type.ts'
import * as code from './option-code.ts'
import * as status from './status-code.ts'
import * as walk from './walk.ts'

const IDENTITY_ASSOCIATIONS = 32
const LEASES = 64
const STATUS_CODES = 32
const RELAYS = 32

/** Where something is absent: no offset, no transaction id, no identity association. */
export const NONE = -1

/**
 * What an Observation keeps of a DHCPv6 message, as numbers and offsets into the octets read: made once, used for every
 * message, allocating nothing. Arrays are filled up to their counts; what found no room is counted in `overflow`.
 */
export class Dhcpv6Facts implements walk.OptionVisitor {
  /** Type of the innermost message that could be read: the client's or server's own, unless a relay's is all there is. */
  messageType = NONE
  /** NONE where the innermost message is a relay's. */
  transactionId = NONE

  /** First Client Identifier option (RFC 8415 §21.2) of the innermost message: its DUID. */
  clientIdAt = NONE
  clientIdEnd = NONE
  /** First Server Identifier option (RFC 8415 §21.3). */
  serverIdAt = NONE
  serverIdEnd = NONE

  iaCount = 0
  /** Option code: IA_NA, IA_TA or IA_PD. */
  readonly iaCode = new Uint16Array(IDENTITY_ASSOCIATIONS)
  readonly iaId = new Uint32Array(IDENTITY_ASSOCIATIONS)

  addressCount = 0
  readonly addressAt = new Uint32Array(LEASES)
  readonly addressPreferredLifetimeS = new Uint32Array(LEASES)
  readonly addressValidLifetimeS = new Uint32Array(LEASES)
  /** Index of the identity association an address is in; NONE outside of any. */
  readonly addressIa = new Int16Array(LEASES)

  prefixCount = 0
  readonly prefixAt = new Uint32Array(LEASES)
  readonly prefixLength = new Uint8Array(LEASES)
  readonly prefixPreferredLifetimeS = new Uint32Array(LEASES)
  readonly prefixValidLifetimeS = new Uint32Array(LEASES)
  readonly prefixIa = new Int16Array(LEASES)

  statusCount = 0
  readonly statusCode = new Uint16Array(STATUS_CODES)
  /** Index of the identity association a status is about; NONE for the message's own. */
  readonly statusIa = new Int16Array(STATUS_CODES)

  /** Relay messages around the innermost one, from the outside in. */
  relayCount = 0
  readonly relayHopCount = new Uint8Array(RELAYS)
  readonly relayLinkAddressAt = new Uint32Array(RELAYS)
  readonly relayPeerAddressAt = new Uint32Array(RELAYS)

  /** Client Link-Layer Address option (RFC 6939 §4) of the relay next to the client. */
  linkLayerType = NONE
  linkLayerAt = NONE
  linkLayerEnd = NONE

  rapidCommit = false
  /** What was there and found no room. */
  overflow = 0
  /** Identifiers and relayed messages that came again where one belongs; the first is kept. */
  repeated = 0
  /** Options and messages that did not decode. */
  malformed = 0
  /** Whether the snaplen cut the message. */
  cut = false

  #octets: Uint8Array = new Uint8Array(0)
  #ia = NONE
  #inRelay = false
  #relayed = false
  #nextToClient = false

  /**
   * Reads the message sent as [at, sentEnd) and captured as [at, end), in place of the one before.
   * @returns false where not even its header could be read
   */
  read(octets: Uint8Array, at: number, end: number, sentEnd: number): boolean {
    this.reset()
    this.#octets = octets
    this.cut = end < sentEnd
    this.#message(at, end, sentEnd, 0)
    return this.messageType !== NONE
  }

  reset(): void {
    this.messageType = NONE
    this.transactionId = NONE
    this.clientIdAt = this.clientIdEnd = NONE
    this.serverIdAt = this.serverIdEnd = NONE
    this.iaCount = this.addressCount = this.prefixCount = this.statusCount = this.relayCount = 0
    this.linkLayerType = this.linkLayerAt = this.linkLayerEnd = NONE
    this.rapidCommit = this.cut = false
    this.overflow = this.repeated = this.malformed = 0
    this.#ia = NONE
    this.#inRelay = this.#relayed = this.#nextToClient = false
  }

  /** One option of the message being read: of a relay's own, those about what it relays count alone. */
  option(optionCode: number, at: number, end: number, sentEnd: number, depth: number): void {
    if (this.#inRelay) {
      if (optionCode === code.RELAY_MSG) this.#relayedMessage(at, end, sentEnd, depth)
      else if (optionCode === code.CLIENT_LINKLAYER_ADDR) this.#linkLayerAddress(at, end, sentEnd)
      return
    }
    switch (optionCode) {
      case code.CLIENTID:
        this.#clientId(at, end, sentEnd)
        break
      case code.SERVERID:
        this.#serverId(at, end, sentEnd)
        break
      case code.IA_NA:
      case code.IA_PD:
        this.#identityAssociation(optionCode, at, end, sentEnd, ia.IA_OPTIONS, depth)
        break
      case code.IA_TA:
        this.#identityAssociation(optionCode, at, end, sentEnd, ia.IA_TA_OPTIONS, depth)
        break
      case code.IAADDR:
        this.#address(at, end, sentEnd, depth)
        break
      case code.IAPREFIX:
        this.#prefix(at, end, sentEnd, depth)
        break
      case code.STATUS_CODE:
        this.#status(at, end)
        break
      case code.RAPID_COMMIT:
        this.rapidCommit = true
        break
    }
  }

  /** The walk met options it cannot go past. */
  stopped(): void {
    this.malformed++
  }

  #message(at: number, end: number, sentEnd: number, depth: number): void {
    if (at >= end || end - at < walk.headerLength(this.#octets[at + walk.MESSAGE_TYPE]!)) {
      this.malformed++
      return
    }
    const type = this.#octets[at + walk.MESSAGE_TYPE]!
    this.messageType = type
    this.#inRelay = isRelayMessage(type)
    this.#relayed = false
    if (this.#inRelay) this.#relay(at)
    else this.transactionId = u24(this.#octets, at + walk.TRANSACTION_ID)
    walk.walkOptions(this.#octets, at + walk.headerLength(type), end, sentEnd, depth, this)
  }

  #relay(at: number): void {
    this.linkLayerType = this.linkLayerAt = this.linkLayerEnd = NONE // what a relay further out said of this one
    this.#nextToClient = true
    if (this.relayCount === RELAYS) {
      this.overflow++
      return
    }
    this.relayHopCount[this.relayCount] = this.#octets[at + walk.HOP_COUNT]!
    this.relayLinkAddressAt[this.relayCount] = at + walk.LINK_ADDRESS
    this.relayPeerAddressAt[this.relayCount] = at + walk.PEER_ADDRESS
    this.relayCount++
  }

  /** The walk comes back into the relay message that holds this one: its further options are still the relay's. */
  #relayedMessage(at: number, end: number, sentEnd: number, depth: number): void {
    if (this.#relayed) {
      this.repeated++
      return
    }
    const relays = this.relayCount
    this.#message(at, end, sentEnd, depth + 1)
    this.#nextToClient = this.relayCount === relays
    this.#inRelay = true
    this.#relayed = true
  }

  #clientId(at: number, end: number, sentEnd: number): void {
    if (end < sentEnd) this.malformed++
    else if (this.clientIdAt !== NONE) this.repeated++
    else {
      this.clientIdAt = at
      this.clientIdEnd = end
    }
  }

  #serverId(at: number, end: number, sentEnd: number): void {
    if (end < sentEnd) this.malformed++
    else if (this.serverIdAt !== NONE) this.repeated++
    else {
      this.serverIdAt = at
      this.serverIdEnd = end
    }
  }

  #identityAssociation(
    optionCode: number,
    at: number,
    end: number,
    sentEnd: number,
    options: number,
    depth: number,
  ): void {
    if (end - at < options) {
      this.malformed++
      return
    }
    const outer = this.#ia
    if (this.iaCount === IDENTITY_ASSOCIATIONS) {
      this.overflow++
      this.#ia = NONE
    } else {
      this.iaCode[this.iaCount] = optionCode
      this.iaId[this.iaCount] = u32(this.#octets, at + ia.IAID)
      this.#ia = this.iaCount++
    }
    walk.walkOptions(this.#octets, at + options, end, sentEnd, depth + 1, this)
    this.#ia = outer
  }

  #address(at: number, end: number, sentEnd: number, depth: number): void {
    if (end - at < ia.ADDRESS_OPTIONS) {
      this.malformed++
      return
    }
    if (this.addressCount === LEASES) this.overflow++
    else {
      const i = this.addressCount++
      this.addressAt[i] = at + ia.ADDRESS
      this.addressPreferredLifetimeS[i] = u32(this.#octets, at + ia.ADDRESS_PREFERRED_LIFETIME)
      this.addressValidLifetimeS[i] = u32(this.#octets, at + ia.ADDRESS_VALID_LIFETIME)
      this.addressIa[i] = this.#ia
    }
    walk.walkOptions(this.#octets, at + ia.ADDRESS_OPTIONS, end, sentEnd, depth + 1, this)
  }

  #prefix(at: number, end: number, sentEnd: number, depth: number): void {
    if (end - at < ia.PREFIX_OPTIONS) {
      this.malformed++
      return
    }
    if (this.prefixCount === LEASES) this.overflow++
    else {
      const i = this.prefixCount++
      this.prefixAt[i] = at + ia.PREFIX
      this.prefixLength[i] = this.#octets[at + ia.PREFIX_LENGTH]!
      this.prefixPreferredLifetimeS[i] = u32(this.#octets, at + ia.PREFIX_PREFERRED_LIFETIME)
      this.prefixValidLifetimeS[i] = u32(this.#octets, at + ia.PREFIX_VALID_LIFETIME)
      this.prefixIa[i] = this.#ia
    }
    walk.walkOptions(this.#octets, at + ia.PREFIX_OPTIONS, end, sentEnd, depth + 1, this)
  }

  #status(at: number, end: number): void {
    if (end - at < status.MESSAGE) this.malformed++
    else if (this.statusCount === STATUS_CODES) this.overflow++
    else {
      this.statusCode[this.statusCount] = u16(this.#octets, at + status.CODE)
      this.statusIa[this.statusCount] = this.#ia
      this.statusCount++
    }
  }

  #linkLayerAddress(at: number, end: number, sentEnd: number): void {
    if (!this.#nextToClient) return
    if (end < sentEnd || end - at < linkLayer.ADDRESS) {
      this.malformed++
      return
    }
    this.linkLayerType = u16(this.#octets, at + linkLayer.TYPE)
    this.linkLayerAt = at + linkLayer.ADDRESS
    this.linkLayerEnd = end
  }
}
