const LONGEST = 80

/**
 * A value from a file, safe and short enough for a message: as JSON, which escapes control characters, with those it
 * leaves (DEL, C1, line separators, and marks that turn the direction of text) escaped too.
 */
export function quoted(value: unknown): string {
  const text = escaped(JSON.stringify(value) ?? 'nothing')
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

/** A file's path, readable as it is unless something in it is not. */
export function shownPath(path: string): string {
  return escaped(JSON.stringify(path).slice(1, -1)) === path ? path : quoted(path)
}

function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
