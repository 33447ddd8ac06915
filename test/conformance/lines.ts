import { decodeMessages } from '../../src/decode-messages.ts'
import type { Item } from './json.ts'

/** The lines `v6gap decode` prints of a capture, as they are read back. */
export async function linesOf(path: string): Promise<readonly Item[]> {
  const lines: Item[] = []
  await decodeMessages([path], { take: (message) => lines.push(JSON.parse(JSON.stringify(message))) })
  return lines
}
