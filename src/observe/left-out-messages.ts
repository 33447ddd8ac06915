import { CHECKSUM_GOOD } from '../decode/checksum.ts'
import { ROUTER_SOLICITATION } from '../decode/icmpv6/message-type.ts'
import type { ConversationMemory } from './conversation-memory.ts'
import { dhcpv6Count, ndCount } from './decoded-counts.ts'
import type { Tally } from './tally.ts'

/** The tables in which messages have rows, at their numbers in `assembly/left-out-messages.ts`. */
const TABLES = ['stations', 'addresses', 'neighborDiscovery', 'dhcp', 'tunnels'] as const

/**
 * Messages of whose rows the tables keep none, as of nearly all where there are many more than the caps: they are counted where
 * they lie in memory, in a code compiled ahead (`assembly/left-out-messages.ts`), and nothing else is done for them. That this
 * tells what reading them one by one would is a property with a test of its own.
 */
export class LeftOutMessages {
  readonly #memory: ConversationMemory
  readonly #tally: Tally

  constructor(memory: ConversationMemory, tally: Tally) {
    this.#memory = memory
    this.#tally = tally
  }

  /** Before the frames of a batch: which rows the tables leave out. */
  begin(): void {
    const { stations, addresses, neighborDiscovery, dhcp, tunnels } = this.#tally
    this.#memory.messages.leaveOutFrom(
      stations.leftOutFrom,
      addresses.leftOutFrom,
      neighborDiscovery.leftOutFrom,
      dhcp.leftOutFrom,
      tunnels.leftOutFrom,
    )
  }

  /**
   * Counts the frames from `from` on as long as they are such messages.
   * @param first where the memory's octets begin among those the batch's frames lie in
   * @returns the first frame that is none
   */
  see(frames: number, from: number, first: number): number {
    return this.#memory.messages.leaveOut(frames, from, first)
  }

  /** Tells the tally what was counted. */
  tell(): void {
    const { tables, ndTypes, dhcpv6Types } = this.#memory.leftOut
    const { decoded, icmpv6Checksums, udpChecksums } = this.#tally
    for (const [table, name] of TABLES.entries()) this.#tally[name].leaveOut(tables[table]!)
    for (const [type, count] of ndTypes.entries()) {
      decoded[ndCount(ROUTER_SOLICITATION + type)]! += count
      icmpv6Checksums[CHECKSUM_GOOD]! += count
    }
    for (const [type, count] of dhcpv6Types.entries()) {
      decoded[dhcpv6Count(type)]! += count
      udpChecksums[CHECKSUM_GOOD]! += count
    }
    for (const counts of [tables, ndTypes, dhcpv6Types]) counts.fill(0)
  }
}
