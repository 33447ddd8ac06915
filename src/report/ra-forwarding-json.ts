import type { RaForwarding } from '../forwarding/ra-forwarding.ts'
import { escapeJson } from './escape.ts'

/** The JSON scripts depend on: two spaces, a newline at the end. */
export function renderRaForwardingJson(forwarding: RaForwarding): string {
  return `${escapeJson(JSON.stringify(forwarding, null, 2))}\n`
}
