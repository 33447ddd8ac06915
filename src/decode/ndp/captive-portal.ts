import { type WireText, wireText } from '../text.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { OPTION_FIELDS } from './walk.ts'

/** RFC 8910 §2.3. The URI without the zeros that pad it. */
export interface CaptivePortalOption extends NdpOptionOf<'captive-portal'> {
  readonly uri: WireText
}

export function readCaptivePortal(data: NdpOptionData<'captive-portal'>): CaptivePortalOption {
  const { kind, type, length, octets, at, end } = data
  let uriEnd = end
  while (uriEnd > at + OPTION_FIELDS && octets[uriEnd - 1] === 0) uriEnd--
  return { kind, type, length, uri: wireText(octets, at + OPTION_FIELDS, uriEnd) }
}
