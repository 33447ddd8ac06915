import { TABLE_NAMES } from '../../src/observe/caps.ts'
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
      const key = Array.from(words).slice(keyAt[row], keyAt[row]! + keyLength[row]!)
      const counted = Array.from(numbers).slice(row * ROW_NUMBERS, (row + 1) * ROW_NUMBERS)
      return [key.join(), hashes[row], counted.join(), pinned[row], lists.get(row)].join(' ')
    })
    return [name, sightings, threshold, all.sort()]
  })
  const heard = vantages.map((vantage) => JSON.stringify(vantage)).sort()
  return JSON.stringify([tables, heard, part.coverage])
}
