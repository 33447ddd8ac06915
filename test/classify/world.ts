import type { Analysis, Answer } from '../../src/classify/analysis.ts'
import { classify } from '../../src/classify/classify.ts'
import { byFirst } from '../../src/classify/evidence.ts'
import { hexText, parseAddress } from '../../src/decode/address.ts'
import type { Inventory, Network, Port, Subnet } from '../../src/inventory/neutron.ts'
import { addTotals } from '../../src/observe/checksum-counts.ts'
import type { Segment } from '../../src/observe/observation.ts'
import type {
  AddressRow,
  ConversationRow,
  DhcpRow,
  Family,
  IcmpErrorRow,
  Learned,
  NdRow,
  StationRow,
  TunnelRow,
} from '../../src/observe/rows.ts'
import type { Joined, JoinedNd, Placed, Seen, Settled, Vantage } from '../../src/observe/settled.ts'
import type { Time } from '../../src/observe/time.ts'
import { conversationsOf, ownersOf, rowsOf } from './senders.ts'

/** A sender, until all rows are there. */
const UNTOLD = -1

export const ALL_NODES = '33:33:00:00:00:01'
const ETHERNET = 1
export const SLL = 113
export const SLL2 = 276

/** A place to put frames: a vantage and how the network looks there. */
export interface At {
  readonly vantage: number
  readonly segment: number
}

export interface VantagePlan {
  readonly linkType?: number
  readonly ifindex?: number
  /** LINUX_SLL2: whom it received frames from. */
  readonly receivedFrom?: readonly string[]
  /** Seconds it listened. */
  readonly span?: readonly [from: number, to: number]
  readonly whole?: boolean
}

export interface Nic {
  readonly mac: string
  readonly network: NetworkPlan
  readonly tap: At
  readonly ip: string
  readonly port: string
  readonly node: string
}

export interface NetworkPlan {
  readonly id: string
  readonly type: 'vlan' | 'vxlan' | 'gre' | 'geneve' | 'flat'
  readonly number: number | null
}

export interface RouterPort {
  readonly mac: string
  readonly network: NetworkPlan
  readonly at: At
  readonly node: string
  readonly router: string
}

/** A cloud made by hand: what was seen of it, and its inventory. Times are seconds from 0. */
export class World {
  readonly #vantages: { plan: VantagePlan; node: string; name: string; frames: number }[] = []
  readonly #segments: Segment[] = []
  readonly #stations = new Map<string, Joined<StationRow>>()
  readonly #addresses: Joined<AddressRow>[] = []
  readonly #conversations: Joined<ConversationRow>[] = []
  readonly #nd: JoinedNd[] = []
  readonly #dhcp: Joined<DhcpRow>[] = []
  readonly #errors: Joined<IcmpErrorRow>[] = []
  readonly #tunnels: Placed<TunnelRow>[] = []
  readonly #limits: Record<string, { cap: number; leftOut: number }> = {}
  readonly networks: Network[] = []
  readonly subnets: Subnet[] = []
  readonly ports: Port[] = []
  #numbers = 0

  // Configuration

  network(
    id: string,
    project: string | null,
    type: NetworkPlan['type'],
    number: number | null,
    cidrs: readonly string[],
    more: { external?: boolean; shared?: boolean; raMode?: boolean } = {},
  ): NetworkPlan {
    const { external = false, shared = false, raMode = !external && !shared } = more
    const segments = [{ networkType: type, physicalNetwork: null, segmentationId: number }]
    this.networks.push({ id, name: id, projectId: project, external, shared, segments, mtu: 1500 })
    cidrs.forEach((cidr, i) => {
      const ipVersion = cidr.includes(':') ? 6 : 4
      const mode = ipVersion === 6 && raMode ? 'slaac' : null
      this.subnets.push({
        id: `${id}-${i}`,
        name: null,
        networkId: id,
        ipVersion,
        cidr,
        gatewayIp: null,
        ipv6RaMode: mode,
        ipv6AddressMode: mode,
        enableDhcp: true,
        dnsNameservers: [],
      })
    })
    return { id, type, number }
  }

