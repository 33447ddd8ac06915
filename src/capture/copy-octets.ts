const WORD_OCTETS = 8
const PIECE_OCTETS = 64 * 1024
/** Memory that is not shared, for a piece wherever in a word it begins. */
const piece = new Uint8Array(PIECE_OCTETS + WORD_OCTETS)

/**
 * Copies octets to `into` from `at` on, as `set` does. Where memory is shared V8 copies words only if they lie alike on both sides, else
 * octet by octet, eight times slower: then this goes by memory where they lie as in what is shared.
 */
export function copyOctets(octets: Uint8Array, into: Uint8Array, at: number): void {
  const areAlike = (octets.byteOffset - into.byteOffset - at) % WORD_OCTETS === 0
  if (areAlike || !(isShared(octets) || isShared(into))) return into.set(octets, at)
  for (let from = 0; from < octets.length; from += PIECE_OCTETS) {
    const some = octets.subarray(from, from + PIECE_OCTETS)
    const start = (isShared(into) ? into.byteOffset + at + from : some.byteOffset) % WORD_OCTETS
    piece.set(some, start)
    into.set(piece.subarray(start, start + some.length), at + from)
  }
}

function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer
}
