/** What a record says of a frame beside its octets. */
export interface RecordHeader {
  readonly second?: number
  /** Microseconds. */
  readonly fraction?: number
  /** Octets the record claims to hold; default: those there are. */
  readonly captured?: number
  /** Octets on the wire; default: those there are. */
  readonly original?: number
}

/** A pcap file of frames a second apart, as octets. */
export function pcapOf(
  frames: readonly Uint8Array[],
  { linkType = 1, header = () => ({}) }: { linkType?: number; header?: (index: number) => RecordHeader } = {},
): Uint8Array {
  const records = frames.flatMap((frame, index) => [recordHeader(frame.length, index, header(index)), frame])
  return Buffer.concat([fileHeader(linkType), ...records])
}

function recordHeader(
  length: number,
  index: number,
  { second = 1_700_000_000 + index, fraction = 0, captured = length, original = length }: RecordHeader,
): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(second, 0)
  header.writeUInt32LE(fraction, 4)
  header.writeUInt32LE(captured, 8)
  header.writeUInt32LE(original, 12)
  return header
}

function fileHeader(linkType: number): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(262_144, 16)
  header.writeUInt32LE(linkType, 20)
  return header
}
