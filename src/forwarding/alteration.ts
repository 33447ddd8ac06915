import type { NdpOption } from '../decode/ndp/options.ts'
import type { RouterAdvertisement } from '../decode/ndp/router-advertisement.ts'
import type { JoinedNd } from '../observe/settled.ts'
import { advertisementOf } from './advertisement.ts'

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

export function withoutChecksum(octets: string): string {
  return octets.slice(0, CHECKSUM_DIGITS[0]) + octets.slice(CHECKSUM_DIGITS[1])
}

/** One thing about an advertisement that changed on its way. */
export interface Alteration {
  /** A field by its name in `decode`, `options`, `hopLimit`, `ethernetSource`, `vlanTag`; `octets` where no field tells. */
  readonly field: string
  /** As text; null where it was not there. */
  readonly sent: string | null
  readonly received: string | null
}

/** What of the message itself differs between two advertisements; a difference that no field explains is named as such. */
export function messageAlterations(sent: JoinedNd, received: JoinedNd): readonly Alteration[] {
  if (isUnaltered(sent, received)) return []
  const found: Alteration[] = []
  const compare = (field: string, before: string, after: string) => {
    if (before !== after) found.push({ field, sent: before, received: after })
  }
  compare('destination', sent.destination, received.destination)
  compare('hopLimit', String(sent.hopLimit), String(received.hopLimit))
  compare('extensionHeaders', sent.extensionHeaders, received.extensionHeaders)
  const [before, after] = [advertisementOf(sent), advertisementOf(received)]
  if (before !== null && after !== null) {
    for (const field of FIELDS) compare(field, String(before[field]), String(after[field]))
    found.push(...optionAlterations(before.options, after.options))
  }
  return found.length > 0 ? found : [{ field: 'octets', sent: sent.octets, received: received.octets }]
}

/**
 * What of the frame around it differs: its Ethernet source, a VLAN tag that was not stripped.
 *
 * @param tag the tag it should not have; null where it has none
 */
export function frameAlterations(sent: JoinedNd, received: JoinedNd, tag: number | null): readonly Alteration[] {
  const found: Alteration[] = []
  if (sent.linkSource !== received.linkSource)
    found.push({ field: 'ethernetSource', sent: sent.linkSource, received: received.linkSource })
  if (tag !== null) found.push({ field: 'vlanTag', sent: null, received: String(tag) })
  return found
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

/** Options of one kind, in their order, are set side by side; of two that differ, each field that does is named. */
function optionAlterations(sent: readonly NdpOption[], received: readonly NdpOption[]): readonly Alteration[] {
  const gone = without(sent, received)
  const come = without(received, sent)
  const found: Alteration[] = []
  for (const option of gone) {
    const at = come.findIndex((other) => nameOf(other) === nameOf(option))
    if (at < 0) found.push({ field: `option ${nameOf(option)}`, sent: optionText(option), received: null })
    else found.push(...optionChanges(option, come.splice(at, 1)[0]!))
  }
  for (const option of come) found.push({ field: `option ${nameOf(option)}`, sent: null, received: optionText(option) })
  if (found.length === 0 && sent.map(optionText).join() !== received.map(optionText).join())
    found.push({ field: 'options', sent: sent.map(nameOf).join(', '), received: received.map(nameOf).join(', ') })
  return found
}

function optionChanges(sent: NdpOption, received: NdpOption): readonly Alteration[] {
  const [before, after] = [fieldsOf(sent), fieldsOf(received)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => before.get(field) !== after.get(field))
    .map((field) => ({
      field: `option ${nameOf(sent)} ${field}`,
      sent: before.get(field) ?? null,
      received: after.get(field) ?? null,
    }))
}

function fieldsOf(option: NdpOption): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(option).map(([field, value]) => [field, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function without(options: readonly NdpOption[], others: readonly NdpOption[]): NdpOption[] {
  const left = others.map(optionText)
  return options.filter((option) => {
    const at = left.indexOf(optionText(option))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function optionText(option: NdpOption): string {
  return JSON.stringify(option)
}

function nameOf(option: NdpOption): string {
  return option.kind === 'malformed' ? option.layer : option.kind
}
