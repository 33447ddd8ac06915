import { LINKS, MOST_LINKS, PLACES, PORTS, SPECIAL_PORTS, TUNNEL_PORTS } from './layout.ts'

// What is told of a capture before its frames come: its interfaces, and the UDP ports that are not plain.

/** Nothing is told. */
export function clearLinks(): void {
  memory.fill(LINKS, 0, 4 * MOST_LINKS)
  memory.fill(TUNNEL_PORTS, 0, PORTS / 8)
  memory.fill(SPECIAL_PORTS, 0, PORTS / 8)
}

/**
 * Frames of an interface are Ethernet, and end with so many octets of FCS. Of others none is plain.
 * @param place the first word of their keys
 */
export function linkEthernet(iface: u32, fcsOctets: u32, place: u32): void {
  if (iface >= MOST_LINKS) return
  store<u32>(LINKS + 4 * iface, fcsOctets + 1)
  store<u32>(PLACES + 4 * iface, place)
}

export function linkOther(iface: u32): void {
  if (iface < MOST_LINKS) store<u32>(LINKS + 4 * iface, 0)
}

/** Another port that carries VXLAN. */
export function addTunnelPort(port: u32): void {
  addPort(TUNNEL_PORTS, port)
}

/** Another port behind which there is more than a conversation. */
export function addSpecialPort(port: u32): void {
  addPort(SPECIAL_PORTS, port)
}

function addPort(ports: usize, port: u32): void {
  const at = ports + (port >> 3)
  store<u8>(at, load<u8>(at) | (1 << ((port & 7) as u8)))
}
