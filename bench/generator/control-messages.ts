import type { Network, Station } from './cloud.ts'
import { put16, put24, put32 } from './put.ts'
import type { Random } from './random.ts'

/** ND (RFC 4861) and DHCPv6 (RFC 8415) messages as a cloud's routers, agents and machines send them. */

/** Names as `v6gap` counts them; a relayed message counts as what it relays. */
export const KINDS = [
  'router-advertisement',
  'router-solicitation',
  'neighbor-solicitation',
  'neighbor-advertisement',
  'solicit',
  'advertise',
  'request',
  'reply',
] as const
export type Kind = (typeof KINDS)[number]

export interface ControlMessage {
  readonly source: Station
  readonly sourceAddress: Uint8Array
  readonly destinationMac: Uint8Array
  readonly destination: Uint8Array
  readonly hopLimit: number
  /** UDP source and destination port; null for ICMPv6. */
  readonly ports: readonly [number, number] | null
  readonly end: number
}

const ALL_NODES = group(Uint8Array.of(0, 0, 0, 1))
const ALL_ROUTERS = group(Uint8Array.of(0, 0, 0, 2))
const ALL_DHCP_AGENTS = group(Uint8Array.of(0, 1, 0, 2))
const CLIENT_PORT = 546
const SERVER_PORT = 547
const MESSAGE_TYPES: Readonly<Partial<Record<Kind, number>>> = { solicit: 1, advertise: 2, request: 3, reply: 7 }
/** openstack.example, in DNS labels (RFC 1035 §3.1). */
const DOMAIN = Uint8Array.of(9, ...Buffer.from('openstack'), 7, ...Buffer.from('example'), 0)

/** Writes messages from `at` on. With `fresh`, each router advertisement is new content, which no router would send. */
export class ControlMessages {
  readonly #random: Random
  readonly #fresh: boolean
  #transaction = 0

  constructor(random: Random, fresh: boolean) {
    this.#random = random
    this.#fresh = fresh
  }

  put(octets: Uint8Array, at: number, kind: Kind, network: Network, relayed: boolean): ControlMessage {
    const machine = this.#random.pick(network.machines)
    const { router } = network
    switch (kind) {
      case 'router-advertisement': {
        const end = this.#routerAdvertisement(octets, at, network)
        const solicited = this.#random.below(10) === 0
        const to = solicited ? { mac: machine.mac, address: machine.linkLocal } : ALL_NODES
        return message(router, router.linkLocal, to.mac, to.address, 255, null, end)
      }
      case 'router-solicitation': {
        const end = putNd(octets, at, 133, 0, null, 1, machine.mac)
        return message(machine, machine.linkLocal, ALL_ROUTERS.mac, ALL_ROUTERS.address, 255, null, end)
      }
      case 'neighbor-solicitation': {
        const to = solicitedNode(router.ipv6)
        const end = putNd(octets, at, 135, 0, router.ipv6, 1, machine.mac)
        return message(machine, machine.ipv6, to.mac, to.address, 255, null, end)
      }
      case 'neighbor-advertisement': {
        const end = putNd(octets, at, 136, 0xe0000000, router.ipv6, 2, router.mac)
        return message(router, router.ipv6, machine.mac, machine.ipv6, 255, null, end)
      }
      default:
        return this.#dhcpv6(octets, at, kind, network, machine, relayed)
    }
  }

