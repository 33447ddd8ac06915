import { hex } from '../hex.ts'
import { join } from './pcapng-blocks.ts'

/** zstd frame of raw blocks, laid out by hand: Single_Segment, Frame_Content_Size of 4 octets. */
export function zstdRaw(parts: readonly Uint8Array[], checksum: boolean): Uint8Array {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0))
  const blocks = parts.map((part, index) => {
    const header = Buffer.alloc(4)
    header.writeUInt32LE((part.length << 3) | (index === parts.length - 1 ? 1 : 0))
    return join(header.subarray(0, 3), part)
  })
  return join(hex`28 b5 2f fd ${checksum ? 'a4' : 'a0'}`, size, ...blocks, new Uint8Array(checksum ? 4 : 0))
}
