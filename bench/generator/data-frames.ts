import type { Cloud } from './cloud.ts'
import { closeOuter, putEthernet, putOuter } from './encapsulation.ts'
import { checksumOf, put16, put32, sumWords } from './put.ts'
import type { Random } from './random.ts'

/** Tenants' TCP and UDP: flows whose headers are made once and whose payload comes from a pool with prefix sums. */

const TCP = 6
const UDP = 17
const TCP_HEADER = 20
const UDP_HEADER = 8
const FLOWS = 20_000
const POOL_OCTETS = 1 << 16
const LARGEST_PAYLOAD = 4096
const LARGEST_HEADERS = 192
export const LARGEST_FRAME = 1514
/** No registered service, so that nobody's dissector guesses at the payload. */
const SERVER_PORTS = [20011, 20022, 20033, 21055, 22077, 23101]

interface Flow {
  readonly headers: Uint8Array
  readonly innerAt: number
  readonly ipAt: number
  readonly upperAt: number
  readonly ipv6: boolean
  readonly tcp: boolean
  /** Words of the pseudo-header but its length. */
  readonly pseudoSum: number
  sequence: number
}

export class DataFrames {
  readonly #random: Random
  readonly #flows: readonly Flow[]
  readonly #pool = new Uint8Array(POOL_OCTETS + LARGEST_PAYLOAD)
  /** Sum of the pool's words before each. */
  readonly #sums = new Float64Array((POOL_OCTETS + LARGEST_PAYLOAD) / 2 + 1)
  #identification = 0

  constructor(random: Random, cloud: Cloud) {
    this.#random = random
    for (let i = 0; i < this.#pool.length; i++) this.#pool[i] = 97 + random.below(26)
    for (let i = 0; i < this.#pool.length / 2; i++)
      this.#sums[i + 1] = this.#sums[i]! + sumWords(this.#pool, 2 * i, 2 * i + 2)
    this.#flows = Array.from({ length: FLOWS }, () => makeFlow(random, cloud))
  }

  /** Writes a frame of about `wanted` octets at `at`; gives its end. Some flows are much busier than others. */
  put(octets: Uint8Array, at: number, wanted: number): number {
    const flow = this.#flows[Math.floor((this.#random.next() / 2 ** 32) ** 2 * FLOWS)]!
    const headers = flow.headers.length
    octets.set(flow.headers, at)
    const payload = Math.max(Math.min(wanted, LARGEST_FRAME) - headers, 0)
    const from = 2 * this.#random.below(POOL_OCTETS / 2)
    octets.set(this.#pool.subarray(from, from + payload), at + headers)
    const end = at + headers + payload
    this.#close(octets, at, end, flow, this.#payloadSum(from, payload))
    return end
  }

  #payloadSum(from: number, length: number): number {
    const whole = this.#sums[(from >> 1) + (length >> 1)]! - this.#sums[from >> 1]!
    return length % 2 === 0 ? whole : whole + this.#pool[from + length - 1]! * 256
  }

  /** Lengths, sequence number and checksums. */
  #close(octets: Uint8Array, at: number, end: number, flow: Flow, payloadSum: number): void {
    const [ipAt, upperAt] = [at + flow.ipAt, at + flow.upperAt]
    const length = end - upperAt
    const header = flow.tcp ? TCP_HEADER : UDP_HEADER
    if (flow.tcp) {
      put32(octets, upperAt + 4, flow.sequence)
      flow.sequence = (flow.sequence + length - header) >>> 0
    } else {
      put16(octets, upperAt + 4, length)
    }
    const sum = flow.pseudoSum + length + payloadSum + sumWords(octets, upperAt, upperAt + header)
    put16(octets, upperAt + (flow.tcp ? 16 : 6), checksumOf(sum) || (flow.tcp ? 0 : 0xffff))
    this.#identification = (this.#identification + 1) & 0xffff
    if (flow.ipv6) {
      put16(octets, ipAt + 4, length)
    } else {
      put16(octets, ipAt + 2, end - ipAt)
      put16(octets, ipAt + 4, this.#identification)
      put16(octets, ipAt + 10, 0)
      put16(octets, ipAt + 10, checksumOf(sumWords(octets, ipAt, upperAt)))
    }
    closeOuter(octets, at, end, at + flow.innerAt, this.#identification)
  }
}

function makeFlow(random: Random, cloud: Cloud): Flow {
  const network = random.pick(cloud.networks)
  const from = random.pick(network.machines)
  const routed = random.below(4) === 0
  const to = routed ? random.pick(random.pick(cloud.networks).machines) : random.pick(network.machines)
  const hop = routed ? network.router : to
  const ipv6 = random.below(100) < 40
  const tcp = random.below(100) < 75
  const octets = new Uint8Array(LARGEST_HEADERS)
  const innerAt = putOuter(octets, 0, cloud, network, from, hop, 34_000 + random.below(18_000))
  const ipAt = putEthernet(octets, innerAt, network, hop.mac, from.mac, ipv6 ? 0x86dd : 0x0800)
  const upperAt = ipAt + (ipv6 ? 40 : 20)
  const protocol = tcp ? TCP : UDP
  if (ipv6) {
    octets[ipAt] = 0x60
    octets[ipAt + 6] = protocol
    octets[ipAt + 7] = 64
    octets.set(from.ipv6, ipAt + 8)
    octets.set(to.ipv6, ipAt + 24)
  } else {
    octets[ipAt] = 0x45
    put16(octets, ipAt + 6, 0x4000)
    octets[ipAt + 8] = 64
    octets[ipAt + 9] = protocol
    octets.set(from.ipv4, ipAt + 12)
    octets.set(to.ipv4, ipAt + 16)
  }
  put16(octets, upperAt, 34_000 + random.below(18_000))
  put16(octets, upperAt + 2, random.pick(SERVER_PORTS))
  if (tcp) {
    put32(octets, upperAt + 8, random.next())
    octets[upperAt + 12] = 0x50
    octets[upperAt + 13] = 0x18 // PSH, ACK
    put16(octets, upperAt + 14, 501)
  }
  return {
    headers: octets.slice(0, upperAt + (tcp ? TCP_HEADER : UDP_HEADER)),
    innerAt,
    ipAt,
    upperAt,
    ipv6,
    tcp,
    pseudoSum: sumWords(octets, ipv6 ? ipAt + 8 : ipAt + 12, upperAt) + protocol,
    sequence: random.next(),
  }
}
