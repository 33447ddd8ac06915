export { type Analyzed, type AnalyzeOptions, analyze } from './analyze.ts'
export { type AnalysisTiming, type Benched, type BenchOptions, type BenchReport, bench, type Timing } from './bench.ts'
export { readVantageOverride, type VantageOverride } from './capture/vantage-name.ts'
export type {
  Analysis,
  Answer,
  Basis,
  CaptureReport,
  CoverageReport,
  Evidence,
  InventorySummary,
  NetworkReport,
  ProblemReport,
  RequirementReport,
  RouterReport,
  StationReport,
  UnreadReport,
  VantageReport,
  VantageRole,
} from './classify/analysis.ts'
export { type Display, FORMATS, type Format, type Renderer, renderers } from './report/renderers.ts'
export type { Trouble } from './survey.ts'
