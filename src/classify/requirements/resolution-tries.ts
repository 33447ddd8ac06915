import { IPV6_LENGTH } from '../../decode/address.ts'
import { decodeNdp } from '../../decode/ndp/message.ts'
import { TARGET_ADDRESS } from '../../decode/ndp/neighbor-solicitation.ts'
import type { JoinedNd, Seen } from '../../observe/settled.ts'
import { isGroupIpv6, isRoutableIpv6 } from '../address-scope.ts'
import { type Cloud, networkOf, type Station, senderOf } from '../cloud.ts'

/** A VM that asks all neighbors for the MAC of an address (RFC 4861 §7.2.2). */
export interface ResolutionTry {
  readonly from: Station
  readonly source: string
  readonly target: string
  readonly first: Seen
  readonly last: Seen
  readonly count: number
  readonly vantage: number
  /** Who advertised the target: where the question was seen at the asking port, those whose answer was seen there too. */
  readonly advertisers: () => readonly string[]
}

/** Duplicate address detection (source `::`), unicast probes and link-local targets are no tries. */
export function resolutionTries(cloud: Cloud, vms: readonly Station[]): readonly ResolutionTry[] {
  const senders = new Set(cloud.stations.sendersOf(vms))
  const asked = cloud.settled.neighborDiscovery.filter(
    (row) =>
      row.kind === 'neighbor-solicitation' &&
      senders.has(row.sender) &&
      row.source !== '::' &&
      isGroupIpv6(row.destination),
  )
  let known: Advertisers | undefined
  const advertisersOf = (row: JoinedNd, from: Station) => {
    known ??= advertisersByTarget(cloud)
    const isAtPort = from.ports.includes(row.vantage)
    const told = isAtPort ? known.at : known.on
    const rows = told.get(`${isAtPort ? row.vantage : from.network} ${targetHex(row)}`) ?? []
    return rows.filter((answer) => targetOf(answer) !== null).map(({ linkSource }) => linkSource)
  }
  return asked.flatMap((row) => {
    const from = senderOf(cloud, row)!
    const target = targetOf(row)
    if (target === null || !isRoutableIpv6(target)) return []
    const { source, first, last, count, vantage } = row
    return [{ from, source, target, first, last, count, vantage, advertisers: () => advertisersOf(row, from) }]
  })
}

/** Advertisements of an address, whether or not they decode: by vantage, and by network. */
interface Advertisers {
  readonly at: ReadonlyMap<string, readonly JoinedNd[]>
  readonly on: ReadonlyMap<string, readonly JoinedNd[]>
}

function advertisersByTarget(cloud: Cloud): Advertisers {
  const at = new Map<string, JoinedNd[]>()
  const on = new Map<string, JoinedNd[]>()
  const say = (known: Map<string, JoinedNd[]>, key: string, row: JoinedNd) => {
    const rows = known.get(key)
    if (rows === undefined) known.set(key, [row])
    else rows.push(row)
  }
  for (const row of cloud.settled.neighborDiscovery) {
    if (row.kind !== 'neighbor-advertisement') continue
    const target = targetHex(row)
    say(at, `${row.vantage} ${target}`, row)
    say(on, `${networkOf(cloud, row)} ${target}`, row)
  }
  return { at, on }
}

/** Where NS and NA have their target (RFC 4861 §4.3, §4.4), in hex. */
const TARGET_HEX = 2 * TARGET_ADDRESS

function targetHex({ octets }: JoinedNd): string {
  return octets.slice(TARGET_HEX, TARGET_HEX + 2 * IPV6_LENGTH)
}

function targetOf({ octets, length }: JoinedNd): string | null {
  const bytes = Buffer.from(octets, 'hex')
  const message = decodeNdp(bytes, 0, bytes.length, Math.max(length, bytes.length))
  return message?.kind === 'neighbor-solicitation' || message?.kind === 'neighbor-advertisement'
    ? message.targetAddress
    : null
}
