import { hexText } from './address.ts'

/**
 * Text from the wire: a string where the octets are valid UTF-8, which encodes back to the very same octets; else the
 * octets as hex. Nothing is escaped: that belongs to whoever shows it.
 */
export type WireText = string | { readonly octets: string }

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function wireText(octets: Uint8Array, at: number, end: number): WireText {
  try {
    return UTF8.decode(octets.subarray(at, end))
  } catch {
    return { octets: hexText(octets, at, end) }
  }
}
