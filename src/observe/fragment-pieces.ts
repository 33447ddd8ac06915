import { hexText } from '../decode/address.ts'
import { compareSeen } from './compare-seen.ts'
import { LINK_WORDS } from './key-numbers.ts'
import type { KeyReader } from './key-reader.ts'
import type { FragmentPiece } from './reassembled.ts'
import { FIRST, ROW_NUMBERS } from './row-numbers.ts'
import type { SituatedPart } from './situated-part.ts'

/** Fragments in the order they were captured in, those of one wording once. */
export function fragmentPieces(parts: readonly SituatedPart[], reader: KeyReader): readonly FragmentPiece[] {
  const pieces = new Map<string, FragmentPiece>()
  for (const part of parts) {
    for (let row = 0; row < part.part.fragments.rows; row++) {
      const piece = pieceOf(part, row, reader)
      const key = `${piece.vantage} ${piece.length} ${hexOf(piece.lead)} ${hexOf(piece.octets)}`
      const known = pieces.get(key)
      if (known === undefined) pieces.set(key, piece)
      else {
        const first = compareSeen(known.seen, piece.seen) <= 0 ? known : piece
        pieces.set(key, { ...first, count: known.count + piece.count })
      }
    }
  }
  return [...pieces.values()].sort((a, b) => compareSeen(a.seen, b.seen))
}

/** Its key says the length sent, the frame up to the fragment, and the fragment (`fragments.ts`). */
function pieceOf(part: SituatedPart, row: number, reader: KeyReader): FragmentPiece {
  const { words, keyAt, numbers } = part.part.fragments
  const at = keyAt[row]!
  const vantage = part.vantage(words[at]!, words[at + 1]!)
  reader.begin(words, at + LINK_WORDS)
  const length = reader.word()
  const lead = reader.run.slice(0, reader.octets())
  const octets = reader.run.slice(0, reader.octets())
  const from = row * ROW_NUMBERS
  const first = from + FIRST
  const [second, nanosecond, offset, index] = [
    numbers[first]!,
    numbers[first + 1]!,
    numbers[first + 2]!,
    numbers[first + 3]!,
  ]
  const time = nanosecond < 0 ? null : ([second, nanosecond] as const)
  return {
    vantage,
    described: part.described(words[at]!, words[at + 1]!),
    offset,
    lead,
    octets,
    length,
    seen: { capture: part.capture, vantage, frame: part.frameNumber(offset, index), time },
    count: numbers[from]!,
  }
}

function hexOf(octets: Uint8Array): string {
  return hexText(octets, 0, octets.length)
}
