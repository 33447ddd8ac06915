import { decodeNdp } from '../decode/ndp/message.ts'
import type { NdpOption } from '../decode/ndp/options.ts'
import type { RouterAdvertisement } from '../decode/ndp/router-advertisement.ts'
import type { JoinedNd } from '../observe/settled.ts'

/** Where the checksum lies in the ICMPv6 message, in hex digits: offloading leaves it unfinished, so it tells nothing. */
const CHECKSUM_DIGITS = [4, 8] as const

/**
 * Whether two sightings can be of one message: the same addresses, hop limit and octets, the checksum aside, as far as both
 * were captured.
 */
export function isUnaltered(sent: JoinedNd, received: JoinedNd): boolean {
  if (sent.source !== received.source || sent.destination !== received.destination) return false
  if (sent.hopLimit !== received.hopLimit || sent.length !== received.length) return false
  if (sent.extensionHeaders !== received.extensionHeaders) return false
  const common = Math.min(sent.octets.length, received.octets.length)
  return withoutChecksum(sent.octets.slice(0, common)) === withoutChecksum(received.octets.slice(0, common))
}

function withoutChecksum(octets: string): string {
  return octets.slice(0, CHECKSUM_DIGITS[0]) + octets.slice(CHECKSUM_DIGITS[1])
}

/** What differs between two advertisements, in words; a difference no field explains is named as such. */
export function alterations(sent: JoinedNd, received: JoinedNd): readonly string[] {
  const found: string[] = []
  if (sent.hopLimit !== received.hopLimit) found.push(`hop limit ${sent.hopLimit} became ${received.hopLimit}`)
  if (sent.extensionHeaders !== received.extensionHeaders) found.push('extension headers differ')
  const [before, after] = [decode(sent), decode(received)]
  if (before !== null && after !== null)
    found.push(...fieldChanges(before, after), ...optionChanges(before.options, after.options))
  return found.length > 0 ? found : ['octets differ']
}

function decode({ octets, length }: JoinedNd): RouterAdvertisement | null {
  const bytes = Buffer.from(octets, 'hex')
  const message = decodeNdp(bytes, 0, bytes.length, Math.max(length, bytes.length))
  return message?.kind === 'router-advertisement' ? message : null
}

const FIELDS = [
  'code',
  'curHopLimit',
  'managed',
  'otherConfig',
  'homeAgent',
  'preference',
  'proxy',
  'reserved',
  'routerLifetimeS',
  'reachableTimeMs',
  'retransTimerMs',
] as const satisfies readonly (keyof RouterAdvertisement)[]

function fieldChanges(sent: RouterAdvertisement, received: RouterAdvertisement): readonly string[] {
  return FIELDS.filter((field) => sent[field] !== received[field]).map(
    (field) => `${field} ${sent[field]} became ${received[field]}`,
  )
}

function optionChanges(sent: readonly NdpOption[], received: readonly NdpOption[]): readonly string[] {
  const gone = without(sent, received).map((option) => `option ${nameOf(option)} removed`)
  const come = without(received, sent).map((option) => `option ${nameOf(option)} added`)
  const both = gone.filter((text) => come.includes(text.replace('removed', 'added')))
  const changed = both.map((text) => text.replace('removed', 'changed'))
  const lone = (text: string) => !both.includes(text.replace('added', 'removed'))
  return [...changed, ...gone.filter(lone), ...come.filter(lone)]
}

function without(options: readonly NdpOption[], others: readonly NdpOption[]): readonly NdpOption[] {
  const left = others.map((option) => JSON.stringify(option))
  return options.filter((option) => {
    const at = left.indexOf(JSON.stringify(option))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function nameOf(option: NdpOption): string {
  return option.kind === 'malformed' ? option.layer : option.kind
}
