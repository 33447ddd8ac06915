import { advertisementOf } from '../../forwarding/advertisement.ts'
import { compareSeen } from '../../observe/compare-seen.ts'
import type { JoinedNd } from '../../observe/settled.ts'
import { type Cloud, hasLearned, type Station } from '../cloud.ts'
import { type Fact, fact } from '../evidence.ts'
import { isWithin, sentFrom } from '../holdings.ts'

/** An address in an advertised prefix that a VM made its own. */
export interface Formed {
  readonly address: string
  readonly facts: readonly Fact[]
}

/** Duplicate address detection (RFC 4862 §5.4), then a neighbor advertisement, or packets from the address. */
export function formedAddress(cloud: Cloud, station: Station, advertisements: readonly JoinedNd[]): Formed | null {
  const prefixes = prefixesOf(advertisements)
  for (const learned of station.addresses) {
    const { address } = learned
    if (!prefixes.some((prefix) => isWithin(address, prefix)) || !hasLearned(learned, ['dad'])) continue
    const dad = learned.learned.find((row) => row.learned === 'dad')!
    const after = learned.learned.find((row) => row.learned === 'na' && compareSeen(row.last, dad.first) > 0)
    const packet = sentFrom(cloud, station, address).find((row) => compareSeen(row.last, dad.first) > 0)
    const proof = after?.last ?? packet?.last
    if (proof === undefined) continue
    return {
      address,
      facts: [
        fact(`duplicate address detection of ${address}`, 'neighbor-solicitation', dad.first),
        fact(`${address} in use by ${station.mac}`, after === undefined ? 'packet' : 'neighbor-advertisement', proof),
      ],
    }
  }
  return null
}

function prefixesOf(advertisements: readonly JoinedNd[]): readonly string[] {
  const prefixes = advertisements.flatMap((row) =>
    (advertisementOf(row)?.options ?? []).flatMap((option) =>
      option.kind === 'prefix-information' ? [`${option.prefix}/${option.prefixLength}`] : [],
    ),
  )
  return [...new Set(prefixes)]
}
