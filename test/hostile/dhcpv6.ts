import { address, ethernet, ipv6, octets, udp, VM_MAC, word16, word32 } from '../frames.ts'
import { pcapOf } from '../pcap.ts'
import type { HostileFile } from './hostile-file.ts'
import { linkLocalOf, macOf, times } from './neighbor-discovery.ts'

/** DHCPv6 that no client, relay or server sends. */

function frame(message: Uint8Array, mac = VM_MAC, source = 'fe80::1'): Uint8Array {
  return ethernet('33:33:00:01:00:02', mac, 0x86dd, ipv6(source, 'ff02::1:2', 17, udp(546, 547, message)))
}

function option(code: number, content: Uint8Array | readonly number[]): Uint8Array {
  return octets(word16(code), word16(content.length), content)
}

const solicit = (...options: readonly Uint8Array[]) => octets([1, 0xab, 0xcd, 0xef], ...options)

/** `head` around `head` and so on, each told how many octets it holds, around `core`: written once, from the outside in. */
function nest(depth: number, head: (inside: number, level: number) => Uint8Array, core: Uint8Array): Uint8Array {
  const step = head(0, 0).length
  const all = new Uint8Array(depth * step + core.length)
  for (let level = 0; level < depth; level++) all.set(head(all.length - (level + 1) * step, level), level * step)
  all.set(core, depth * step)
  return all
}

function relays(depth: number): Uint8Array {
  const addresses = octets(address('2001:db8::1'), address('fe80::2'), word16(9))
  const head = (inside: number, level: number) => octets([12, level & 0xff], addresses, word16(inside))
  return nest(depth, head, solicit(option(14, [])))
}

function nested(code: number, fixed: number, depth: number): Uint8Array {
  const head = (inside: number) => octets(word16(code), word16(fixed + inside), new Uint8Array(fixed))
  return solicit(nest(depth, head, new Uint8Array(0)))
}

function file(title: string, message: () => Uint8Array): HostileFile {
  return { title, extension: 'pcap', code: 0, octets: () => pcapOf([frame(message())]) }
}

export const DHCPV6_FILES: readonly HostileFile[] = [
  file('relays 64 deep', () => relays(64)),
  file('relays 65 deep', () => relays(65)),
  file('relays 1700 deep', () => relays(1700)),
  file('an option of 65535 octets in a message of ten', () => octets(solicit(), [0, 1, 0xff, 0xff, 0, 3])),
  file('an option code and no length', () => octets(solicit(), [0, 1])),
  file('associations 60 deep', () => nested(3, 12, 60)),
  file('associations 3000 deep', () => nested(3, 12, 3000)),
  file('prefixes 2000 deep', () => nested(26, 25, 2000)),
  file('containers of softwires 15000 deep', () => nested(94, 0, 15_000)),
  file('16000 empty options', () => solicit(times(16_000, [0, 14, 0, 0]))),
  file('16000 empty client identifiers', () => solicit(times(16_000, [0, 1, 0, 0]))),
  file('an option request for 32000 options', () => solicit(option(6, new Uint8Array(64_000)))),
  file('30000 names of one letter', () => solicit(option(24, times(20_000, [1, 97, 0])))),
  file('a name of 60000 labels', () => solicit(option(24, times(30_000, [1, 97])))),
  file('a name that points to itself in DHCPv6', () => solicit(option(24, [0xc0, 0x00]))),
  file('a name that points past its end', () => solicit(option(39, [0, 0xff, 0xff]))),
  file('15000 empty vendor options', () => solicit(option(17, octets(word32(9), times(15_000, [0, 1, 0, 0]))))),
  file('30000 empty user classes', () => solicit(option(15, times(30_000, [0, 0])))),
  file('a user class that lies past the end of its option', () => solicit(option(15, [0xff, 0xff, 0]))),
  file('every option code up to 512, empty', () =>
    solicit(...Array.from({ length: 512 }, (_, code) => option(code, []))),
  ),
  file('every option code up to 512, of one octet', () =>
    solicit(...Array.from({ length: 512 }, (_, code) => option(code, [255]))),
  ),
  file('a softwire rule of a prefix of 255 bits', () => solicit(option(89, [0, 0, 255, 1, 2, 3, 4, 255, 1]))),
  {
    title: 'ten thousand clients that ask for leases',
    extension: 'pcap',
    code: 0,
    octets: () =>
      pcapOf(
        Array.from({ length: 10_000 }, (_, index) => {
          const duid = option(1, octets([0, 3, 0, 1, 2, 0], word32(index)))
          const message = octets(
            [1, index >>> 16, (index >>> 8) & 0xff, index & 0xff],
            duid,
            option(3, octets(word32(index), new Uint8Array(8))),
          )
          return frame(message, macOf(index), linkLocalOf(index))
        }),
      ),
  },
]