  port(
    network: NetworkPlan,
    owner: string,
    device: string,
    node: string | null,
    ips: readonly string[] = [],
    more: Partial<Port> = {},
  ): Port {
    const n = (++this.#numbers).toString(16).padStart(8, '0')
    const port: Port = {
      id: `${n}-0000-4000-8000-000000000000`,
      name: '',
      networkId: network.id,
      projectId: null,
      macAddress: `fa:16:3e:00:${n.slice(4, 6)}:${n.slice(6)}`,
      fixedIps: ips.map((ipAddress) => ({ subnetId: null, ipAddress })),
      deviceOwner: owner,
      deviceId: device,
      status: 'ACTIVE',
      host: node,
      vifType: 'ovs',
      vnicType: 'normal',
      allowedAddressPairs: [],
      subports: [],
      ...more,
    }
    this.ports.push(port)
    return port
  }

  /** A VM's NIC, captured at its tap. */
  vm(name: string, network: NetworkPlan, node: string, ips: readonly string[], plan: VantagePlan = {}): Nic {
    const port = this.port(network, 'compute:nova', name, node, ips)
    const tap = this.at(node, `tap${port.id.slice(0, 11)}`, plan)
    return { mac: port.macAddress, network, tap, ip: ips[0] ?? '', port: port.id, node }
  }

  routerPort(
    router: string,
    network: NetworkPlan,
    node: string,
    plan: VantagePlan = {},
    ips: readonly string[] = [],
  ): RouterPort {
    const port = this.port(network, 'network:router_interface', router, node, ips)
    return { mac: port.macAddress, network, at: this.at(node, `qr-${port.id.slice(0, 11)}`, plan), node, router }
  }

  gateway(
    router: string,
    network: NetworkPlan,
    node: string,
    plan: VantagePlan = {},
    ips: readonly string[] = [],
  ): RouterPort {
    const port = this.port(network, 'network:router_gateway', router, node, ips)
    return { mac: port.macAddress, network, at: this.at(node, `qg-${port.id.slice(0, 11)}`, plan), node, router }
  }

  // Places

  vantage(node: string, name: string, plan: VantagePlan = {}): number {
    const known = this.#vantages.findIndex((one) => one.node === node && one.name === name)
    if (known >= 0) return known
    return this.#vantages.push({ node, name, plan, frames: 0 }) - 1
  }

  segment(kind: Segment['kind'], id: number | null = null): number {
    const known = this.#segments.findIndex((one) => one.kind === kind && one.id === id)
    return known >= 0 ? known : this.#segments.push({ kind, id, inner: [] }) - 1
  }

  at(node: string, name: string, plan: VantagePlan = {}): At {
    return { vantage: this.vantage(node, name, plan), segment: this.segment('untagged') }
  }

  /** A network as the trunk or the underlay of a node shows it. */
  on(node: string, name: string, network: NetworkPlan, plan: VantagePlan = {}): At {
    const { type, number } = network
    const segment = type === 'flat' ? this.segment('untagged') : this.segment(type, number)
    return { vantage: this.vantage(node, name, plan), segment }
  }

  // Frames

  #row(at: At, mac: string, t: number, last = t, count = 1) {
    const first = this.#seen(at, t)
    const row = {
      vantage: at.vantage,
      segment: at.segment,
      count,
      first,
      last: last === t ? first : this.#seen(at, last),
      sender: UNTOLD,
    }
    const key = `${at.vantage} ${at.segment} ${mac}`
    if (!this.#stations.has(key)) this.#stations.set(key, { ...row, mac })
    return row
  }

  #seen({ vantage }: At, t: number): Seen {
    const frame = ++this.#vantages[vantage]!.frames
    return { capture: vantage, vantage, frame, time: time(t) }
  }

  frame(at: At, mac: string, t: number): void {
    this.#row(at, mac, t)
  }

  packet(
    at: At,
    from: string,
    to: string | null,
    source: string,
    destination: string,
    t: number,
    hopLimit = 64,
    last = t,
  ): void {
    const row = {
      ...this.#row(at, from, t, last),
      linkSource: from,
      linkDestination: to,
      family: familyOf(source),
      source,
      destination,
      hopLimit,
    }
    this.#conversations.push(row)
    this.address(at, from, source, 'traffic', t)
  }

  address(at: At, mac: string, address: string, learned: Learned, t: number): void {
    this.#addresses.push({ ...this.#row(at, mac, t), mac, family: familyOf(address), address, learned })
  }

  /** Boot: duplicate address detection, then a neighbor advertisement. */
  holds(nic: Nic, address: string, t: number): void {
    this.address(nic.tap, nic.mac, address, address.includes(':') ? 'dad' : 'arp', t)
    if (address.includes(':')) this.address(nic.tap, nic.mac, address, 'na', t + 1)
  }

