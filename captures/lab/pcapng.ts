/**
 * dumpcap writes into a pcapng file which machine took it. The lab's machine is nobody's node, so these options go;
 * what tells about the capture itself (interface names, time resolution, filters) stays.
 */
const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const OPTIONS_AT: Readonly<Record<number, number>> = { [SECTION_HEADER]: 24, [INTERFACE_DESCRIPTION]: 16 }
const COMMENT = 1
// In a section header: shb_hardware, shb_os. In an interface description: if_os, if_hardware.
const TELLING: Readonly<Record<number, readonly number[]>> = {
  [SECTION_HEADER]: [COMMENT, 2, 3],
  [INTERFACE_DESCRIPTION]: [COMMENT, 12, 15],
}

/** Blocks of a little-endian section, as dumpcap writes them on the machines the lab runs on. */
export function withoutTheMachine(file: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let at = 0; at + 12 <= file.length; ) {
    const length = file.readUInt32LE(at + 4)
    blocks.push(cleaned(file.subarray(at, at + length)))
    at += length
  }
  return Buffer.concat(blocks)
}

function cleaned(block: Buffer): Buffer {
  const type = block.readUInt32LE(0)
  const optionsAt = OPTIONS_AT[type]
  if (optionsAt === undefined) return block
  const kept: Buffer[] = [Buffer.from(block.subarray(0, optionsAt))]
  for (let at = optionsAt; at + 4 <= block.length - 4; ) {
    const code = block.readUInt16LE(at)
    const length = 4 + Math.ceil(block.readUInt16LE(at + 2) / 4) * 4
    if (!TELLING[type]!.includes(code)) kept.push(block.subarray(at, at + length))
    at += length
  }
  const total = kept.reduce((sum, part) => sum + part.length, 4)
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(total)
  kept[0]!.writeUInt32LE(total, 4)
  return Buffer.concat([...kept, tail])
}
