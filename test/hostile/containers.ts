import { gzipSync } from 'node:zlib'
import { PcapngBlocks } from '../capture/pcapng-blocks.ts'
import { ALL_NODES_MAC, ethernet, octets, ROUTER_MAC, routerAdvertisement, tagged } from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import type { HostileFile } from './hostile-file.ts'

/** Captures and compressed files that lie about their own lengths. */

const RA = ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, routerAdvertisement())
const GOOD = pcapOf([RA, RA, RA])
const B = new PcapngBlocks(true)
const HEAD = octets(B.section(), B.description(1, 262_144))
const PACKET = B.enhanced(0, 1_700_000_000_000_000n, RA)

function pcap(title: string, code: 0 | 3, all: () => Uint8Array): HostileFile {
  return { title, extension: 'pcap', code, octets: all }
}

function pcapng(title: string, code: 0 | 3, ...blocks: readonly (() => Uint8Array)[]): HostileFile {
  return { title, extension: 'pcapng', code, octets: () => octets(...blocks.map((block) => block())) }
}

/** A block that claims `length` octets and has `there`. */
function claims(type: number, length: number, there = 64): Uint8Array {
  return octets(B.u32(type), B.u32(length), new Uint8Array(there))
}

/** The Router Advertisement at every snap length from none of it to all of it, tagged and not. */
function everySnaplen(): Uint8Array {
  const frames = [RA, tagged(ALL_NODES_MAC, ROUTER_MAC, 100, 0x86dd, routerAdvertisement())]
  const cut = frames.flatMap((frame) => Array.from({ length: frame.length + 1 }, (_, end) => frame.subarray(0, end)))
  return pcapOf(cut, { header: (index) => ({ original: index <= RA.length ? RA.length : RA.length + 4 }) })
}

const ESCAPES = new TextEncoder().encode('tap\u001b[2J\u202e\u0000\r\nlo')

/** A frame of zstd (RFC 8878 §3.1.1) of so many blocks, each one octet that stands for 128 KiB of it. */
function zstdBomb(blocks: number): Uint8Array {
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58] // a window of 2 MiB
  const raw = (content: Uint8Array) => octets(blockHeader(0, content.length, false), content)
  const run = octets(blockHeader(1, 128 * 1024, false), [0])
  const last = octets(blockHeader(1, 16, true), [0])
  return Buffer.concat([Uint8Array.from(header), raw(GOOD), ...Array.from({ length: blocks }, () => run), last])
}

function blockHeader(type: number, size: number, last: boolean): number[] {
  const value = (size << 3) | (type << 1) | (last ? 1 : 0)
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff]
}

const MIB = 1024 * 1024

