import {
  ALL_NODES_MAC,
  address,
  ethernet,
  icmpv6,
  ipv6,
  octets,
  ROUTER,
  ROUTER_MAC,
  word16,
  word32,
} from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import type { HostileFile } from './hostile-file.ts'

/** Neighbor Discovery that no host sends. */

function ra(options: Uint8Array, source = ROUTER, mac = ROUTER_MAC): Uint8Array {
  const message = octets([134, 0, 0, 0, 64, 0], word16(1800), word32(0), word32(0), options)
  return ethernet(ALL_NODES_MAC, mac, 0x86dd, ipv6(source, 'ff02::1', 58, icmpv6(source, 'ff02::1', message), 255))
}

/** So many times the same octets. */
export function times(count: number, run: readonly number[] | Uint8Array): Uint8Array {
  const all = new Uint8Array(count * run.length)
  for (let i = 0; i < count; i++) all.set(run, i * run.length)
  return all
}

/** A DNS search list of one option: the names may be anything. */
function searchList(names: Uint8Array): Uint8Array {
  const length = Math.ceil((names.length + 8) / 8)
  return octets([31, length, 0, 0], word32(600), names, new Uint8Array(length * 8 - 8 - names.length))
}

/** A MAC address of a number. */
export function macOf(index: number): string {
  const hex = index.toString(16).padStart(8, '0')
  return `02:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6)}`
}

/** A link-local address of a number. */
export function linkLocalOf(index: number): string {
  return `fe80::${(index >>> 16).toString(16)}:${(index & 0xffff).toString(16)}`
}

function file(title: string, ...frames: readonly (() => Uint8Array)[]): HostileFile {
  return { title, extension: 'pcap', code: 0, octets: () => pcapOf(frames.map((frame) => frame())) }
}

function redirectQuotingItself(depth: number): Uint8Array {
  let quoted = new Uint8Array(0)
  for (let i = 0; i < depth; i++) {
    const length = Math.ceil((quoted.length + 8) / 8)
    const option = octets([4, length & 0xff], new Uint8Array(6), quoted, new Uint8Array(length * 8 - 8 - quoted.length))
    const message = octets([137, 0, 0, 0], word32(0), address('fe80::1'), address('2001:db8::1'), option)
    quoted = Uint8Array.from(ipv6(ROUTER, 'fe80::2', 58, message, 255))
  }
  return ethernet(ALL_NODES_MAC, ROUTER_MAC, 0x86dd, quoted)
}

export const NEIGHBOR_DISCOVERY_FILES: readonly HostileFile[] = [
  file('an option of length 0', () => ra(octets([1, 0], new Uint8Array(14)))),
  file('an option of length 0 in an RA of 60000 octets', () => ra(octets([25, 0], new Uint8Array(60_000)))),
  file('an option whose length lies past the end', () => ra(octets([3, 255], new Uint8Array(30)))),
  file('8000 options of 8 octets', () => ra(times(8000, [5, 1, 0, 0, 0, 0, 5, 0]))),
  file('every type of option, empty', () =>
    ra(octets(...Array.from({ length: 256 }, (_, type) => [type, 1, 0, 0, 0, 0, 0, 0]))),
  ),
  file('a name in an RA that points to itself', () => ra(searchList(octets([0xc0, 0x08], new Uint8Array(6))))),
  file('names in an RA that point to each other', () => ra(searchList(octets([1, 97, 0xc0, 12, 1, 98, 0xc0, 8])))),
  file('a name of 500 labels in an RA', () => ra(searchList(octets(times(500, [1, 97]), [0])))),
  file('a label of 63 octets that lies past the end of its option', () => ra(searchList(octets([63, 97, 97])))),
  file('a search list of 2000 names of the root', () => ra(searchList(new Uint8Array(2000)))),
  file('control characters, ANSI escapes and bidi overrides for names', () =>
    ra(
      octets(
        searchList(octets([4, 0x1b, 0x5b, 0x32, 0x4a, 3, 0xe2, 0x80, 0xae, 1, 10, 0])),
        portal('\u001b]0;owned\u0007\u202e'),
      ),
    ),
  ),
  file('a Redirect that quotes a Redirect, 40 deep', () => redirectQuotingItself(40)),
  {
    title: 'twenty thousand Router Advertisements, no two alike',
    extension: 'pcap',
    code: 0,
    octets: () =>
      pcapOf(
        Array.from({ length: 20_000 }, (_, index) =>
          ra(octets([5, 1, 0, 0], word32(index)), linkLocalOf(index), macOf(index)),
        ),
      ),
  },
  {
    title: 'one Router Advertisement twenty thousand times',
    extension: 'pcap',
    code: 0,
    octets: () => pcapOf(Array.from({ length: 20_000 }, () => ra(octets([5, 1, 0, 0], word32(1500))))),
  },
]

function portal(uri: string): Uint8Array {
  const text = Buffer.from(uri)
  const length = Math.ceil((text.length + 2) / 8)
  return octets([37, length], text, new Uint8Array(length * 8 - 2 - text.length))
}
