/**
 * Control characters (C0 and C1, so ANSI sequences too), format characters (bidirectional overrides and isolates, zero-width ones), line separators,
 * lone surrogates, private use, and what a terminal shows as nothing at all. Packets and file names may hold any of them.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\\(?=u\{)/gu

/** What most texts are made of: nothing in it needs a closer look. */
const PLAIN = /^[ -[\]-~]*$/
/** JSON escapes its own backslashes. */
const PLAIN_JSON = /^[ -~]*$/

/** `text` with everything that could move a cursor, hide or reorder other text made visible as `\u{…}`. */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** The same JSON value in characters that are safe to show: those that JSON lets stand are written as `\uXXXX`. */
export function escapeJson(json: string): string {
  if (PLAIN_JSON.test(json)) return json
  return json.replace(UNSAFE, (character) => {
    if (character === '\n' || character === '\\') return character // between tokens; of an escape
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}
