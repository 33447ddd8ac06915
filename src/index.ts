export { type Analyzed, type AnalyzeOptions, analyze } from './analyze.ts'
export type { AnalysisTiming, BenchReport, Timing } from './bench/bench-report.ts'
export { type Benched, type BenchOptions, bench } from './bench.ts'
export type { Trouble } from './capture/trouble.ts'
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
export type { DecodedMessage, MessageEnvelope } from './decode/decoded-message.ts'
export type { Message } from './decode/message.ts'
export { MESSAGE_KINDS, type MessageKind } from './decode/message-kind.ts'
export {
  countMessages,
  type DecodeOptions,
  type Decoding,
  decodeMessages,
  type MessageTaker,
} from './decode-messages.ts'
export type {
  AlterationReport,
  ClockReport,
  DelayReport,
  ForwardingVerdict,
  FrameReport,
  HopReport,
  PortRaReport,
  RaForwarding,
  RouterRaReport,
} from './forwarding/ra-forwarding.ts'
export { messageJson } from './report/message-json.ts'
export { messageLine } from './report/message-line.ts'
export { type Display, FORMATS, type Format, type Renderer, renderers } from './report/renderers.ts'
export { type VerifiedRa, type VerifyRaOptions, verifyRa } from './verify-ra.ts'
