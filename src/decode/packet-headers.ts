import type { Header } from './header-trail.ts'

/** What the headers around a message tell of its own packet, the innermost. */

/** Where the innermost packet's IP header stands among `headers`; -1 where there is none. */
export function innermostPacket(headers: readonly Header[]): number {
  return headers.findLastIndex(({ kind }) => kind === 'ipv6' || kind === 'ipv4')
}

/** What may stand between a link layer and the packet. */
const BETWEEN: ReadonlySet<Header['kind']> = new Set(['vlan', 'mpls', 'pppoe'])

/** Link-layer addresses of the innermost packet; null where a tunnel carries it without a link layer. Cooked captures record the source alone. */
export function linkOf(headers: readonly Header[]): { readonly source: string; readonly destination?: string } | null {
  const around = headers.slice(0, Math.max(innermostPacket(headers), 0)).findLast(({ kind }) => !BETWEEN.has(kind))
  if (around?.kind === 'ethernet') return { source: around.source, destination: around.destination }
  return around?.kind === 'linux-cooked' || around?.kind === 'linux-cooked-2' ? { source: around.source } : null
}

/** Kinds of the extension headers of the innermost packet, in their order. */
export function extensionHeadersOf(headers: readonly Header[]): readonly string[] {
  const packet = innermostPacket(headers)
  if (headers[packet]?.kind !== 'ipv6') return []
  return headers
    .slice(packet + 1)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'udp')
}

const TUNNELS: ReadonlySet<Header['kind']> = new Set(['vxlan', 'geneve', 'gre'])

/** Whether the innermost packet came in a tunnel: a tunnel header is around it, or another packet. */
export function isTunnelled(headers: readonly Header[]): boolean {
  const packets = headers.filter(({ kind }) => kind === 'ipv6' || kind === 'ipv4')
  return packets.length > 1 || headers.some(({ kind }) => TUNNELS.has(kind))
}

/** Whether the innermost packet has a VLAN tag. */
export function isTagged(headers: readonly Header[]): boolean {
  return headers.slice(0, Math.max(innermostPacket(headers), 0)).some(({ kind }) => kind === 'vlan')
}

/** Whether a Routing header of the innermost packet has segments left: it goes to another address than its own. */
export function isRerouted(headers: readonly Header[]): boolean {
  const packet = Math.max(innermostPacket(headers), 0)
  return headers.slice(packet).some((header) => header.kind === 'routing' && header.segmentsLeft > 0)
}
