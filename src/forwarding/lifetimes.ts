import type { JoinedNd } from '../observe/settled.ts'
import { NANOSECONDS } from '../observe/time.ts'
import { advertisementOf } from './advertisement.ts'
import { covers, type Ears } from './ears.ts'
import type { Track } from './track.ts'

/** The longest time a port went without an advertisement, and what a VM there lost by it. */
export interface LongestGap {
  readonly ns: number
  /** The Router Lifetime (RFC 4861 §4.2) that ran meanwhile. */
  readonly routerLifetimeS: number
  /** Whether some gap outlived the Router Lifetime: the VM had no default route by that router. */
  readonly routeLost: boolean
  /** Whether some gap outlived the valid lifetime of a prefix that forms addresses: the VM's address was gone. */
  readonly prefixLost: boolean
}

const INFINITE_S = 0xffff_ffff

/** Gaps from each advertisement to the next, or to the end of listening; null where none came while the port surely listened. */
export function longestGap(track: Track, { sure }: Ears): LongestGap | null {
  let longest: LongestGap | null = null
  for (let i = 0; i < track.length; i++) {
    const from = track.times[i]!
    const next = track.times[i + 1]
    const to = next !== undefined && covers(sure, from, next) ? next : endOf(sure, from)
    if (to === null) continue
    const { routerLifetimeS, validLifetimeS } = lifetimesOf(track.row(i))
    const ns = to - from
    const routeLost = routerLifetimeS > 0 && ns > routerLifetimeS * NANOSECONDS
    const prefixLost = validLifetimeS !== null && ns > validLifetimeS * NANOSECONDS
    const before: LongestGap = longest ?? { ns: -1, routerLifetimeS, routeLost: false, prefixLost: false }
    longest = {
      ns: Math.max(ns, before.ns),
      routerLifetimeS: ns > before.ns ? routerLifetimeS : before.routerLifetimeS,
      routeLost: before.routeLost || routeLost,
      prefixLost: before.prefixLost || prefixLost,
    }
  }
  return longest
}

function endOf(sure: Ears['sure'], from: number): number | null {
  const at = sure.to.findIndex((to, i) => sure.from[i]! <= from && from <= to)
  return at < 0 ? null : sure.to[at]!
}

interface Lifetimes {
  readonly routerLifetimeS: number
  /** The shortest of prefixes that form addresses; null where it has none, or all are infinite. */
  readonly validLifetimeS: number | null
}

const decoded = new WeakMap<JoinedNd, Lifetimes>()

function lifetimesOf(row: JoinedNd): Lifetimes {
  const known = decoded.get(row)
  if (known !== undefined) return known
  const advertisement = advertisementOf(row)
  const valid = (advertisement?.options ?? []).flatMap((option) =>
    option.kind === 'prefix-information' && option.autonomous && option.validLifetimeS !== INFINITE_S
      ? [option.validLifetimeS]
      : [],
  )
  const lifetimes = {
    routerLifetimeS: advertisement?.routerLifetimeS ?? 0,
    validLifetimeS: valid.length === 0 ? null : Math.min(...valid),
  }
  decoded.set(row, lifetimes)
  return lifetimes
}
