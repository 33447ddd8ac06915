import { InvalidArgumentError } from 'commander'
import type { Time } from '../observe/time.ts'

/** ISO 8601: a date, or a date and a time of day with up to nine decimals; `Z`, an offset, or neither (then it is UTC). */
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** The moment that `text` names, to the nanosecond. */
export function isoTime(text: string): Time {
  const time = readIsoTime(text)
  if (time === undefined) {
    throw new InvalidArgumentError('It must be an ISO 8601 time, such as 2026-01-01T09:30:00.5Z (UTC unless it says).')
  }
  return time
}

function readIsoTime(text: string): Time | undefined {
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = ISO_TIME.exec(text) ?? []
  if (date === undefined) return undefined
  const utc = Date.parse(`${date}T${minutes}:${seconds}Z`)
  if (Number.isNaN(utc) || !new Date(utc).toISOString().startsWith(date)) return undefined // 30 February
  const offset = offsetOf(zone)
  return offset === undefined ? undefined : [utc / 1000 - offset, Number(fraction.padEnd(9, '0'))]
}

/** Seconds that local time is ahead of UTC. */
function offsetOf(zone: string): number | undefined {
  if (/^z$/i.test(zone)) return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}
