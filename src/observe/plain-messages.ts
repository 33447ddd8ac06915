import { CHECKSUM_GOOD } from '../decode/checksum.ts'
import { ROUTER_SOLICITATION } from '../decode/icmpv6/message-type.ts'
import type { CompiledModule } from './compiled-module.ts'
import { dhcpv6Count, ndCount } from './decoded-counts.ts'
import type { Tally } from './tally.ts'

/** The tables in which messages have rows, at their numbers in `assembly/noting.ts`. */
const TABLES = ['stations', 'addresses', 'neighborDiscovery', 'dhcp', 'tunnels'] as const

/**
 * Neighbor Discovery and DHCPv6 messages that are as nearly all are: their rows are noted where they lie in memory, in a code
 * compiled ahead (`assembly/plain-messages.ts`), and wait there until tables look them up. Of many more messages than the caps keep
 * most come to nothing but a count. That this tells what reading all their headers would is a property with a test of its own.
 */
export class PlainMessages {
  readonly #memory: CompiledModule
  readonly #tally: Tally

  constructor(memory: CompiledModule, tally: Tally) {
    this.#memory = memory
    this.#tally = tally
  }

  /** Says which rows the tables leave out by now. */
  begin(): void {
    const { thresholds } = this.#memory
    for (let table = 0; table < TABLES.length; table++) thresholds[table] = this.#tally[TABLES[table]!].leftOutFrom
  }

  /** Makes room where no more rows may wait. @returns whether there was none */
  makeRoom(): boolean {
    const { waiting } = this.#memory
    let wasFull = false
    for (let table = 0; table < TABLES.length; table++) {
      if (!waiting[table]!.full) continue
      this.#tally[TABLES[table]!].noteAll(waiting[table]!)
      wasFull = true
    }
    if (wasFull) this.begin()
    return wasFull
  }

  /** Tells the tally all that was noted. */
  tell(): void {
    const { waiting, noted } = this.#memory
    const { tables, ndTypes, dhcpv6Types } = noted
    const { decoded, icmpv6Checksums, udpChecksums } = this.#tally
    for (const [table, name] of TABLES.entries()) {
      this.#tally[name].noteAll(waiting[table]!)
      this.#tally[name].count(tables[table]!)
    }
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
