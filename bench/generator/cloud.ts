import { put16, put24, put32 } from './put.ts'
import type { Random } from './random.ts'

/** How a network's frames look where they were captured. */
export type Encapsulation = 'untagged' | 'vlan' | 'qinq' | 'vxlan' | 'gre' | 'geneve'

export const ENCAPSULATIONS = ['untagged', 'vlan', 'qinq', 'vxlan', 'gre', 'geneve'] as const

export interface Station {
  readonly mac: Uint8Array
  readonly ipv4: Uint8Array
  readonly ipv6: Uint8Array
  readonly linkLocal: Uint8Array
  /** Number of the node it runs on. */
  readonly node: number
}

export interface Network {
  readonly number: number
  readonly encapsulation: Encapsulation
  /** VLAN id, VNI or GRE key. */
  readonly segment: number
  readonly router: Station
  readonly machines: readonly Station[]
}

export interface Cloud {
  readonly networks: readonly Network[]
  /** The tunnels between nodes run over IPv6. */
  readonly underlayIpv6: boolean
}

const NETWORKS = 250
const MACHINES = 16
export const NODES = 200
/** Of a hundred networks. */
const SHARES: Readonly<Record<Encapsulation, number>> = {
  untagged: 42,
  vlan: 22,
  qinq: 2,
  vxlan: 24,
  gre: 5,
  geneve: 5,
}

/** A cloud of 250 networks with a router and 16 machines each. */
export function makeCloud(random: Random, { onlyPlain = false } = {}): Cloud {
  const networks = Array.from({ length: NETWORKS }, (_, number): Network => {
    const encapsulation = onlyPlain ? (number % 4 === 0 ? 'vlan' : 'untagged') : drawEncapsulation(random)
    const segment = encapsulation === 'vlan' || encapsulation === 'qinq' ? 1 + number : 1000 + number
    return {
      number,
      encapsulation,
      segment,
      router: makeStation(random, number, 1),
      machines: Array.from({ length: MACHINES }, (_, host) => makeStation(random, number, host + 2)),
    }
  })
  return { networks, underlayIpv6: random.below(2) === 0 }
}

function drawEncapsulation(random: Random): Encapsulation {
  let left = random.below(100)
  return ENCAPSULATIONS.find((kind) => {
    left -= SHARES[kind]
    return left < 0
  })!
}

/** Neutron's default base_mac. */
const BASE_MAC = [0xfa, 0x16, 0x3e]

export function makeStation(random: Random, network: number, host: number): Station {
  const mac = new Uint8Array(6)
  mac.set(BASE_MAC)
  put24(mac, 3, random.below(2 ** 24))
  const ipv4 = Uint8Array.of(10, 100 + (network >> 8), network, host)
  const linkLocal = new Uint8Array(16)
  put16(linkLocal, 0, 0xfe80)
  putInterfaceIdentifier(linkLocal, mac)
  const ipv6 = linkLocal.slice()
  put32(ipv6, 0, 0x20010db8)
  put16(ipv6, 4, network)
  put16(ipv6, 6, 0)
  return { mac, ipv4, ipv6, linkLocal, node: random.below(NODES) }
}

/** Modified EUI-64 (RFC 4291, appendix A). */
function putInterfaceIdentifier(address: Uint8Array, mac: Uint8Array): void {
  address.set(mac.subarray(0, 3), 8)
  address[8]! ^= 2
  address[11] = 0xff
  address[12] = 0xfe
  address.set(mac.subarray(3), 13)
}
