import { readFileSync } from 'node:fs'
import { Bench } from 'tinybench'
import { PcapWalk, readPcapHeader } from '../src/capture/pcap.ts'
import { readFrame, VXLAN_PORTS } from '../src/decode/frame.ts'
import { Layers, NEIGHBOR_DISCOVERY } from '../src/decode/layers.ts'
import { decodeNdp } from '../src/decode/ndp/message.ts'
import { CAPS } from '../src/observe/caps.ts'
import { scanCapture } from '../src/observe/scan.ts'
import { Scanner } from '../src/observe/scanner.ts'

/** The functions every frame goes through, a thousand calls at a time: one is shorter than the clock. */

const CAPTURE = 'captures/all-good/compute2/eth1.pcap'
const ETHERNET = 1
const CALLS = 1000

const file = readFileSync(CAPTURE)
const frames: Uint8Array[] = []
const PCAP_HEADER = 24
new PcapWalk(readPcapHeader(file, 0)).walk(file, PCAP_HEADER, file.length, 0, {
  interface() {},
  frame: (octets, at, end) => void frames.push(octets.slice(at, end)),
})
const batch = Array.from({ length: CALLS }, (_, call) => frames[call % frames.length]!)
const layers = new Layers()
const messages = frames.flatMap((frame) => {
  readFrame(layers, frame, 0, frame.length, frame.length, ETHERNET, VXLAN_PORTS)
  return layers.carries === NEIGHBOR_DISCOVERY ? [frame.slice(layers.upperAt, layers.upperEnd)] : []
})
const messageBatch = Array.from({ length: CALLS }, (_, call) => messages[call % messages.length]!)
let used = 0

const bench = new Bench({ time: 500 })
bench.add(`headers of ${CALLS} frames`, () => {
  for (const frame of batch) {
    readFrame(layers, frame, 0, frame.length, frame.length, ETHERNET, VXLAN_PORTS)
    used += layers.carries
  }
})
bench.add(`${CALLS} frames observed`, () => {
  const scanner = new Scanner(CAPS, VXLAN_PORTS, new Set())
  scanner.interface(0, { section: 0, interface: 0, name: null, linkType: ETHERNET, fcsOctets: 0, snaplen: 0 })
  for (const [at, frame] of batch.entries()) scanner.frame(frame, 0, frame.length, frame.length, at, 0, at * 100, 0)
  used += scanner.conversations.rows
})
bench.add(`${CALLS} ND messages decoded`, () => {
  for (const message of messageBatch)
    used += decodeNdp(message, 0, message.length, message.length) === undefined ? 0 : 1
})
bench.add(`${frames.length} frames from disk to Observation`, async () => {
  const scanned = await scanCapture(CAPTURE)
  used += scanned.ok ? scanned.summary.frames : 0
})

await bench.run()
console.table(bench.table())
console.log(`(${used} counted, so that nothing was left undone)`)