  nd(at: At, plan: Partial<NdRow> & Pick<NdRow, 'kind' | 'linkSource' | 'octets'>, times: readonly number[]): void {
    const station = this.#row(at, plan.linkSource, times[0]!)
    const seen = [station.first, ...times.slice(1).map((t) => this.#seen(at, t))]
    this.#nd.push({
      vantage: station.vantage,
      segment: station.segment,
      sender: UNTOLD,
      linkDestination: ALL_NODES,
      source: linkLocal(plan.linkSource),
      destination: 'ff02::1',
      hopLimit: 255,
      extensionHeaders: '',
      length: plan.octets.length / 2,
      checksum: 'good',
      ...plan,
      count: times.length,
      first: seen[0]!,
      last: seen.at(-1)!,
      seen,
    })
  }

  ra(at: At, mac: string, times: readonly number[], plan: Partial<NdRow> & RaPlan = {}): void {
    const { prefix, lifetime, mtu, ...more } = plan
    this.nd(
      at,
      { kind: 'router-advertisement', linkSource: mac, octets: raOctets({ prefix, lifetime, mtu }), ...more },
      times,
    )
  }

  rs(nic: Nic, times: readonly number[]): void {
    const plan = { kind: 'router-solicitation', linkSource: nic.mac, octets: '8500000000000000' } as const
    this.nd(nic.tap, { ...plan, linkDestination: '33:33:00:00:00:02', destination: 'ff02::2' }, times)
  }

  ns(at: At, mac: string, source: string, target: string, t: number): void {
    const octets = `8700000000000000${addressHex(target)}`
    this.nd(at, { kind: 'neighbor-solicitation', linkSource: mac, octets, source, destination: 'ff02::1:ff00:1' }, [t])
  }

  na(at: At, mac: string, to: string, target: string, t: number): void {
    const octets = `8800000060000000${addressHex(target)}`
    this.nd(at, { kind: 'neighbor-advertisement', linkSource: mac, linkDestination: to, octets, source: target }, [t])
  }

  dhcp(
    at: At,
    plan: Partial<DhcpRow> & Pick<DhcpRow, 'family' | 'kind' | 'linkSource'>,
    t: number,
    last = t,
    count = 1,
  ): void {
    const row = this.#row(at, plan.linkSource, t, last, count)
    const defaults = {
      source: '::',
      destination: 'ff02::1:2',
      linkDestination: '33:33:00:01:00:02',
      xid: 1,
      checksum: null,
    }
    const nothing = { clientMac: null, clientId: null, serverId: null, addresses: [], statusCodes: [], relays: [] }
    const fromClient = plan.clientMac === plan.linkSource
    this.#dhcp.push({ ...defaults, ...nothing, ...plan, ...row, fromClient })
  }

  icmpError(at: At, mac: string, source: string, quotedSource: string, quotedDestination: string, t: number): void {
    const row = this.#row(at, mac, t)
    const error = { linkSource: mac, linkDestination: null, source, destination: quotedSource, type: 1, code: 0 }
    this.#errors.push({ ...row, ...error, quotedSource, quotedDestination })
  }

  tunnel(node: string, kind: TunnelRow['kind'], source: string, destination: string): void {
    const at = { vantage: this.vantage(node, 'eth1'), segment: this.segment(kind) }
    const seen = this.#seen(at, 1)
    const ends = { kind, family: familyOf(source), source, destination }
    this.#tunnels.push({ ...at, ...ends, count: 1, first: seen, last: seen })
  }

  leaveOut(table: string): void {
    this.#limits[table] = { cap: 10, leftOut: 3 }
  }

  // Stories

  /** Echo and answer from one VM to another on its network, seen at both taps. */
  talk(a: Nic, b: Nic, t: number): void {
    for (const { tap } of [a, b]) {
      this.packet(tap, a.mac, b.mac, a.ip, b.ip, t)
      this.packet(tap, b.mac, a.mac, b.ip, a.ip, t + 0.001)
    }
  }

  /** Through a router, seen at both taps. */
  route(a: Nic, near: RouterPort, far: RouterPort, b: Nic, t: number): void {
    this.packet(a.tap, a.mac, near.mac, a.ip, b.ip, t, 64)
    this.packet(b.tap, far.mac, b.mac, a.ip, b.ip, t + 0.001, 63)
    this.packet(b.tap, b.mac, far.mac, b.ip, a.ip, t + 0.002, 64)
    this.packet(a.tap, near.mac, a.mac, b.ip, a.ip, t + 0.003, 63)
  }

