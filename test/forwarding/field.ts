import type { Situation } from '../../src/forwarding/situation.ts'
import { addTotals } from '../../src/observe/checksum-counts.ts'
import type { Segment } from '../../src/observe/observation.ts'
import type { StationRow } from '../../src/observe/rows.ts'
import type { Joined, JoinedNd, Seen, Settled, Vantage } from '../../src/observe/settled.ts'
import type { Time } from '../../src/observe/time.ts'
import { conversationsOf, NO_OWNERS, rowsOf } from '../classify/senders.ts'

const ALL_NODES = '33:33:00:00:00:01'
const SECOND = 1_000_000_000
/** When everything begins, seconds since the Unix epoch. */
const START = 1_770_000_000

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** How a node's clock runs: ahead of the true time by so much, gaining so much. */
export interface ClockPlan {
  readonly offsetS: number
  readonly driftPpm: number
}

export interface FieldPlan {
  readonly seed: number
  readonly nodes: number
  readonly networks: number
  /** On each network. */
  readonly routers: number
  /** On each network of each node. */
  readonly ports: number
  readonly seconds: number
  /** Between advertisements of a router. */
  readonly intervalS: readonly [min: number, max: number]
  readonly clocks?: readonly ClockPlan[]
  /** Share of what comes to a node that a port does not get; of what is sent that does not come to a node. */
  readonly loss?: number
  readonly nodeLoss?: number
  /** Share of what a port gets that it gets twice, and altered. */
  readonly repeated?: number
  readonly altered?: number
  /** What a tap of a VM with a captured port says. Default: true. */
  readonly inventory?: boolean
}

/** What really became of a router's advertisements at a port. */
export interface PortTruth {
  readonly router: string
  readonly vantage: string
  readonly expected: number
  readonly delivered: number
  readonly lost: number
  readonly duplicated: number
  readonly altered: number
  readonly missedNode: number
}

export interface Field {
  readonly situation: Situation
  readonly ports: readonly PortTruth[]
  /** Transmissions, by router. */
  readonly sent: ReadonlyMap<string, number>
}

interface Row {
  readonly row: Omit<JoinedNd, 'count' | 'first' | 'last' | 'seen'>
  readonly seen: Seen[]
}

/**
 * Provider networks on the trunk of each node, routers beyond the cloud that advertise on them, and ports of VMs; every
 * advertisement's way is known. Everything is captured from a while before to a while after.
 */
