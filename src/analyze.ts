import type { Trouble } from './capture/trouble.ts'
import type { Analysis } from './classify/analysis.ts'
import { classify } from './classify/classify.ts'
import { type SurveyOptions, survey, type Unsurveyed } from './survey.ts'

export type AnalyzeOptions = SurveyOptions

export type Analyzed =
  | { readonly ok: true; readonly analysis: Analysis; readonly troubles: readonly Trouble[] }
  /** The inventory is not to be read; nothing was analyzed. */
  | Unsurveyed

/**
 * What the captures at `paths` (files, directories, `-`) prove of the gap table. The same whatever the order of the paths
 * and the number of threads.
 */
export async function analyze(paths: readonly string[], options: AnalyzeOptions = {}): Promise<Analyzed> {
  const surveyed = await survey(paths, options)
  if (!surveyed.ok) return surveyed
  const { complete, settled, inventory, summary, captures, unread, troubles } = surveyed
  const classified = classify(settled, inventory)
  const { vantages, requirements, coverage } = classified
  const analysis: Analysis = {
    schema: 'v6gap/analysis@1',
    complete,
    inventory: summary,
    captures,
    unread,
    vantages,
    get networks() {
      return classified.networks
    },
    get routers() {
      return classified.routers
    },
    get stations() {
      return classified.stations
    },
    requirements,
    coverage,
    limits: settled.limits,
  }
  return { ok: true, analysis, troubles }
}
