/** East Asian Width W and F (UAX #11), by blocks; a terminal gives these two columns. Ascending. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f], // Hangul Jamo that begin a syllable
  [0x2329, 0x232a],
  [0x2e80, 0x303e], // CJK radicals and punctuation
  [0x3041, 0x33ff], // kana, Bopomofo, compatibility letters
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf], // unified ideographs, Yi
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60], // fullwidth forms
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff], // Tangut, Khitan
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]
const NO_COLUMN = /^[\p{Mn}\p{Me}]$/u
const EMOJI = /^\p{Emoji_Presentation}$/u

/** Characters that each take one column. */
const PLAIN = /^[ -~]*$/

/** Columns a terminal gives to escaped text. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += columnsOfCharacter(character)
  return columns
}

export function columnsOfCharacter(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0)!
  if (code < 0x300) return 1
  if (NO_COLUMN.test(character)) return 0
  return WIDE.some(([first, last]) => first <= code && code <= last) || EMOJI.test(character) ? 2 : 1
}
