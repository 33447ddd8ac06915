import type { Analysis } from '../classify/analysis.ts'
import { renderJson } from './json.ts'
import { renderTerminal } from './terminal.ts'

/** What `--format` takes, the default first. */
export const FORMATS = ['table', 'json'] as const
export type Format = (typeof FORMATS)[number]

/** Where the text goes. */
export interface Display {
  /** Columns. */
  readonly width: number
  readonly colour: boolean
}

/** Pure and clock-free: the same analysis and display give the same octets. */
export type Renderer = (analysis: Analysis, display: Display) => string

export const renderers = {
  table: renderTerminal,
  json: renderJson,
} satisfies Record<Format, Renderer>