  #routerAdvertisement(octets: Uint8Array, start: number, network: Network): number {
    const { router } = network
    const draw = this.#fresh ? this.#random.next() : network.number * 2654435761
    octets.fill(0, start, start + 16)
    octets[start] = 134
    octets[start + 4] = 64
    octets[start + 5] = (draw & 3) << 6 // M and O
    put16(octets, start + 6, 300 + ((draw >>> 2) & 1023))
    let at = putLinkLayerAddress(octets, start + 16, 1, router.mac)
    octets.fill(0, at, at + 8) // MTU (§4.6.4)
    octets[at] = 5
    octets[at + 1] = 1
    put32(octets, at + 4, 1450)
    at += 8
    for (let prefix = 0; prefix <= ((draw >>> 12) & 1); prefix++) {
      octets.fill(0, at, at + 32) // Prefix Information (§4.6.2)
      octets[at] = 3
      octets[at + 1] = 4
      octets[at + 2] = 64
      octets[at + 3] = 0xc0
      put32(octets, at + 4, 86_400)
      put32(octets, at + 8, 14_400)
      octets.set(router.ipv6.subarray(0, 6), at + 16)
      put16(octets, at + 22, ((draw >>> 13) & 0xff) * 2 + prefix)
      at += 32
    }
    octets.fill(0, at, at + 24) // RDNSS (RFC 8106 §5.1)
    octets[at] = 25
    octets[at + 1] = 3
    put32(octets, at + 4, 300)
    octets.set(router.ipv6, at + 8)
    at += 24
    octets.fill(0, at, at + 24) // Route Information (RFC 4191 §2.3): the metadata service, as Neutron's radvd sends it
    octets[at] = 24
    octets[at + 1] = 3
    octets[at + 2] = 128
    put32(octets, at + 4, 300)
    put16(octets, at + 8, 0xfe80)
    put32(octets, at + 20, 0xa9fea9fe)
    return at + 24
  }

  #dhcpv6(
    octets: Uint8Array,
    start: number,
    kind: Kind,
    network: Network,
    machine: Station,
    relayed: boolean,
  ): ControlMessage {
    const { router } = network
    const asks = kind === 'solicit' || kind === 'request'
    let at = start
    if (relayed) {
      octets[at] = asks ? 12 : 13
      octets[at + 1] = 0
      octets.set(router.ipv6, at + 2)
      octets.set(machine.linkLocal, at + 18)
      at = putOption(octets, at + 34, 18, machine.mac) // Interface-Id
      put16(octets, at, 9) // Relay Message
      at += 4
    }
    const end = this.#clientMessage(octets, at, kind, machine, router)
    if (relayed) {
      put16(octets, at - 2, end - at)
      const server = network.machines[0]!
      const [from, to] = asks ? [router, server] : [server, router]
      return message(from, from.ipv6, to.mac, to.ipv6, 64, [SERVER_PORT, SERVER_PORT], end)
    }
    const { mac, address } = ALL_DHCP_AGENTS
    return asks
      ? message(machine, machine.linkLocal, mac, address, 1, [CLIENT_PORT, SERVER_PORT], end)
      : message(router, router.linkLocal, machine.mac, machine.linkLocal, 64, [SERVER_PORT, CLIENT_PORT], end)
  }

  #clientMessage(octets: Uint8Array, start: number, kind: Kind, machine: Station, server: Station): number {
    octets[start] = MESSAGE_TYPES[kind]!
    put24(octets, start + 1, this.#transaction++)
    let at = putOption(octets, start + 4, 1, Uint8Array.of(0, 1, 0, 1, 0x2a, 0, 0, 0, ...machine.mac)) // DUID-LLT
    if (kind !== 'solicit') at = putOption(octets, at, 2, Uint8Array.of(0, 3, 0, 1, ...server.mac)) // DUID-LL
    at = putIdentityAssociation(octets, at, machine, kind === 'solicit' ? null : this.#random.below(0x10000))
    if (kind === 'solicit' || kind === 'request') {
      at = putOption(octets, at, 6, Uint8Array.of(0, 23, 0, 24, 0, 39))
      return putOption(octets, at, 8, Uint8Array.of(0, this.#random.below(250)))
    }
    at = putOption(octets, at, 23, server.ipv6)
    return putOption(octets, at, 24, DOMAIN)
  }
}

function putIdentityAssociation(octets: Uint8Array, at: number, machine: Station, host: number | null): number {
  put16(octets, at, 3)
  put16(octets, at + 2, host === null ? 12 : 40)
  octets.set(machine.mac.subarray(2), at + 4)
  put32(octets, at + 8, host === null ? 0 : 43_200)
  put32(octets, at + 12, host === null ? 0 : 69_120)
  if (host === null) return at + 16
  put16(octets, at + 16, 5)
  put16(octets, at + 18, 24)
  octets.set(machine.ipv6, at + 20)
  put16(octets, at + 34, host)
  put32(octets, at + 36, 86_400)
  put32(octets, at + 40, 86_400)
  return at + 44
}

function putOption(octets: Uint8Array, at: number, code: number, value: Uint8Array): number {
  put16(octets, at, code)
  put16(octets, at + 2, value.length)
  octets.set(value, at + 4)
  return at + 4 + value.length
}

/** RS (without a target), NS or NA with one link-layer address option. */
function putNd(
  octets: Uint8Array,
  at: number,
  type: number,
  flags: number,
  target: Uint8Array | null,
  option: number,
  mac: Uint8Array,
): number {
  octets.fill(0, at, at + 8)
  octets[at] = type
  put32(octets, at + 4, flags)
  if (target !== null) octets.set(target, at + 8)
  return putLinkLayerAddress(octets, at + (target === null ? 8 : 24), option, mac)
}

function putLinkLayerAddress(octets: Uint8Array, at: number, type: number, mac: Uint8Array): number {
  octets[at] = type
  octets[at + 1] = 1
  octets.set(mac, at + 2)
  return at + 8
}

function message(
  source: Station,
  sourceAddress: Uint8Array,
  destinationMac: Uint8Array,
  destination: Uint8Array,
  hopLimit: number,
  ports: readonly [number, number] | null,
  end: number,
): ControlMessage {
  return { source, sourceAddress, destinationMac, destination, hopLimit, ports, end }
}

/** A multicast group of link-local scope and its Ethernet address (RFC 2464 §7). */
function group(last4: Uint8Array): { readonly mac: Uint8Array; readonly address: Uint8Array } {
  const address = new Uint8Array(16)
  put16(address, 0, 0xff02)
  address.set(last4, 12)
  return { mac: Uint8Array.of(0x33, 0x33, ...last4), address }
}

/** RFC 4291 §2.7.1. */
function solicitedNode(address: Uint8Array): ReturnType<typeof group> {
  const found = group(Uint8Array.of(0xff, ...address.subarray(13)))
  found.address[11] = 1
  return found
}
