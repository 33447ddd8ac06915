import type { Bench } from 'tinybench'
import { PcapWalk, readPcapHeader } from '../src/capture/pcap.ts'
import { decodeDhcpv6 } from '../src/decode/dhcpv6/message.ts'
import { readFrame, VXLAN_PORTS } from '../src/decode/frame.ts'
import { DHCPV6, Layers, NEIGHBOR_DISCOVERY } from '../src/decode/layers.ts'
import { decodeNdp } from '../src/decode/ndp/message.ts'
import { CAPS } from '../src/observe/caps.ts'
import { Scanner } from '../src/observe/scanner.ts'
import { generate, type Profile } from './generator/generate.ts'

/** The functions every frame goes through, a thousand calls at a time: one is shorter than the clock. */

const CALLS = 1000
const ETHERNET = 1
const PCAP_HEADER = 24
const OCTETS: Readonly<Record<'tenant' | 'control', number>> = { tenant: 3_000_000, control: 400_000 }

export function addFrameTasks(bench: Bench): void {
  for (const profile of ['tenant', 'control'] as const) {
    const frames = framesOf(profile)
    const layers = new Layers()
    bench.add(`headers of ${CALLS} frames, ${profile}`, () => {
      let used = 0
      for (const frame of frames) {
        readFrame(layers, frame, 0, frame.length, frame.length, ETHERNET, VXLAN_PORTS)
        used += layers.carries
      }
      return used
    })
    const capture = captureOf(profile)
    bench.add(`${CALLS} frames scanned, ${profile}`, () => {
      const scanner = new Scanner(CAPS, VXLAN_PORTS, new Set())
      const header = readPcapHeader(capture, 0)
      scanner.interface(0, header.interface)
      new PcapWalk(header).walk(capture, PCAP_HEADER, capture.length, 0, scanner)
      return scanner.finish().frames
    })
  }
  for (const [name, carries, decode] of [
    ['ND', NEIGHBOR_DISCOVERY, decodeNdp],
    ['DHCPv6', DHCPV6, decodeDhcpv6],
  ] as const) {
    const messages = messagesOf(carries)
    bench.add(`${CALLS} ${name} messages decoded`, () => {
      let used = 0
      for (const message of messages) used += decode(message, 0, message.length, message.length) === undefined ? 0 : 1
      return used
    })
  }
}

/** A pcap of a thousand frames, in one piece. */
function captureOf(profile: keyof typeof OCTETS & Profile): Uint8Array {
  const chunks: Buffer[] = []
  generate({ profile, format: 'pcap', seed: 1, octets: OCTETS[profile] }, (chunk) => chunks.push(Buffer.from(chunk)))
  const file = Buffer.concat(chunks)
  const ends: number[] = []
  new PcapWalk(readPcapHeader(file, 0)).walk(file, PCAP_HEADER, file.length, 0, {
    interface() {},
    frame: (_, __, end) => void ends.push(end),
  })
  return file.subarray(0, ends[CALLS - 1])
}

/** The same frames, each in memory of its own. */
function framesOf(profile: keyof typeof OCTETS & Profile): readonly Uint8Array[] {
  const capture = captureOf(profile)
  const frames: Uint8Array[] = []
  new PcapWalk(readPcapHeader(capture, 0)).walk(capture, PCAP_HEADER, capture.length, 0, {
    interface() {},
    frame: (octets, at, end) => void frames.push(octets.slice(at, end)),
  })
  return frames
}

function messagesOf(carries: number): readonly Uint8Array[] {
  const layers = new Layers()
  const messages = framesOf('control').flatMap((frame) => {
    readFrame(layers, frame, 0, frame.length, frame.length, ETHERNET, VXLAN_PORTS)
    return layers.carries === carries ? [frame.slice(layers.upperAt, layers.upperEnd)] : []
  })
  return Array.from({ length: CALLS }, (_, call) => messages[call % messages.length]!)
}
