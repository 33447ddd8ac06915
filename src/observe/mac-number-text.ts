import { macText, parseMac } from '../decode/address.ts'
import { u48 } from '../decode/octets.ts'

const octets = new Uint8Array(6)
const view = new DataView(octets.buffer)

/** In place of a MAC address on links that have none. */
export const NO_MAC = -1

/** The text of a MAC address given as one number; empty where there is none. */
export function macNumberText(mac: number): string {
  if (mac === NO_MAC) return ''
  view.setUint16(0, Math.floor(mac / 0x1_0000_0000))
  view.setUint32(2, mac % 0x1_0000_0000)
  return macText(octets, 0)
}

/** The number of a MAC address given as text; undefined: it is none. */
export function macOfText(text: string): number | undefined {
  if (text === '') return NO_MAC
  const octets = parseMac(text)
  return octets === undefined ? undefined : u48(octets, 0)
}
