import type { Cloud } from '../cloud.ts'

/** ICMPv6 errors about packets from one address to another: they answer nothing, and say who gave up. */
export function icmpErrorNotes(
  cloud: Cloud,
  pairs: readonly { readonly source: string; readonly destination: string }[],
): readonly string[] {
  const tried = new Set(pairs.map(({ source, destination }) => `${source} ${destination}`))
  const notes = cloud.settled.icmpErrors
    .filter(({ quotedSource, quotedDestination }) => tried.has(`${quotedSource} ${quotedDestination}`))
    .map(
      ({ source, type, code, quotedDestination }) =>
        `${source} reported ${errorText(type, code)} about ${quotedDestination}`,
    )
  return [...new Set(notes)].sort()
}

/** RFC 4443 §3. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  4: 'parameter problem',
}

function errorText(type: number, code: number): string {
  return `${TYPES[type] ?? `ICMPv6 type ${type}`} (code ${code})`
}