export const CONTAINER_FILES: readonly HostileFile[] = [
  pcap('a file header and nothing else', 0, () => GOOD.subarray(0, 24)),
  pcap('a file header cut in half', 0, () => GOOD.subarray(0, 12)),
  pcap('a record of 2 to the 31 octets', 3, () =>
    pcapOf([RA, RA], { header: (i) => (i === 1 ? { captured: 2 ** 31 } : {}) }),
  ),
  pcap('a record of 2 to the 32 octets less one', 3, () =>
    pcapOf([RA, RA], { header: (i) => (i === 1 ? { captured: 2 ** 32 - 1 } : {}) }),
  ),
  pcap('records that captured more than there was', 0, () => pcapOf([RA, RA], { header: () => ({ original: 0 }) })),
  pcap('records that were longer than any packet', 0, () =>
    pcapOf([RA, RA], { header: () => ({ original: 2 ** 32 - 1 }) }),
  ),
  pcap('seconds and fractions that are all ones', 0, () =>
    pcapOf([RA, RA], { header: () => ({ second: 2 ** 32 - 1, fraction: 2 ** 32 - 1 }) }),
  ),
  pcap('time that runs backwards', 0, () =>
    pcapOf(
      Array.from({ length: 1000 }, () => RA),
      { header: (i) => ({ second: 1000 - i }) },
    ),
  ),
  pcap('sixty thousand empty records', 0, () => pcapOf(Array.from({ length: 60_000 }, () => new Uint8Array(0)))),
  pcap('a link type nobody knows', 0, () => pcapOf([RA], { linkType: 0xffff })),
  pcap('packets at every snap length', 0, everySnaplen),
  pcapng(
    'a block of length 0',
    3,
    () => HEAD,
    () => claims(6, 0),
  ),
  pcapng(
    'a block of length 8',
    3,
    () => HEAD,
    () => claims(6, 8),
  ),
  pcapng(
    'a block of length 13',
    3,
    () => HEAD,
    () => claims(6, 13),
  ),
  pcapng(
    'a block of 2 to the 31 octets',
    3,
    () => HEAD,
    () => PACKET,
    () => claims(6, 2 ** 31),
  ),
  pcapng(
    'a block of 2 to the 32 octets less four',
    0,
    () => HEAD,
    () => PACKET,
    () => claims(0x0bad, 2 ** 32 - 4),
  ),
  pcapng(
    'a block whose lengths differ',
    3,
    () => HEAD,
    () => octets(PACKET.subarray(0, PACKET.length - 4), B.u32(16)),
  ),
  pcapng('a section of a version to come', 3, () =>
    B.block(0x0a0d0d0a, B.u32(0x1a2b3c4d), B.u16(9), B.u16(0), B.u64(-1n)),
  ),
  pcapng('a section whose byte order is none', 3, () =>
    B.block(0x0a0d0d0a, B.u32(0x12345678), B.u16(1), B.u16(0), B.u64(-1n)),
  ),
  pcapng(
    'a packet of interface 2 to the 32 less one',
    3,
    () => HEAD,
    () => B.enhanced(0xffff_ffff, 0n, RA),
  ),
  pcapng(
    'a packet before any interface',
    3,
    () => B.section(),
    () => PACKET,
  ),
  pcapng(
    'simple packets before any interface',
    3,
    () => B.section(),
    () => B.simple(RA.length, RA),
  ),
  pcapng(
    'a packet that captured more than its block holds',
    3,
    () => HEAD,
    () => B.block(6, B.u32(0), B.ticks(0n), B.u32(200_000), B.u32(200_000), RA),
  ),
  pcapng(
    'an option that lies past the end of its block',
    3,
    () => HEAD,
    () => B.block(1, B.u16(1), B.u16(0), B.u32(0), B.u16(2), B.u16(0xffff)),
  ),
  pcapng(
    'ten thousand empty options',
    0,
    () => B.section(...Array.from({ length: 10_000 }, () => B.option(1, new Uint8Array(0)))),
    () => B.description(1, 0),
    () => PACKET,
  ),
  pcapng(
    'options without an end',
    0,
    () => B.section(),
    () => B.description(1, 0, ...Array.from({ length: 5000 }, () => B.option(2, ESCAPES))),
    () => PACKET,
  ),
  pcapng(
    'an interface of control characters, escapes and bidi overrides',
    0,
    () => B.section(),
    () => B.description(1, 0, B.option(2, ESCAPES)),
    () => PACKET,
  ),
  pcapng(
    'an interface with a name of 60000 octets',
    0,
    () => B.section(),
    () => B.description(1, 0, B.option(2, new Uint8Array(60_000).fill(97))),
    () => PACKET,
  ),
  pcapng(
    'every resolution of time',
    0,
    () => B.section(),
    ...Array.from(
      { length: 256 },
      (_, i) => () => octets(B.description(1, 0, B.option(9, Uint8Array.of(i))), B.enhanced(i, 2n ** 63n - 1n, RA)),
    ),
  ),
  pcapng(
    'offsets of time beyond all years',
    0,
    () => B.section(),
    () => B.description(1, 0, B.option(14, B.u64(2n ** 63n - 1n))),
    () => B.enhanced(0, 2n ** 63n - 1n, RA),
  ),
  pcapng(
    'ticks that are all ones',
    0,
    () => HEAD,
    () => B.enhanced(0, 2n ** 64n - 1n, RA),
  ),
  pcapng(
    'a flood of 3000 interfaces with a packet each',
    0,
    () => B.section(),
    ...Array.from({ length: 3000 }, () => () => B.description(1, 0)),
    ...Array.from({ length: 3000 }, (_, i) => () => B.enhanced(i, BigInt(i), RA)),
  ),
  {
    title: 'a flood of 65537 interfaces',
    extension: 'pcapng',
    code: 3,
    octets: () => Buffer.concat([B.section(), ...Array.from({ length: 65_537 }, () => B.description(1, 0))]),
  },
  {
    title: 'five thousand sections',
    extension: 'pcapng',
    code: 0,
    octets: () => Buffer.concat(Array.from({ length: 5000 }, () => octets(HEAD, PACKET))),
  },
  pcapng(
    'names of a whole phone book',
    0,
    () => HEAD,
    () => B.block(4, new Uint8Array(MIB)),
    () => PACKET,
  ),
  {
    title: 'a gzip bomb of 64 MiB of empty records',
    extension: 'gz',
    code: 0,
    unfolded: 64 * MIB,
    octets: () => gzipSync(octetsOf(GOOD, 64 * MIB), { level: 9 }),
  },
  {
    title: 'a gzip bomb of 64 MiB that is no capture',
    extension: 'gz',
    code: 3,
    unfolded: 64 * MIB,
    octets: () => gzipSync(new Uint8Array(64 * MIB)),
  },
  { title: 'gzip in gzip', extension: 'gz', code: 3, octets: () => gzipSync(gzipSync(GOOD)) },
  {
    title: 'twenty thousand empty members of gzip',
    extension: 'gz',
    code: 0,
    octets: () => Buffer.concat([gzipSync(GOOD), ...Array.from({ length: 20_000 }, () => gzipSync(new Uint8Array(0)))]),
  },
  {
    title: 'gzip with noise behind it',
    extension: 'gz',
    code: 3,
    octets: () => Buffer.concat([gzipSync(GOOD), new Uint8Array(1000).fill(0x5a)]),
  },
  { title: 'gzip cut in its checksum', extension: 'gz', code: 0, octets: () => gzipSync(GOOD).subarray(0, -6) },
  {
    title: 'gzip of a name without an end',
    extension: 'gz',
    code: 3,
    octets: () => octets([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3], new Uint8Array(100_000).fill(97)),
  },
  {
    title: 'a zstd bomb of 64 MiB in 2 KiB',
    extension: 'zst',
    code: 0,
    unfolded: 64 * MIB,
    octets: () => zstdBomb(512),
  },
  {
    title: 'zstd with a window of terabytes',
    extension: 'zst',
    code: 3,
    octets: () => octets([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff], new Uint8Array(64)),
  },
  {
    title: 'zstd that skips 4 GiB',
    extension: 'zst',
    code: 3,
    octets: () => octets([0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff], new Uint8Array(64)),
  },
  {
    title: 'zstd blocks larger than blocks may be',
    extension: 'zst',
    code: 3,
    octets: () => octets([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58], blockHeader(0, 2 ** 20, true), new Uint8Array(1000)),
  },
]

/** `head`, then zeros up to a length. */
function octetsOf(head: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length)
  all.set(head)
  return all
}
