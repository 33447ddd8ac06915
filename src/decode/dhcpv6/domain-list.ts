import { hexText } from '../address.ts'
import { readDomainName, readDomainNames } from '../domain-name.ts'
import { type Malformed, malformed } from '../malformed.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

export type DomainListKind =
  | 'sip-server-domain-names' // RFC 3319 §3.1
  | 'domain-list' //             RFC 3646 §4
  | 'nis-domain-name' //         RFC 3898
  | 'nisp-domain-name' //        RFC 3898
  | 'bcmcs-server-domain-names' // RFC 4280

/** Options that are a list of domain names, encoded as RFC 8415 §10 says. */
export interface DomainListOption extends OptionOf<DomainListKind> {
  readonly domainNames: readonly string[]
  /** Where the list stopped making sense, and what followed: names before it still count. */
  readonly malformed?: Malformed
  readonly rest?: string
}

export function readDomainList<Kind extends DomainListKind>(data: OptionData<Kind>): DomainListOption {
  const { kind, code, octets, at, end } = data
  const { names, end: namesEnd, fault } = readDomainNames(octets, at, end, false)
  if (fault === undefined) return { kind, code, domainNames: names }
  return { kind, code, domainNames: names, malformed: fault, rest: hexText(octets, namesEnd, end) }
}

/** RFC 6334 §3: the one name of an AFTR. */
export interface AftrNameOption extends OptionOf<'aftr-name'> {
  readonly domainName: string
}

export function readAftrName(data: OptionData<'aftr-name'>): AftrNameOption | Malformed {
  const { kind, code, octets, at, end } = data
  const name = readDomainName(octets, at, end)
  if ('kind' in name) return name
  if (!name.terminated || name.end < end) return malformed(kind, 'bad-name', at, name.end - at, end - at)
  return { kind, code, domainName: name.name }
}

// RFC 4704 §4, octets of the content:
//  |  MBZ  |N|O|S|  domain-name ...
const FQDN_FLAGS = 0
export const FQDN_NAME = 1

/** RFC 4704 §4. */
export interface ClientFqdnOption extends OptionOf<'client-fqdn'> {
  /** MBZ, the upper five bits. */
  readonly reserved: number
  /** N: the server should make no DNS updates. */
  readonly noUpdate: boolean
  /** O: the server has overridden S. */
  readonly overridden: boolean
  /** S: the server should update the AAAA record. */
  readonly serverUpdates: boolean
  /** Null where it is no name in the wire format: then `rest` holds its octets. */
  readonly domainName: string | null
  /** A name without the root's label at its end (§4.2). */
  readonly partial: boolean
  readonly malformed?: Malformed
  readonly rest?: string
}

export function readClientFqdn(data: OptionData<'client-fqdn'>): ClientFqdnOption {
  const { kind, code, octets, at, end } = data
  const flags = octets[at + FQDN_FLAGS]!
  return {
    kind,
    code,
    reserved: flags >> 3,
    noUpdate: (flags & 0x04) !== 0,
    overridden: (flags & 0x02) !== 0,
    serverUpdates: (flags & 0x01) !== 0,
    ...readFqdnName(octets, at + FQDN_NAME, end),
  }
}

function readFqdnName(
  octets: Uint8Array,
  at: number,
  end: number,
): Pick<ClientFqdnOption, 'domainName' | 'partial' | 'malformed' | 'rest'> {
  const name = readDomainName(octets, at, end)
  if (!('kind' in name) && name.end === end) return { domainName: name.name, partial: !name.terminated }
  const fault = 'kind' in name ? name : malformed('domain-name', 'bad-name', at, name.end - at, end - at)
  return { domainName: null, partial: false, malformed: fault, rest: hexText(octets, at, end) }
}
