import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { linkLocal } from './address.ts'
import { trueTime } from './clock.ts'
import { type Network, networkNamed, type Port } from './cloud.ts'
import type { Recorded } from './recorded.ts'

/** What became of one router's advertisements at one VM's port. Each transmission counts once, however often it was seen. */
export interface ForwardingTruth {
  /** The router's link-local address. */
  readonly router: string
  /** By name. */
  readonly network: string
  readonly portId: string
  readonly node: string
  readonly interface: string
  /** The VM sends advertisements itself: without an inventory its port may as well be a router's. */
  readonly advertises?: true
  /** Transmissions of the router on this network, to all nodes or to one. */
  readonly sent: number
  /** Of these, while the port was captured: the multicast ones that came to its node, the unicast ones to its MAC. */
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  /** Delivered with another hop limit, another Ethernet source or other octets. */
  readonly altered: number
  /** Copies beyond the first. */
  readonly duplicated: number
}

/** The same in words, a fact for each port. */
export function deliveryFacts(recorded: Recorded, network: string): string[] {
  return forwardingTruth(recorded, [network]).map((one) => {
    const { segmentationId, type } = networkNamed(recorded.cloud, network)
    const wire = `${type === 'vxlan' ? 'VXLAN' : type.toUpperCase()} ${segmentationId}`
    const more = [
      `${one.delivered} reached ${one.node}/${one.interface}`,
      ...(one.lost > 0 ? [`${one.lost} lost`] : []),
      ...(one.altered > 0 ? [`${one.altered} altered`] : []),
      ...(one.duplicated > 0 ? [`${one.duplicated} copies besides`] : []),
    ]
    return `of ${one.expected} RAs of ${one.router} on ${network} (${wire}) expected there, ${more.join(', ')}`
  })
}

interface Sighting {
  readonly ns: bigint
  readonly destination: string
  /** Ethernet source, hop limit and checksum: whatever is altered shows here, for bumps leave good checksums. */
  readonly content: string
}

interface Transmission {
  readonly sighting: Sighting
  readonly nodes: ReadonlySet<string>
}

// The machine's clock is the clock of all captures here, once their nodes' errors are taken back; a frame crosses the
// lab in less than this, and no router repeats itself so soon.
const SAME_NS = 200_000_000n
// An advertisement so near to the first or last frame of a port's capture might count or not.
const EDGE_NS = 1_000_000_000n

/** Counts on the given networks, with tshark and the machine's own clock: nothing of the analyzer. */
export function forwardingTruth(recorded: Recorded, networks: readonly string[]): ForwardingTruth[] {
  return networks.flatMap((name) => {
    const network = networkNamed(recorded.cloud, name)
    const ports = recorded.cloud.ports.filter((port) => port.role === 'guest' && port.network === network)
    const heard = ports.filter((port) => !port.paperOnly && existsSync(join(recorded.folder, recorded.portFile(port))))
    return routersOf(recorded, network).flatMap(({ address, sent }) =>
      heard.map((port) => ({
        router: address,
        network: name,
        portId: port.id,
        node: port.node,
        interface: port.interfaceName,
        ...(advertises(recorded, port) ? { advertises: true } : {}),
        sent: sent.length,
        ...received(recorded, network, address, sent, port),
      })),
    )
  })
}

function advertises(recorded: Recorded, port: Port): boolean {
  return recorded.count(recorded.portFile(port), `icmpv6.type == 134 && eth.src == ${port.mac}`) > 0
}

function routersOf(
  recorded: Recorded,
  network: Network,
): { readonly address: string; readonly sent: Transmission[] }[] {
  const { cloud } = recorded
  if (network.upstream) {
    const address = cloud.upstream.linkLocal
    const trunks = cloud.nodes.flatMap(({ name: node }) =>
      ['eth2.pcap', 'eth2.pcapng'].map((file) => ({ node, path: `${node}/${file}` })),
    )
    const filter = `vlan.id == ${network.segmentationId}`
    return [{ address, sent: transmissions(recorded, trunks, address, filter) }]
  }
  const advertising = cloud.routers
    .flatMap(({ interfaces }) => interfaces)
    .filter((port) => port.network === network && port.fixedIps.some(({ subnet }) => subnet.raMode !== null))
  return advertising.map((port) => {
    const address = linkLocal(port.mac)
    const files = [{ node: port.node, path: recorded.portFile(port) }]
    return { address, sent: transmissions(recorded, files, address, 'frame') }
  })
}

