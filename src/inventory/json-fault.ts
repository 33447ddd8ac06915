/** Where a text stops being JSON (RFC 8259). `JSON.parse` of Node 20 does not say. */

export interface JsonFault {
  /** From 1 */
  readonly line: number
  /** From 1, in UTF-16 code units */
  readonly column: number
  readonly reason: string
}

const WHITESPACE = /[ \t\n\r]*/y
const SCALAR = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])/y
const PLAIN = /[^"\\\u0000-\u001f]{1,4096}/y // in pieces, since a match remembers each character to come back to
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** What may come next, as a message says it. */
type Expected = 'a value' | 'a value or ]' | 'a name or }' | 'a name' | ':' | ', or ]' | ', or }' | 'nothing more'

type Open = '[' | '{'

const CLOSERS: Partial<Record<Expected, string>> = {
  'a value or ]': ']',
  'a name or }': '}',
  ', or ]': ']',
  ', or }': '}',
}

/** The first character at which `text` can no longer become JSON, or undefined where `text` is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: Open[] = []
  let expected: Expected = 'a value'
  let at = 0
  for (;;) {
    at = match(WHITESPACE, text, at) ?? at
    const character = text[at]
    if (character === undefined && expected === 'nothing more') return undefined
    const step: Step | undefined = character === undefined ? undefined : take(text, at, character, expected, open)
    if (step === undefined) return fault(text, at, expected)
    if (!step.whole) return fault(text, step.end, 'the rest of a string')
    at = step.end
    expected = step.next
  }
}

/** What stands at `at`: where it ends, what may follow, and whether it is whole (a string may not be). */
interface Step {
  readonly end: number
  readonly next: Expected
  readonly whole: boolean
}

function take(text: string, at: number, character: string, expected: Expected, open: Open[]): Step | undefined {
  if (character === CLOSERS[expected]) {
    open.pop()
    return whole(at + 1, afterValue(open))
  }
  switch (expected) {
    case 'nothing more':
      return undefined
    case ':':
      return character === ':' ? whole(at + 1, 'a value') : undefined
    case ', or ]':
      return character === ',' ? whole(at + 1, 'a value') : undefined
    case ', or }':
      return character === ',' ? whole(at + 1, 'a name') : undefined
    case 'a name':
    case 'a name or }':
      return character === '"' ? { ...endOfString(text, at), next: ':' } : undefined
    case 'a value':
    case 'a value or ]':
      return takeValue(text, at, character, open)
  }
}

function takeValue(text: string, at: number, character: string, open: Open[]): Step | undefined {
  if (character === '[' || character === '{') {
    open.push(character)
    return whole(at + 1, character === '[' ? 'a value or ]' : 'a name or }')
  }
  if (character === '"') return { ...endOfString(text, at), next: afterValue(open) }
  const end = match(SCALAR, text, at)
  return end === undefined ? undefined : whole(end, afterValue(open))
}

function endOfString(text: string, at: number): { readonly end: number; readonly whole: boolean } {
  let end = at + 1
  for (;;) {
    if (text[end] === '"') return { end: end + 1, whole: true }
    const next = match(PLAIN, text, end) ?? match(ESCAPE, text, end)
    if (next === undefined) return { end, whole: false }
    end = next
  }
}

function whole(end: number, next: Expected): Step {
  return { end, next, whole: true }
}

function afterValue(open: readonly Open[]): Expected {
  const innermost = open.at(-1)
  if (innermost === undefined) return 'nothing more'
  return innermost === '[' ? ', or ]' : ', or }'
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function fault(text: string, at: number, expected: string): JsonFault {
  const before = text.slice(0, at)
  const got = at >= text.length ? 'the end of the file' : JSON.stringify(text[at])
  return {
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
    reason: `expected ${expected}, got ${got}`,
  }
}
