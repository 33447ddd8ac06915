import { parseAddress, parseMac } from '../src/decode/address.ts'
import { onesComplementSum, pseudoHeaderSum } from '../src/decode/checksum.ts'

/** Frames built octet by octet, for tests. */

export function octets(...runs: (readonly number[] | Uint8Array)[]): Uint8Array {
  const all = new Uint8Array(runs.reduce((length, run) => length + run.length, 0))
  let at = 0
  for (const run of runs) {
    all.set(run, at)
    at += run.length
  }
  return all
}

export function mac(text: string): Uint8Array {
  return parseMac(text)!
}

export function address(text: string): Uint8Array {
  return parseAddress(text)!
}

export function word16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

export function word32(value: number): number[] {
  return [...word16(value >>> 16), ...word16(value & 0xffff)]
}

export function ethernet(destination: string, source: string, etherType: number, payload: Uint8Array): Uint8Array {
  return octets(mac(destination), mac(source), word16(etherType), payload)
}

/** A VLAN-tagged frame. */
export function tagged(
  destination: string,
  source: string,
  vlan: number,
  etherType: number,
  payload: Uint8Array,
): Uint8Array {
  return ethernet(destination, source, 0x8100, octets(word16(vlan), word16(etherType), payload))
}

export function ipv6(
  source: string,
  destination: string,
  nextHeader: number,
  payload: Uint8Array,
  hopLimit = 64,
): Uint8Array {
  return octets(
    [0x60, 0, 0, 0],
    word16(payload.length),
    [nextHeader, hopLimit],
    address(source),
    address(destination),
    payload,
  )
}

export function ipv4(source: string, destination: string, protocol: number, payload: Uint8Array, ttl = 64): Uint8Array {
  return octets(
    [0x45, 0],
    word16(20 + payload.length),
    [0, 0, 0, 0, ttl, protocol, 0, 0],
    address(source),
    address(destination),
    payload,
  )
}

export function udp(source: number, destination: number, payload: Uint8Array): Uint8Array {
  return octets(word16(source), word16(destination), word16(8 + payload.length), [0, 0], payload)
}

/** An ICMPv6 message with its checksum filled in. */
export function icmpv6(source: string, destination: string, message: Uint8Array): Uint8Array {
  const sum = pseudoHeaderSum(octets(address(source), address(destination)), 0, 16, 16, message.length, 58)
  const result = Uint8Array.from(message)
  result[2] = result[3] = 0
  const checksum = onesComplementSum(result, 0, result.length, sum) ^ 0xffff
  result[2] = checksum >>> 8
  result[3] = checksum & 0xff
  return result
}

export const ROUTER_MAC = 'fa:16:3e:00:00:01'
export const VM_MAC = 'fa:16:3e:00:00:02'
export const ALL_NODES_MAC = '33:33:00:00:00:01'
export const ROUTER = 'fe80::f816:3eff:fe00:1'

/** A Router Advertisement without options. */
export function routerAdvertisement(lifetimeS = 300): Uint8Array {
  const message = octets([134, 0, 0, 0, 64, 0], word16(lifetimeS), word32(0), word32(0))
  return ipv6(ROUTER, 'ff02::1', 58, icmpv6(ROUTER, 'ff02::1', message), 255)
}

/** Duplicate Address Detection: a Neighbor Solicitation from the unspecified address. */
export function dadSolicitation(target: string): Uint8Array {
  const message = octets([135, 0, 0, 0, 0, 0, 0, 0], address(target))
  return ipv6('::', 'ff02::1:ff00:2', 58, icmpv6('::', 'ff02::1:ff00:2', message), 255)
}

export function vxlan(vni: number, frame: Uint8Array): Uint8Array {
  return octets([8, 0, 0, 0], word32(vni * 256), frame)
}

export function gre(key: number, frame: Uint8Array): Uint8Array {
  return octets([0x20, 0, 0x65, 0x58], word32(key), frame)
}

/** Geneve with OVN's option. */
export function geneve(vni: number, ingress: number, egress: number, frame: Uint8Array): Uint8Array {
  return octets([2, 0, 0x65, 0x58], word32(vni * 256), [1, 2, 0x80, 1], word16(ingress), word16(egress), frame)
}