  /** To an external address and back, seen at the tap and at `qg-`. */
  outside(vm: Nic, router: RouterPort, gateway: RouterPort, upstream: string, address: string, t: number): void {
    this.packet(vm.tap, vm.mac, router.mac, vm.ip, address, t, 64)
    this.packet(gateway.at, gateway.mac, upstream, vm.ip, address, t + 0.001, 63)
    this.packet(gateway.at, upstream, gateway.mac, address, vm.ip, t + 0.002, 60)
    this.packet(vm.tap, router.mac, vm.mac, address, vm.ip, t + 0.003, 59)
  }

  // Results

  get inventory(): Inventory {
    const { networks, subnets, ports } = this
    return { paths: ['neutron.json'], networks, subnets, ports, routers: [], notes: [] }
  }

  get settled(): Settled {
    const rows = {
      stations: rowsOf([...this.#stations.values()]),
      addresses: rowsOf(this.#addresses),
      conversations: conversationsOf(this.#conversations),
      neighborDiscovery: [...this.#nd].sort(byFirst),
      dhcp: [...this.#dhcp].sort(byFirst),
      icmpErrors: this.#errors,
    }
    return {
      captures: this.#vantages.map(({ node, name, frames }, i) => ({
        id: `id${i}`,
        path: `${node}/${name}.pcap`,
        duplicateOf: null,
        frames,
        first: null,
        last: null,
        complete: true,
      })),
      vantages: this.#vantages.map(vantageOf),
      segments: this.#segments,
      ...ownersOf(rows, this.#segments, this.#tunnels),
      ...rows,
      tunnels: rowsOf(this.#tunnels),
      coverage: { frames: 0, checksums: { icmpv6: addTotals([]), udp: addTotals([]) }, decoded: {}, notDecoded: {} },
      limits: this.#limits,
    }
  }

  judge(id: string, withInventory = true): Judged {
    const { requirements } = classify(this.settled, withInventory ? this.inventory : null)
    return flatten(requirements).find((one) => one.id === id)!
  }

  answer(id: string, withInventory = true): Answer {
    return this.judge(id, withInventory).observed
  }
}

function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4
}

export type Judged = Analysis['requirements'][number]

export function flatten(requirements: readonly Judged[]): readonly Judged[] {
  return requirements.flatMap((one) => [one, ...one.items])
}

export function notesOf({ notes }: Judged): string {
  return notes.join('\n')
}

function vantageOf(
  { node, name, plan, frames }: { node: string; name: string; plan: VantagePlan; frames: number },
  i: number,
): Vantage {
  const [from, to] = plan.span ?? [0, 60]
  return {
    node,
    name,
    captures: [i],
    section: 0,
    interface: 0,
    ifindex: plan.ifindex ?? null,
    receivedFrom: plan.receivedFrom ?? [],
    linkType: plan.linkType ?? ETHERNET,
    snaplen: 262144,
    frames,
    drops: null,
    spans: [{ capture: i, from: time(from), to: time(to), whole: plan.whole ?? true }],
  }
}

function time(t: number): Time {
  const second = Math.floor(t)
  return [second, Math.round((t - second) * 1e9)]
}

export function linkLocal(mac: string): string {
  return `fe80::${mac.slice(9).replaceAll(':', '')}`
}

interface RaPlan {
  readonly prefix?: string | undefined
  readonly lifetime?: number | undefined
  readonly mtu?: number | undefined
}

/** An RA (RFC 4861 §4.2) with a prefix (/64, L and A) and an MTU, where given. */
function raOctets({ prefix, lifetime = 1800, mtu }: RaPlan): string {
  const header = `86000000 40 00 ${lifetime.toString(16).padStart(4, '0')} 00000000 00000000`
  const pio = prefix === undefined ? '' : `03 04 40 c0 00278d00 00093a80 00000000 ${addressHex(prefix)}`
  const mtuOption = mtu === undefined ? '' : `05 01 0000 ${mtu.toString(16).padStart(8, '0')}`
  return `${header}${pio}${mtuOption}`.replaceAll(' ', '')
}

function addressHex(address: string): string {
  return hexText(parseAddress(address)!, 0, 16)
}
