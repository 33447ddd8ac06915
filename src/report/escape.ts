/**
 * Control characters (C0 and C1, so ANSI sequences too), format characters (bidirectional overrides and isolates, zero-width ones), line separators,
 * lone surrogates, private use, and what a terminal shows as nothing at all. Packets and file names may hold any of them.
 */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const UNSAFE = new RegExp(`${UNSAFE_CHARACTER.source}|\\\\(?=u\\{)`, 'gu')

/** What most texts are made of: nothing in it needs a closer look. */
const PLAIN = /^[ -[\]-~]*$/
/** In JSON, which escapes its own backslashes and ends lines between tokens. */
const NOT_PLAIN_JSON = /[^\n -~]/gu

/** `text` with everything that could move a cursor, hide or reorder other text made visible as `\u{…}`. */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** The same JSON value in characters that are safe to show: those that JSON lets stand are written as `\uXXXX`. */
export function escapeJson(json: string): string {
  return json.replace(NOT_PLAIN_JSON, (character) => {
    if (!UNSAFE_CHARACTER.test(character)) return character
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}
