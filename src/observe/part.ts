import { checksumTotals } from './checksum-counts.ts'
import { countsByKind } from './decoded-counts.ts'
import { macNumberText } from './mac-number-text.ts'
import type { Part, Range, VantageObservation } from './observation.ts'
import { tableOf } from './table.ts'
import type { ScannedVantage, Tally } from './tally.ts'
import type { Time } from './time.ts'

/** What a tally holds, as the part of an Observation that covers `ranges` of the capture. The tally must not be used any more. */
export function partOf(tally: Tally, capture: string, ranges: readonly Range[]): Part {
  tally.finish()
  return {
    capture,
    ranges,
    stations: tableOf(tally.stations),
    addresses: tableOf(tally.addresses),
    conversations: tableOf(tally.conversations),
    neighborDiscovery: tableOf(tally.neighborDiscovery),
    dhcp: tableOf(tally.dhcp),
    icmpErrors: tableOf(tally.icmpErrors),
    fragments: tableOf(tally.fragments),
    tunnels: tableOf(tally.tunnels),
    coverage: {
      frames: tally.frames,
      checksums: { icmpv6: checksumTotals(tally.icmpv6Checksums), udp: checksumTotals(tally.udpChecksums) },
      decoded: sortedRecord(countsByKind(tally.decoded)),
      notDecoded: sortedRecord(tally.notDecoded),
    },
    vantages: tally.vantages.map(vantageOf).sort(compareVantages),
  }
}

export function sortedRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function vantageOf(scanned: ScannedVantage): VantageObservation {
  const { description } = scanned
  return {
    section: description.section,
    interface: description.interface,
    ifindex: scanned.ifindex < 0 ? null : scanned.ifindex,
    receivedFrom: [...scanned.receivedFrom].sort((a, b) => a - b).map(macNumberText),
    name: description.name,
    linkType: description.linkType,
    snaplen: description.snaplen,
    frames: scanned.frames,
    first: timeOf(scanned.firstSecond, scanned.firstNanosecond),
    last: timeOf(scanned.lastSecond, scanned.lastNanosecond),
  }
}

/** In the order of what they are, not of their coming. */
function compareVantages(a: VantageObservation, b: VantageObservation): number {
  return a.section - b.section || a.interface - b.interface || (a.ifindex ?? -1) - (b.ifindex ?? -1)
}

function timeOf(second: number, nanosecond: number): Time | null {
  return nanosecond < 0 ? null : [second, nanosecond]
}
