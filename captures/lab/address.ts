/** IPv6 addresses as text: only what handing them out takes. */

/** `2001:db8:0:1::` and the low 64 bits give an address, written as RFC 5952 §4 recommends. */
export function addressIn(prefix: string, interfaceId: bigint): string {
  const groups = prefix
    .replace(/::$/, '')
    .split(':')
    .map((group) => Number.parseInt(group, 16))
  while (groups.length < 4) groups.push(0)
  for (let shift = 48n; shift >= 0n; shift -= 16n) groups.push(Number((interfaceId >> shift) & 0xffffn))
  return shorten(groups)
}

/** The modified EUI-64 interface identifier of a MAC address (RFC 4291, appendix A). */
export function eui64(mac: string): bigint {
  const [a, b, c, d, e, f] = mac.split(':').map((octet) => BigInt(`0x${octet}`)) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  return ((a ^ 2n) << 56n) | (b << 48n) | (c << 40n) | (0xfffen << 24n) | (d << 16n) | (e << 8n) | f
}

export function linkLocal(mac: string): string {
  return addressIn('fe80::', eui64(mac))
}

/** The longest run of two or more zero groups becomes `::`, the first of equals (RFC 5952 §4.2). */
function shorten(groups: readonly number[]): string {
  let best = { at: -1, length: 1 }
  for (let at = 0; at < groups.length; at++) {
    let length = 0
    while (groups[at + length] === 0) length++
    if (length > best.length) best = { at, length }
  }
  const text = groups.map((group) => group.toString(16))
  if (best.at < 0) return text.join(':')
  return `${text.slice(0, best.at).join(':')}::${text.slice(best.at + best.length).join(':')}`
}
