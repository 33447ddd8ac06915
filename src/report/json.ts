import type { Analysis } from '../classify/analysis.ts'
import { escapeJson } from './escape.ts'

/** The JSON scripts depend on: two spaces, a newline at the end. */
export function renderJson(analysis: Analysis): string {
  return `${escapeJson(JSON.stringify(analysis, null, 2))}\n`
}
