import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { readFrame, VXLAN_PORTS } from '../../src/decode/frame.ts'
import { DHCPV6, Layers, NEIGHBOR_DISCOVERY } from '../../src/decode/layers.ts'

/** npm's pcap-parser, which hands out a Buffer a packet, with our own header walk behind it: the price of the reader alone. */

interface Parser {
  on(event: 'packet', listener: (packet: { readonly data: Buffer }) => void): void
  on(event: 'end', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

const ETHERNET = 1
const READ_OCTETS = 1024 * 1024

/** The package has no types. */
const parser: { parse(stream: Readable): Parser } = createRequire(import.meta.url)('pcap-parser')
const layers = new Layers()
let [frames, nd, dhcpv6] = [0, 0, 0]
const parsed = parser.parse(createReadStream(process.argv[2]!, { highWaterMark: READ_OCTETS }))
parsed.on('packet', ({ data }) => {
  readFrame(layers, data, 0, data.length, data.length, ETHERNET, VXLAN_PORTS)
  frames++
  if (layers.carries === NEIGHBOR_DISCOVERY) nd++
  if (layers.carries === DHCPV6) dhcpv6++
})
parsed.on('error', (error) => {
  throw error
})
parsed.on('end', () => console.log(`frames ${frames} nd ${nd} dhcpv6 ${dhcpv6}`))
