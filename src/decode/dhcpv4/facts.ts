import { u32 } from '../octets.ts'
import * as code from './option-code.ts'
import * as walk from './walk.ts'

/** Where something is absent. */
export const NONE = -1

/**
 * What an Observation keeps of a DHCPv4 message, as numbers and offsets into the octets read: made once, used for every
 * message, allocating nothing. The fixed fields lie at the offsets `walk.ts` names, counted from `messageAt`.
 */
export class Dhcpv4Facts implements walk.Dhcpv4OptionVisitor {
  messageAt = NONE
  op = NONE
  hlen = NONE
  xid = NONE
  /** 0 without a message type option, which is BOOTP. */
  messageType = 0
  /** Client identifier option (RFC 2132 §9.14), its type included. */
  clientIdAt = NONE
  clientIdEnd = NONE
  serverIdAt = NONE
  requestedAddressAt = NONE
  /** NONE without the option. */
  leaseTimeS = NONE
  /** Options that did not decode. */
  malformed = 0
  cut = false
  #octets: Uint8Array = new Uint8Array(0)

  /**
   * Reads the message sent as [at, sentEnd) and captured as [at, end), in place of the one before.
   * @returns false where its header was not captured or is none of DHCP's
   */
  read(octets: Uint8Array, at: number, end: number, sentEnd: number): boolean {
    this.reset()
    this.cut = end < sentEnd
    if (end - at < walk.OPTIONS || u32(octets, at + walk.COOKIE) !== walk.MAGIC_COOKIE) return false
    this.#octets = octets
    this.messageAt = at
    this.op = octets[at + walk.OP]!
    this.hlen = octets[at + walk.HLEN]!
    this.xid = u32(octets, at + walk.XID)
    walk.walkDhcpv4Options(octets, at + walk.OPTIONS, end, sentEnd, this)
    return true
  }

  reset(): void {
    this.messageAt = this.op = this.hlen = this.xid = NONE
    this.messageType = 0
    this.clientIdAt = this.clientIdEnd = this.serverIdAt = this.requestedAddressAt = this.leaseTimeS = NONE
    this.malformed = 0
    this.cut = false
  }

  /** One option of the message being read: of options that come again, the first counts. */
  option(optionCode: number, at: number, end: number, sentEnd: number): void {
    const length = end - at
    if (end < sentEnd) this.malformed++
    else if (optionCode === code.MESSAGE_TYPE && length === 1) this.messageType ||= this.#octets[at]!
    else if (optionCode === code.SERVER_IDENTIFIER && length === 4) {
      if (this.serverIdAt === NONE) this.serverIdAt = at
    } else if (optionCode === code.REQUESTED_IP_ADDRESS && length === 4) {
      if (this.requestedAddressAt === NONE) this.requestedAddressAt = at
    } else if (optionCode === code.IP_ADDRESS_LEASE_TIME && length === 4) {
      if (this.leaseTimeS === NONE) this.leaseTimeS = u32(this.#octets, at)
    } else if (optionCode === code.CLIENT_IDENTIFIER && this.clientIdAt === NONE) {
      this.clientIdAt = at
      this.clientIdEnd = end
    }
  }

  /** The walk met options it cannot go past. */
  stopped(): void {
    this.malformed++
  }
}
