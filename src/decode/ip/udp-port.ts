/** UDP ports, as IANA assigned them; 8472 is what Linux used for VXLAN before. */
export const PORT_DHCPV4_SERVER = 67
export const PORT_DHCPV4_CLIENT = 68
export const PORT_DHCPV6_CLIENT = 546
export const PORT_DHCPV6_SERVER = 547
export const PORT_VXLAN = 4789
export const PORT_VXLAN_LINUX = 8472
export const PORT_GENEVE = 6081

export function isDhcpv6Port(port: number): boolean {
  return port === PORT_DHCPV6_CLIENT || port === PORT_DHCPV6_SERVER
}
