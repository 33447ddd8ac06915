import { MESSAGE_TYPES } from '../../src/decode/dhcpv6/message-type.ts'
import { inTheirWords } from './correspondence.ts'
import { dhcpv6Tree } from './dhcpv6-table.ts'
import type { Item } from './json.ts'
import { NDP_MESSAGES } from './ndp-table.ts'
import { type Tree, treeOf } from './tree.ts'

/** What a line says of where and when a message was, and not of the message itself: see envelope.ts. */
const ENVELOPE: ReadonlySet<string> = new Set([
  'capture',
  'frame',
  'time',
  'vantage',
  'layers',
  'link',
  'source',
  'destination',
  'hopLimit',
  'extensionHeaders',
  'fragments',
  'checksum',
])

/** The message of a line in tshark's words. */
export function messageTree(line: Item): Tree {
  const message: Item = Object.fromEntries(Object.entries(line).filter(([name]) => !ENVELOPE.has(name)))
  if ('malformed' in message) return malformedTree(message)
  const table = NDP_MESSAGES[String(message.kind)]
  return table === undefined ? dhcpv6Tree(message) : inTheirWords(table, message)
}

/** Of a message whose header is not all there: its type, where that was. */
function malformedTree(message: Item): Tree {
  const type = MESSAGE_TYPES[message.kind as keyof typeof MESSAGE_TYPES] as number | undefined
  const ndp = Object.keys(NDP_MESSAGES).indexOf(String(message.kind))
  return treeOf(
    [
      ['icmpv6.type', ndp < 0 ? [] : [String(133 + ndp)]],
      ['dhcpv6.msgtype', type === undefined ? [] : [String(type)]],
    ],
    message,
  )
}
