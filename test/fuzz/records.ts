/** Where a packet lies in a capture. */
export interface Place {
  readonly octets: Uint8Array
  readonly at: number
  readonly end: number
}

const MOST = 200

/** Packets of a little-endian pcap or pcapng as far as its lengths make sense; none of anything else. */
export function recordsOf(octets: Uint8Array): readonly Place[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
  if (octets.length < 28) return []
  if (view.getUint32(0) === 0x0a0d0d0a) return blocksOf(octets, view)
  const magic = view.getUint32(0, true)
  return magic === 0xa1b2c3d4 || magic === 0xa1b23c4d ? pcapRecords(octets, view) : []
}

function pcapRecords(octets: Uint8Array, view: DataView): readonly Place[] {
  const places: Place[] = []
  let next = 24
  while (next + 16 <= octets.length && places.length < MOST) {
    const at = next + 16
    const end = at + view.getUint32(next + 8, true)
    if (end > octets.length) break
    places.push({ octets, at, end })
    next = end
  }
  return places
}

/** Bodies of blocks, whatever their types. */
function blocksOf(octets: Uint8Array, view: DataView): readonly Place[] {
  const places: Place[] = []
  let next = 0
  while (next + 12 <= octets.length && places.length < MOST) {
    const end = next + view.getUint32(next + 4, true)
    if (end < next + 12 || end > octets.length) break
    places.push({ octets, at: next + 8, end: end - 4 })
    next = end
  }
  return places
}
