import type { Trouble } from './capture/trouble.ts'
import { situationOf } from './classify/forwarding.ts'
import { situate } from './classify/situate/situate.ts'
import { followAdvertisements } from './forwarding/follow.ts'
import type { RaForwarding } from './forwarding/ra-forwarding.ts'
import { reportForwarding } from './forwarding/report-forwarding.ts'
import { nameOf, type Situation } from './forwarding/situation.ts'
import { type SurveyOptions, survey, type Unsurveyed } from './survey.ts'

export interface VerifyRaOptions extends SurveyOptions {
  /** Whose advertisements to follow: routers beyond the cloud (default), or those of projects. */
  readonly router?: 'upstream' | 'tenant'
  /** `node/interface` where what was sent is counted. Default: the interface that saw most of each router. */
  readonly upstream?: string
  /** A frame passes from interface to interface of a node within this time, in nanoseconds. Default: 200 ms. */
  readonly windowNs?: number
}

export type VerifiedRa =
  | {
      readonly ok: true
      readonly forwarding: RaForwarding
      /** Captures that were read. */
      readonly captures: number
      readonly troubles: readonly Trouble[]
    }
  /** The inventory is not to be read, or no capture is of the interface named; nothing was followed. */
  | Unsurveyed

/**
 * Follows every router advertisement in the captures at `paths` (files, directories, `-`) from the provider interface to
 * each port that should get it. The same whatever the order of the paths and the number of threads.
 */
export async function verifyRa(paths: readonly string[], options: VerifyRaOptions = {}): Promise<VerifiedRa> {
  const { router = 'upstream', upstream, windowNs } = options
  const surveyed = await survey(paths, options)
  if (!surveyed.ok) return surveyed
  const { complete, settled, inventory, captures, troubles } = surveyed
  const situation = situationOf(situate(settled, inventory))
  const origin = upstream === undefined ? null : vantageNamed(situation, upstream)
  if (origin === undefined && captures.length > 0) {
    const known = settled.vantages.map((_, vantage) => nameOf(situation, vantage)).join(', ')
    return { ok: false, problems: [`no capture is of ${upstream}; captures are of ${known}`] }
  }
  const forwarding = followAdvertisements(situation, {
    routers: router,
    origin: origin ?? null,
    ...(windowNs === undefined ? {} : { windowNs }),
  })
  return {
    ok: true,
    forwarding: reportForwarding(forwarding, router, complete),
    captures: captures.length,
    troubles,
  }
}

function vantageNamed(situation: Situation, name: string): number | undefined {
  const at = situation.vantages.findIndex((_, vantage) => nameOf(situation, vantage) === name)
  return at < 0 ? undefined : at
}
