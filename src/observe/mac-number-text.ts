import { macText } from '../decode/address.ts'

const octets = new Uint8Array(6)
const view = new DataView(octets.buffer)

/** The text of a MAC address given as one number. */
export function macNumberText(mac: number): string {
  view.setUint16(0, Math.floor(mac / 0x1_0000_0000))
  view.setUint32(2, mac % 0x1_0000_0000)
  return macText(octets, 0)
}
