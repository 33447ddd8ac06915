/** What an interface reported to have lost; -1: nothing was reported. Plain data. */
export interface ReportedDrops {
  /** Of the statistics blocks: lost by the interface, and by the operating system. Each counts from the start. */
  interfaceDrops: number
  systemDrops: number
  /** Of the packet blocks: each lost since the one before it. */
  packetDrops: number
}

export function noDrops(): ReportedDrops {
  return { interfaceDrops: -1, systemDrops: -1, packetDrops: -1 }
}

/** Of two ranges of one capture. */
export function addUpDrops(a: ReportedDrops, b: ReportedDrops): ReportedDrops {
  return {
    interfaceDrops: Math.max(a.interfaceDrops, b.interfaceDrops),
    systemDrops: Math.max(a.systemDrops, b.systemDrops),
    packetDrops:
      a.packetDrops < 0 || b.packetDrops < 0
        ? Math.max(a.packetDrops, b.packetDrops)
        : sum(a.packetDrops, b.packetDrops),
  }
}

/** Frames lost in all; null: not reported. Statistics, where there are any, count what packet blocks do, and more. */
export function dropsOf({ interfaceDrops, systemDrops, packetDrops }: ReportedDrops): number | null {
  if (interfaceDrops >= 0 || systemDrops >= 0) return sum(Math.max(interfaceDrops, 0), Math.max(systemDrops, 0))
  return packetDrops >= 0 ? packetDrops : null
}

function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER)
}
