import { NANOSECONDS } from '../observe/time.ts'
import { covers, earsOf } from './ears.ts'
import type { Epoch } from './moment.ts'
import type { Situation } from './situation.ts'
import type { RouterIdentity } from './tracks.ts'

/** A router that Neutron has advertise, at its own interface. */
export interface SilentRouter {
  readonly router: RouterIdentity
  readonly vantage: number
}

/** After an RS a router answers within MAX_RA_DELAY_TIME (RFC 4861 §10), half a second; an RA to all may take 3 s more. */
const PATIENCE_NS = 12 * NANOSECONDS
/** Three times the longest interval that Neutron lets radvd take. */
const LONG_NS = 300 * NANOSECONDS

/**
 * Interfaces of routers that live and are to advertise, by the inventory, and did not: a solicitation came and found no
 * answer in 12 s, or nothing came in 300 s.
 */
export function silentRouters(
  situation: Situation,
  epoch: Epoch,
  advertising: readonly RouterIdentity[],
): readonly SilentRouter[] {
  const { settled, vantages } = situation
  return vantages.flatMap(({ role, own, network, mustAdvertise }, vantage) => {
    if (role !== 'router-interface' || own === null || network === null || !mustAdvertise) return []
    if (advertising.some((router) => router.network === network && router.mac === own)) return []
    const addresses = [...settled.addresses].filter((row) => row.vantage === vantage && row.mac === own)
    const alive = addresses.find(({ address, learned }) => address.startsWith('fe80:') && learned !== 'dad')
    if (alive === undefined || (settled.limits.neighborDiscovery?.leftOut ?? 0) > 0) return []
    const { sure } = earsOf(settled, vantage, epoch)
    const asked = settled.neighborDiscovery
      .filter((row) => row.kind === 'router-solicitation' && row.vantage === vantage && row.linkSource !== own)
      .flatMap(({ seen }) => seen.flatMap(({ time }) => (time === null ? [] : [epoch.ns(time)])))
    const waited =
      asked.some((at) => covers(sure, at, at + PATIENCE_NS)) ||
      sure.from.some((from, i) => sure.to[i]! - from >= LONG_NS)
    return waited ? [{ router: { network, mac: own, address: alive.address }, vantage }] : []
  })
}
