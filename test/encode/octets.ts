import { parseAddress } from '../../src/decode/address.ts'
import type { WireText } from '../../src/decode/text.ts'

/** Octets from what the decoders made of them: the way back, for tests alone. */

export function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
}

export const word16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff]
export const word24 = (value: number): number[] => [(value >>> 16) & 0xff, ...word16(value)]
export const word32 = (value: number): number[] => [...word16(value >>> 16), ...word16(value)]

/** From hex, with colons or without. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(':', ''), 'hex'))
}

export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

export function address(text: string): Uint8Array {
  return parseAddress(text)!
}

export function addresses(texts: readonly string[]): Uint8Array {
  return join(...texts.map(address))
}

export function text(wire: WireText): Uint8Array {
  return typeof wire === 'string' ? Uint8Array.from(Buffer.from(wire, 'utf8')) : fromHex(wire.octets)
}

/** The labels of a name (RFC 1035 §5.1 text), each with its length, and the root's where it is `terminated`. */
export function name(escaped: string, terminated = true): Uint8Array {
  const labels = labelsOf(escaped).flatMap((label) => [label.length, ...label])
  return Uint8Array.from(terminated ? [...labels, 0] : labels)
}

/** The octets of each label; none for the root. */
export function labelsOf(escaped: string): readonly (readonly number[])[] {
  if (escaped === '.' || escaped === '') return []
  const labels: number[][] = [[]]
  for (const [part] of escaped.matchAll(/\\\d{3}|\\.|./gs)) {
    if (part === '.') labels.push([])
    else if (part.length === 4) labels.at(-1)!.push(Number(part.slice(1)))
    else labels.at(-1)!.push(part.charCodeAt(part.length - 1))
  }
  return labels
}

/** `octets` with zeros up to a length. */
export function padded(octets: Uint8Array, length: number): Uint8Array {
  return octets.length >= length ? octets : join(octets, new Uint8Array(length - octets.length))
}
