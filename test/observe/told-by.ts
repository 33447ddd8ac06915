import { TABLE_NAMES } from '../../src/observe/caps.ts'
import type { Numbers } from '../../src/observe/observation.ts'
import { partOf } from '../../src/observe/part.ts'
import { ROW_NUMBERS } from '../../src/observe/row-numbers.ts'
import type { Scanner } from '../../src/observe/scanner.ts'

/** What a scanner tells, whatever the order in which it was told. */
export function toldBy(scanner: Scanner): string {
  const { vantages, ...part } = partOf(scanner.finish(), 'capture', [])
  const tables = TABLE_NAMES.map((name) => {
    const { words, keyAt, keyLength, hashes, numbers, pinned, followed, rows, sightings, threshold } = part[name]
    const lists = new Map(followed)
    const all = Array.from({ length: rows }, (_, row) => {
      const key = some(words, keyAt[row]!, keyLength[row]!)
      const counted = some(numbers, row * ROW_NUMBERS, ROW_NUMBERS)
      return [key.join(), hashes[row], counted.join(), pinned[row], lists.get(row)].join(' ')
    })
    return [name, sightings, threshold, all.sort()]
  })
  const heard = vantages.map((vantage) => JSON.stringify(vantage)).sort()
  return JSON.stringify([tables, heard, part.coverage])
}

function some(numbers: Numbers, from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => numbers[from + at]!)
}
