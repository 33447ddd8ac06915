import { decodeNdp } from '../decode/ndp/message.ts'
import type { RouterAdvertisement } from '../decode/ndp/router-advertisement.ts'
import type { JoinedNd } from '../observe/settled.ts'

/** The RA of a row; null where it is none, or does not decode. */
export function advertisementOf(row: JoinedNd): RouterAdvertisement | null {
  if (row.kind !== 'router-advertisement') return null
  const bytes = Buffer.from(row.octets, 'hex')
  const message = decodeNdp(bytes, 0, bytes.length, Math.max(row.length, bytes.length))
  return message?.kind === 'router-advertisement' ? message : null
}
