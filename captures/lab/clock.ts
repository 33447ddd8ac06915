/** A node's clock as a scenario wants it: this far from the true one when the recording begins, and drifting. */
export interface ClockPlan {
  readonly node: string
  readonly offsetNs: number
  /** Parts per million the clock runs fast; negative where it is slow. */
  readonly driftPpm: number
}

/** As a recording has it. */
export interface NodeClock extends ClockPlan {
  /** The true time at which the clock was off by `offsetNs`: nanoseconds since 1970, in decimal. */
  readonly sinceNs: string
}

const MILLION = 1_000_000n

/** What a clock shows at a true time; the lab's nodes share one kernel, hence its clock, so captures are told it afterwards. */
export function shown(clock: NodeClock, ns: bigint): bigint {
  const elapsed = ns - BigInt(clock.sinceNs)
  return ns + BigInt(clock.offsetNs) + (elapsed * BigInt(clock.driftPpm)) / MILLION
}

/** The true time at which a clock shows this, to the nanosecond or two. */
export function trueTime(clock: NodeClock, shownNs: bigint): bigint {
  const since = BigInt(clock.sinceNs)
  return since + ((shownNs - BigInt(clock.offsetNs) - since) * MILLION) / (MILLION + BigInt(clock.driftPpm))
}

/** A capture with the times its node's clock would have given: classic pcap and pcapng as the lab's tools write them. */
export function withClock(file: Buffer, clock: NodeClock): Buffer {
  const told = Buffer.from(file)
  const unit = PCAP_UNIT_NS[told.readUInt32LE(0)]
  if (unit !== undefined) retimePcap(told, unit, clock)
  else retimePcapng(told, clock)
  return told
}

const PCAP_UNIT_NS: Readonly<Record<number, bigint>> = { 2712847316: 1000n, 2712812621: 1n }
const BILLION = 1_000_000_000n

function retimePcap(file: Buffer, unit: bigint, clock: NodeClock): void {
  for (let at = 24; at + 16 <= file.length; at += 16 + file.readUInt32LE(at + 8)) {
    const ns = BigInt(file.readUInt32LE(at)) * BILLION + BigInt(file.readUInt32LE(at + 4)) * unit
    const told = shown(clock, ns)
    file.writeUInt32LE(Number(told / BILLION), at)
    file.writeUInt32LE(Number((told % BILLION) / unit), at + 4)
  }
}

const INTERFACE_DESCRIPTION = 1
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6
const TIME_RESOLUTION = 9
// isb_starttime and isb_endtime.
const STATISTICS_TIMES = [2, 3]

function retimePcapng(file: Buffer, clock: NodeClock): void {
  const units: bigint[] = []
  const retime = (at: number, unit: bigint) => {
    const ns = ((BigInt(file.readUInt32LE(at)) << 32n) | BigInt(file.readUInt32LE(at + 4))) * unit
    const told = shown(clock, ns) / unit
    file.writeUInt32LE(Number(told >> 32n), at)
    file.writeUInt32LE(Number(told & 0xffffffffn), at + 4)
  }
  for (let at = 0; at + 12 <= file.length; at += file.readUInt32LE(at + 4)) {
    const type = file.readUInt32LE(at)
    const end = at + file.readUInt32LE(at + 4) - 4
    const unitOf = () => units[file.readUInt32LE(at + 8)] ?? 1000n
    if (type === INTERFACE_DESCRIPTION) {
      const resolution = optionsOf(file, at + 16, end).find(({ code }) => code === TIME_RESOLUTION)
      units.push(resolution === undefined ? 1000n : BILLION / 10n ** BigInt(file[resolution.at]!))
    } else if (type === ENHANCED_PACKET) {
      retime(at + 12, unitOf())
    } else if (type === INTERFACE_STATISTICS) {
      retime(at + 12, unitOf())
      for (const option of optionsOf(file, at + 20, end)) {
        if (STATISTICS_TIMES.includes(option.code)) retime(option.at, unitOf())
      }
    }
  }
}

function optionsOf(file: Buffer, from: number, end: number): { readonly code: number; readonly at: number }[] {
  const options: { readonly code: number; readonly at: number }[] = []
  for (let at = from; at + 4 <= end; at += 4 + Math.ceil(file.readUInt16LE(at + 2) / 4) * 4) {
    options.push({ code: file.readUInt16LE(at), at: at + 4 })
  }
  return options
}