export function makeField(plan: FieldPlan): Field {
  const { nodes, networks, routers, ports, seconds, intervalS } = plan
  const random = randomFrom(plan.seed)
  const vantages: Vantage[] = []
  const placed: Situation['vantages'][number][] = []
  const stations: Joined<StationRow>[] = []
  const rows = new Map<string, Row>()
  const frames: number[] = []
  const segments: Segment[] = [{ kind: 'untagged', id: null, inner: [] }]
  for (let n = 0; n < networks; n++) segments.push({ kind: 'vlan', id: 100 + n, inner: [] })

  const clockOf = (node: number): ClockPlan => plan.clocks?.[node] ?? { offsetS: 0, driftPpm: 0 }
  const shown = (node: number, trueNs: number): Time => {
    const { offsetS, driftPpm } = clockOf(node)
    const ns = Math.round(trueNs * (1 + driftPpm * 1e-6) + offsetS * SECOND)
    const second = Math.floor(ns / SECOND)
    return [START + second, ns - second * SECOND]
  }
  const addVantage = (node: number, name: string, more: Partial<Situation['vantages'][number]>): number => {
    const vantage = vantages.length
    const [from, to] = [shown(node, -20 * SECOND), shown(node, (seconds + 20) * SECOND)]
    vantages.push({
      node: `compute${node + 1}`,
      name,
      captures: [vantage],
      section: 0,
      interface: 0,
      ifindex: null,
      receivedFrom: [],
      linkType: 1,
      snaplen: 262_144,
      frames: 0,
      drops: null,
      spans: [{ capture: vantage, from, to, whole: true }],
    })
    placed.push({
      role: 'physical',
      portId: null,
      own: null,
      network: null,
      guessed: false,
      mustAdvertise: false,
      ...more,
    })
    frames.push(0)
    return vantage
  }
  const addStation = (vantage: number, segment: number, mac: string) => {
    const seen = { capture: vantage, vantage, frame: 1, time: vantages[vantage]!.spans[0]!.from }
    stations.push({ vantage, segment, sender: 0, mac, count: 1, first: seen, last: seen })
  }
  const trunks = Array.from({ length: nodes }, (_, node) => addVantage(node, 'eth2', {}))
  const taps: { readonly node: number; readonly network: number; readonly vantage: number }[] = []
  for (let node = 0; node < nodes; node++) {
    for (let network = 0; network < networks; network++) {
      addStation(trunks[node]!, network + 1, `fa:16:3e:ff:${hex(network)}:00`)
      for (let port = 0; port < ports; port++) {
        const own = `fa:16:3e:${hex(node)}:${hex(network)}:${hex(port)}`
        const vantage = addVantage(node, `tap${hex(node)}${hex(network)}${hex(port)}`, {
          role: 'vm-port',
          portId: own,
          own,
          network,
        })
        taps.push({ node, network, vantage })
      }
    }
  }

  const see = (
    node: number,
    vantage: number,
    segment: number,
    row: Partial<JoinedNd>,
    what: string,
    trueNs: number,
  ) => {
    const key = `${vantage} ${segment} ${what}`
    const known: Row = rows.get(key) ?? {
      row: {
        kind: 'router-advertisement',
        vantage,
        sender: 0,
        segment,
        linkSource: '',
        linkDestination: ALL_NODES,
        source: '',
        destination: 'ff02::1',
        hopLimit: 255,
        extensionHeaders: '',
        checksum: 'good',
        octets: '',
        length: 16,
        ...row,
      },
      seen: [],
    }
    rows.set(key, known)
    known.seen.push({ capture: vantage, vantage, frame: ++frames[vantage]!, time: shown(node, trueNs) })
  }

  const truths: PortTruth[] = []
  const sent = new Map<string, number>()
  for (let network = 0; network < networks; network++) {
    for (let router = 0; router < routers; router++) {
      const address = `fe80::${network + 1}:${router + 1}`
      const linkSource = `00:1c:73:${hex(network)}:${hex(router)}:01`
      const octets = `8600000040000708${hex(network)}${hex(router)}000000000000`
      const row = { source: address, linkSource, octets }
      const counts = taps
        .filter((tap) => tap.network === network)
        .map((tap) => ({
          tap,
          expected: 0,
          delivered: 0,
          lost: 0,
          duplicated: 0,
          altered: 0,
          missedNode: 0,
        }))
      let transmissions = 0
      let at = random() * intervalS[0] * SECOND
      for (; at < seconds * SECOND; at += (intervalS[0] + random() * (intervalS[1] - intervalS[0])) * SECOND) {
        const came = trunks.map(() => random() >= (plan.nodeLoss ?? 0))
        if (came.some(Boolean)) transmissions++
        const arrival = came.map((does, node) => {
          const time = at + Math.round((0.1 + random()) * 1e6)
          if (does) see(node, trunks[node]!, network + 1, row, address, time)
          return time
        })
        for (const count of counts) {
          const { node, vantage } = count.tap
          if (!came[node]) {
            if (came.some(Boolean)) count.missedNode++
            continue
          }
          count.expected++
          if (random() < (plan.loss ?? 0)) {
            count.lost++
            continue
          }
          count.delivered++
          const isAltered = random() < (plan.altered ?? 0)
          if (isAltered) count.altered++
          const seen = isAltered ? { ...row, hopLimit: 254 } : row
          const time = arrival[node]! + Math.round((0.05 + 0.5 * random()) * 1e6)
          see(node, vantage, 0, seen, `${address} ${isAltered}`, time)
          if (random() >= (plan.repeated ?? 0)) continue
          count.duplicated++
          see(node, vantage, 0, seen, `${address} ${isAltered}`, time + Math.round(random() * 3e6) + 1)
        }
      }
      sent.set(address, transmissions)
      for (const { tap, ...count } of counts) {
        const { node, name } = vantages[tap.vantage]!
        truths.push({ router: address, vantage: `${node}/${name}`, ...count })
      }
    }
  }
  const settled = settledOf(vantages, segments, stations, [...rows.values()])
  const upstreamRouters = new Set(settled.neighborDiscovery.map(({ linkSource }) => linkSource))
  return {
    situation: {
      settled,
      vantages: placed,
      networks: Array.from({ length: networks }, (_, n) => ({
        name: `provider${n}`,
        networkId: null,
        wire: '',
        tenant: false,
      })),
      upstreamRouters,
      networkOf: ({ vantage, segment }) => (segment === 0 ? placed[vantage]!.network : segment - 1),
      isCertain: () => true,
      isStray: () => false,
    },
    ports: truths,
    sent,
  }
}

function settledOf(
  vantages: readonly Vantage[],
  segments: readonly Segment[],
  stations: readonly Joined<StationRow>[],
  rows: readonly Row[],
): Settled {
  return {
    captures: vantages.map(({ node, name, spans }, capture) => ({
      id: `${capture}`,
      path: `${node}/${name}.pcap`,
      duplicateOf: null,
      frames: 0,
      first: spans[0]!.from,
      last: spans[0]!.to,
      complete: true,
    })),
    vantages,
    segments,
    ...NO_OWNERS,
    stations: rowsOf(stations),
    addresses: rowsOf([]),
    conversations: conversationsOf([]),
    neighborDiscovery: rows.map(({ row, seen }) => ({
      ...row,
      count: seen.length,
      first: seen[0]!,
      last: seen.at(-1)!,
      seen,
    })),
    dhcp: [],
    icmpErrors: [],
    tunnels: rowsOf([]),
    coverage: { frames: 0, checksums: { icmpv6: addTotals([]), udp: addTotals([]) }, decoded: {}, notDecoded: {} },
    limits: {},
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0')
}
