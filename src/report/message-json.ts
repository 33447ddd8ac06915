import type { DecodedMessage } from '../decode/decoded-message.ts'
import { escapeJson } from './escape.ts'

/** One line of NDJSON, without its newline. */
export function messageJson(message: DecodedMessage): string {
  return escapeJson(JSON.stringify(message))
}
