/** Addresses as text and back, and what their prefixes say. */

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))
/** Below this many octets a loop beats the call into Buffer. */
const FEW_OCTETS = 24

/** Octets [at, end) as lowercase hex. */
export function hexText(octets: Uint8Array, at: number, end: number): string {
  if (end <= at) return ''
  if (end - at > FEW_OCTETS) {
    return Buffer.from(octets.buffer, octets.byteOffset + at, Math.min(end, octets.length) - at).toString('hex')
  }
  let text = ''
  for (let i = at; i < end; i++) text += HEX[octets[i]!]!
  return text
}

/** Six octets as `52:54:00:12:34:56`. */
export function macText(octets: Uint8Array, at: number): string {
  return `${HEX[octets[at]!]!}:${HEX[octets[at + 1]!]!}:${HEX[octets[at + 2]!]!}:${HEX[octets[at + 3]!]!}:${HEX[octets[at + 4]!]!}:${HEX[octets[at + 5]!]!}`
}

/** Octets [at, end) as a link-layer address of any length, in the colon notation. */
export function linkLayerText(octets: Uint8Array, at: number, end: number): string {
  let text = ''
  for (let i = at; i < end; i++) text += i === at ? HEX[octets[i]!]! : `:${HEX[octets[i]!]!}`
  return text
}

/** Four octets in dotted decimal. */
export function ipv4Text(octets: Uint8Array, at: number): string {
  return `${octets[at]!}.${octets[at + 1]!}.${octets[at + 2]!}.${octets[at + 3]!}`
}

/**
 * Sixteen octets as RFC 5952 §4 writes them: lowercase, no leading zeros, `::` for the longest run of two or more zero
 * groups, the first of equals; IPv4-mapped addresses in the mixed notation of §5.
 */
export function ipv6Text(octets: Uint8Array, at: number): string {
  let runAt = -1
  let runLength = 1 // a single zero group is not shortened (§4.2.2)
  let zeros = 0
  for (let group = 0; group < 8; group++) {
    const i = at + 2 * group
    zeros = octets[i] === 0 && octets[i + 1] === 0 ? zeros + 1 : 0
    if (zeros > runLength) {
      runLength = zeros
      runAt = group - zeros + 1
    }
  }
  if (runAt === 0 && runLength === 5 && octets[at + 10] === 0xff && octets[at + 11] === 0xff) {
    return `::ffff:${ipv4Text(octets, at + 12)}`
  }
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === runAt) {
      text += '::'
      group += runLength - 1
      continue
    }
    const i = at + 2 * group
    const separator = text === '' || text.endsWith('::') ? '' : ':'
    text += separator + ((octets[i]! << 8) | octets[i + 1]!).toString(16)
  }
  return text
}

/** 4 octets as IPv4 text, 16 as IPv6 text. */
export function addressText(octets: Uint8Array, at: number, length: number): string {
  return length === IPV4_LENGTH ? ipv4Text(octets, at) : ipv6Text(octets, at)
}

export const IPV4_LENGTH = 4
export const IPV6_LENGTH = 16
export const MAC_LENGTH = 6

const DECIMAL_OCTET = /^(?:0|[1-9]\d{0,2})$/
const GROUP = /^[0-9a-f]{1,4}$/i

/** The octets of an IPv4 (4) or IPv6 (16) address, or undefined if `text` is neither. No zone, no prefix length. */
export function parseAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== IPV4_LENGTH) return undefined
  const octets = new Uint8Array(IPV4_LENGTH)
  for (const [i, part] of parts.entries()) {
    if (!DECIMAL_OCTET.test(part) || Number(part) > 255) return undefined
    octets[i] = Number(part)
  }
  return octets
}

/** RFC 4291 §2.2: groups, at most one `::`, the last two groups in dotted decimal if wished. */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0]!, halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : []
  if (head === undefined || tail === undefined) return undefined
  const given = head.length + tail.length
  if (halves.length === 1 ? given !== IPV6_LENGTH : given > IPV6_LENGTH - 2) return undefined
  const octets = new Uint8Array(IPV6_LENGTH)
  octets.set(head)
  octets.set(tail, IPV6_LENGTH - tail.length)
  return octets
}

function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const octets: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (GROUP.test(part)) {
      const group = Number.parseInt(part, 16)
      octets.push(group >> 8, group & 0xff)
      continue
    }
    const embedded = last && i === parts.length - 1 ? parseIpv4(part) : undefined
    if (embedded === undefined) return undefined
    octets.push(...embedded)
  }
  return octets
}

/** The six octets of a MAC address written with colons or hyphens, or undefined. */
export function parseMac(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) return undefined
  return Uint8Array.from(text.split(/[:-]/), (octet) => Number.parseInt(octet, 16))
}

/** fe80::/10 (RFC 4291 §2.5.6). */
export function isLinkLocal(octets: Uint8Array, at: number): boolean {
  return octets[at] === 0xfe && (octets[at + 1]! & 0xc0) === 0x80
}

/** ff00::/8 (RFC 4291 §2.7). */
export function isMulticast(octets: Uint8Array, at: number): boolean {
  return octets[at] === 0xff
}

/** All octets zero: `::` or 0.0.0.0. */
export function isUnspecified(octets: Uint8Array, at: number, length: number = IPV6_LENGTH): boolean {
  for (let i = at; i < at + length; i++) if (octets[i] !== 0) return false
  return true
}

/** 169.254/16 (RFC 3927 §1). */
export function isIpv4LinkLocal(octets: Uint8Array, at: number): boolean {
  return octets[at] === 169 && octets[at + 1] === 254
}

/** Writes the modified EUI-64 interface identifier (RFC 4291 Appendix A) of the MAC at `at` into eight octets of `into`. */
export function writeInterfaceIdentifier(octets: Uint8Array, at: number, into: Uint8Array, intoAt: number): void {
  into[intoAt] = octets[at]! ^ 0x02
  into[intoAt + 1] = octets[at + 1]!
  into[intoAt + 2] = octets[at + 2]!
  into[intoAt + 3] = 0xff
  into[intoAt + 4] = 0xfe
  into[intoAt + 5] = octets[at + 3]!
  into[intoAt + 6] = octets[at + 4]!
  into[intoAt + 7] = octets[at + 5]!
}

/** Whether the last 64 bits of the IPv6 address at `at` are the modified EUI-64 of that MAC. */
export function isInterfaceIdentifierOf(octets: Uint8Array, at: number, mac: Uint8Array, macAt: number): boolean {
  return (
    octets[at + 8] === (mac[macAt]! ^ 0x02) &&
    octets[at + 9] === mac[macAt + 1] &&
    octets[at + 10] === mac[macAt + 2] &&
    octets[at + 11] === 0xff &&
    octets[at + 12] === 0xfe &&
    octets[at + 13] === mac[macAt + 3] &&
    octets[at + 14] === mac[macAt + 4] &&
    octets[at + 15] === mac[macAt + 5]
  )
}

/** Whether the first `prefixLength` bits at `prefixAt` equal those of the address at `at` (both of one family). */
export function prefixContains(
  prefix: Uint8Array,
  prefixAt: number,
  prefixLength: number,
  octets: Uint8Array,
  at: number,
): boolean {
  const whole = prefixLength >> 3
  for (let i = 0; i < whole; i++) if (prefix[prefixAt + i] !== octets[at + i]) return false
  const bits = prefixLength & 7
  return bits === 0 || (prefix[prefixAt + whole]! ^ octets[at + whole]!) >> (8 - bits) === 0
}