function transmissions(
  recorded: Recorded,
  files: readonly { readonly node: string; readonly path: string }[],
  router: string,
  filter: string,
): Transmission[] {
  const all = files
    .filter(({ path }) => existsSync(join(recorded.folder, path)))
    .flatMap(({ node, path }) => sightings(recorded, path, router, filter).map((sighting) => ({ node, sighting })))
    .sort((a, b) => Number(a.sighting.ns - b.sighting.ns))
  const found: { readonly sighting: Sighting; readonly nodes: Set<string> }[] = []
  for (const { node, sighting } of all) {
    const known = found.find((one) => isSame(one.sighting, sighting) && one.sighting.content === sighting.content)
    if (known === undefined) found.push({ sighting, nodes: new Set([node]) })
    else known.nodes.add(node)
  }
  return found
}

function isSame(sent: Sighting, seen: Sighting): boolean {
  const apart = seen.ns - sent.ns
  return sent.destination === seen.destination && apart > -SAME_NS && apart < SAME_NS
}

const FIELDS = ['frame.time_epoch', 'eth.dst', 'eth.src', 'ipv6.hlim', 'icmpv6.checksum'] as const

function sightings(recorded: Recorded, path: string, router: string, filter: string): Sighting[] {
  const advertisements = `icmpv6.type == 134 && ipv6.src == ${router} && ${filter}`
  return recorded.fields(path, advertisements, FIELDS).map(([time = '', destination = '', ...content]) => ({
    ns: nanoseconds(recorded, path, time),
    destination,
    content: content.join(' '),
  }))
}

function nanoseconds({ clocks }: Recorded, path: string, epoch: string): bigint {
  const [seconds = '0', fraction = ''] = epoch.split('.')
  const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
  const clock = clocks.find(({ node }) => path.startsWith(`${node}/`))
  return clock === undefined ? ns : trueTime(clock, ns)
}

function received(
  recorded: Recorded,
  network: Network,
  router: string,
  sent: readonly Transmission[],
  port: Port,
): Pick<ForwardingTruth, 'expected' | 'delivered' | 'lost' | 'altered' | 'duplicated'> {
  const path = recorded.portFile(port)
  const times = recorded.fields(path, 'frame', ['frame.time_epoch']).map(([time]) => nanoseconds(recorded, path, time!))
  const [first, last] = [times[0] ?? 0n, times.at(-1) ?? 0n]
  const seen = sightings(recorded, path, router, 'frame')
  const count = { expected: 0, delivered: 0, lost: 0, altered: 0, duplicated: 0 }
  for (const { sighting, nodes } of sent) {
    const isMulticast = sighting.destination.startsWith('33:33:')
    if (!(isMulticast ? !network.upstream || nodes.has(port.node) : sighting.destination === port.mac)) continue
    const copies = seen.filter((one) => isSame(sighting, one))
    const listened = sighting.ns >= first && sighting.ns <= last
    const nearEdge = [first, last].some((edge) => abs(sighting.ns - edge) < EDGE_NS)
    if (nearEdge && (listened ? copies.length === 0 : copies.length > 0)) {
      throw new Error(
        `${path}: an advertisement at the edge of the recording; whether the port heard is a matter of taste`,
      )
    }
    if (!listened) continue
    count.expected++
    if (copies.length === 0) count.lost++
    else count.delivered++
    if (copies.some(({ content }) => content !== sighting.content)) count.altered++
    count.duplicated += Math.max(0, copies.length - 1)
  }
  return count
}

function abs(ns: bigint): bigint {
  return ns < 0n ? -ns : ns
}
