/** A pcap file of frames a second apart, as octets. */
export function pcapOf(frames: readonly Uint8Array[], linkType = 1): Uint8Array {
  const parts = [fileHeader(linkType)]
  frames.forEach((frame, index) => {
    const header = Buffer.alloc(16)
    header.writeUInt32LE(1_700_000_000 + index, 0)
    header.writeUInt32LE(frame.length, 8)
    header.writeUInt32LE(frame.length, 12)
    parts.push(header, Buffer.from(frame))
  })
  return Buffer.concat(parts)
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
