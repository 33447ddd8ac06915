import { hexText, IPV6_LENGTH, ipv6Text } from '../address.ts'
import { readDomainName } from '../domain-name.ts'
import { type MalformedOption, malformed, malformedOption } from '../malformed.ts'
import type { OptionData, OptionOf } from './option-reader.ts'
import { type OptionVisitor, type StopReason, stoppedOption, walkOptions } from './walk.ts'

// RFC 5908 §4.1 to §4.3.
const SERVER_ADDRESS = 1
const MULTICAST_ADDRESS = 2
const SERVER_FQDN = 3

/** RFC 5908 §4. */
export interface NtpServerOption extends OptionOf<'ntp-server'> {
  readonly suboptions: readonly (NtpSuboption | MalformedOption)[]
}

export type NtpSuboption =
  | { readonly kind: 'server-address' | 'multicast-address'; readonly code: number; readonly address: string }
  | { readonly kind: 'server-fqdn'; readonly code: number; readonly domainName: string }
  | { readonly kind: 'unknown'; readonly code: number; readonly octets: string }

export function readNtpServer({ kind, code, octets, at, end }: OptionData<'ntp-server'>): NtpServerOption {
  const visitor = new SuboptionCollector(octets)
  walkOptions(octets, at, end, end, 0, visitor)
  return { kind, code, suboptions: visitor.collected }
}

class SuboptionCollector implements OptionVisitor {
  readonly collected: (NtpSuboption | MalformedOption)[] = []
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  option(code: number, at: number, end: number): void {
    this.collected.push(readSuboption(this.#octets, code, at, end))
  }

  stopped(reason: StopReason, at: number, end: number, sentEnd: number): void {
    this.collected.push(stoppedOption('ntp-suboption', this.#octets, reason, at, end, sentEnd))
  }
}

function readSuboption(octets: Uint8Array, code: number, at: number, end: number): NtpSuboption | MalformedOption {
  if (code === SERVER_ADDRESS || code === MULTICAST_ADDRESS) {
    const kind = code === SERVER_ADDRESS ? 'server-address' : 'multicast-address'
    if (end - at === IPV6_LENGTH) return { kind, code, address: ipv6Text(octets, at) }
    return malformedOption(malformed(kind, 'bad-length', at, IPV6_LENGTH, end - at), code, octets, at, end)
  }
  if (code === SERVER_FQDN) {
    const kind = 'server-fqdn'
    const name = readDomainName(octets, at, end)
    if ('kind' in name) return malformedOption(name, code, octets, at, end)
    if (name.terminated && name.end === end) return { kind, code, domainName: name.name }
    return malformedOption(malformed(kind, 'bad-name', at, name.end - at, end - at), code, octets, at, end)
  }
  return { kind: 'unknown', code, octets: hexText(octets, at, end) }
}
