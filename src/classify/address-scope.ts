/** What the text of an address tells of its reach. IPv6 text is RFC 5952's, as `decode` writes it. */

export function isIpv6(address: string): boolean {
  return address.includes(':')
}

/** An IPv6 address that a host may have and that is valid beyond its link: neither `::`, `::1`, fe80::/10 nor ff00::/8. */
export function isRoutableIpv6(address: string): boolean {
  return isIpv6(address) && address !== '::' && address !== '::1' && !isLinkLocalIpv6(address) && !isGroupIpv6(address)
}

/** An IPv4 address that a host may have: neither 0.0.0.0, 127/8, 169.254/16 (RFC 3927) nor 224/4 and above. */
export function isRoutableIpv4(address: string): boolean {
  if (isIpv6(address) || address === '0.0.0.0' || address.startsWith('169.254.')) return false
  const first = Number.parseInt(address, 10)
  return first !== 127 && first < 224
}

export function isRoutable(address: string): boolean {
  return isIpv6(address) ? isRoutableIpv6(address) : isRoutableIpv4(address)
}

function isLinkLocalIpv6(address: string): boolean {
  return address.startsWith('fe') && /^fe[89ab][0-9a-f]:/.test(address)
}

/** ff00::/8. */
export function isGroupIpv6(address: string): boolean {
  return address.startsWith('ff') && /^ff[0-9a-f]{2}:/.test(address)
}

/** Whether the I/G bit is set: a multicast or broadcast MAC address. */
export function isGroupMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}

/** As `isGroupMac`, of the number of a MAC address. */
export function isGroupMacNumber(mac: number): boolean {
  return (Math.floor(mac / 2 ** 40) & 1) === 1
}
