import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findJsonFault } from '../../src/inventory/json-fault.ts'

const FAULT = suite('JSON faults, RFC 8259')

FAULT('says the line, the column and what was expected', () => {
  const faults: readonly (readonly [text: string, line: number, column: number, reason: string])[] = [
    ['', 1, 1, 'expected a value, got the end of the file'],
    ['{"a": 1,\n\n "b" 2}', 3, 6, 'expected :, got "2"'],
    ['[1, 2,]', 1, 7, 'expected a value, got "]"'],
    ['{"a": 1,}', 1, 9, 'expected a name, got "}"'],
    ['[1 2]', 1, 4, 'expected , or ], got "2"'],
    ['{a: 1}', 1, 2, 'expected a name or }, got "a"'],
    ["['a']", 1, 2, 'expected a value or ], got "\'"'],
    ['[01]', 1, 2, 'expected a value or ], got "0"'],
    ['[nulls]', 1, 2, 'expected a value or ], got "n"'],
    ['["a\nb"]', 1, 4, 'expected the rest of a string, got "\\n"'],
    ['["\\x"]', 1, 3, 'expected the rest of a string, got "\\\\"'],
    ['{"ports": [{"id": "0a1b', 1, 24, 'expected the rest of a string, got the end of the file'],
    ['[1]]', 1, 4, 'expected nothing more, got "]"'],
    ['[1}', 1, 3, 'expected , or ], got "}"'],
  ]
  for (const [text, line, column, reason] of faults) assert.equal(findJsonFault(text), { line, column, reason }, text)
})

FAULT('finds none in JSON, one in all else, as JSON.parse does', () => {
  const hasFault = (text: string): boolean => {
    try {
      JSON.parse(text)
      return false
    } catch {
      return true
    }
  }
  const agrees = (text: string): boolean => (findJsonFault(text) !== undefined) === hasFault(text)
  fc.assert(fc.property(fc.json(), (text) => agrees(text) && findJsonFault(text) === undefined))
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', '0', '-', '.', '\n', 'e'))
    .map(
      ([text, at, put]) => `${text.slice(0, at % (text.length + 1))}${put}${text.slice((at % (text.length + 1)) + 1)}`,
    )
  fc.assert(fc.property(broken, agrees), { numRuns: 1000 })
})

FAULT('bears depth and length', () => {
  assert.ok(findJsonFault('['.repeat(1_000_000)))
  assert.ok(findJsonFault(`"${'x'.repeat(8_000_000)}`))
  assert.ok(findJsonFault(`[${' '.repeat(1_000_000)}`))
})

FAULT.run()
