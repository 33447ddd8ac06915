import { type Malformed, malformed } from '../malformed.ts'
import { u16 } from '../octets.ts'

// RFC 8415 §21.15 and §21.16, RFC 5970 §3.2: items of
//  |            length             |  opaque-data ...
const LENGTH = 0
const DATA = 2

/** The items that fill [at, end), each read by `read`; malformed where a length does not fit. */
export function readOpaqueList<Item>(
  layer: string,
  octets: Uint8Array,
  at: number,
  end: number,
  read: (octets: Uint8Array, at: number, end: number) => Item,
): { readonly items: readonly Item[] } | Malformed {
  const items: Item[] = []
  let next = at
  while (next < end) {
    const data = next + DATA
    if (data > end) return malformed(layer, 'too-short', next, DATA, end - next)
    const dataEnd = data + u16(octets, next + LENGTH)
    if (dataEnd > end) return malformed(layer, 'overrun', next, dataEnd - next, end - next)
    items.push(read(octets, data, dataEnd))
    next = dataEnd
  }
  return { items }
}
