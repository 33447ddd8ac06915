import { type InterfaceKind, interfaceRole } from '../../inventory/interface-names.ts'
import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Port } from '../../inventory/neutron.ts'
import { roleOf } from '../../inventory/port-role.ts'
import type { Settled, Vantage } from '../../observe/settled.ts'
import type { VantageRole } from '../analysis.ts'
import { isCooked, isSll2 } from '../cloud.ts'
import { fromServerToClient } from './nearer-end.ts'
import { type Candidates, candidatesOf, type Heard, isPortKind, ownStations } from './own-station.ts'

/** A vantage as far as its interface's name and its own frames tell. */
export interface NamedVantage {
  readonly kind: InterfaceKind
  readonly role: VantageRole
  readonly port: Port | null
  readonly portId: string | null
  readonly own: string | null
  readonly guessed: boolean
  /** Whether frames without a tag there are of one network; not so on the interface `any`, nor where tags got lost. */
  readonly tagsTold: boolean
}

export function nameVantages(
  settled: Settled,
  lookup: InventoryLookup | null,
  heard: readonly Heard[],
): readonly NamedVantage[] {
  const named = settled.vantages.map((vantage, index) => nameVantage(vantage, heard[index]!, lookup))
  return lookup === null ? withOwnStations(settled, named, heard) : named
}

/** Without an inventory: whose port each interface is, as their frames tell together. */
function withOwnStations(
  settled: Settled,
  named: readonly NamedVantage[],
  heard: readonly Heard[],
): readonly NamedVantage[] {
  const interfaces = named.map(({ kind, portId }, index) => {
    const { node, name } = settled.vantages[index]!
    return {
      key: portId ?? `${node}/${name}`,
      candidates: isPortKind(kind) ? candidatesOf(heard[index]!, kind) : { macs: [], sure: false, frames: 0 },
    }
  })
  const owns = ownStations(withEndsTold(settled, interfaces, heard))
  return named.map((vantage, index) => {
    const own = owns[index]!
    return { ...vantage, own, role: roleOfKind(vantage.kind, own, heard[index]!) }
  })
}

interface Interface {
  readonly key: string
  readonly candidates: Candidates
}

/** Interfaces on which a client and its DHCP server take part in all unicast are the one's or the other's, as their clocks tell. */
function withEndsTold(
  settled: Settled,
  interfaces: readonly Interface[],
  heard: readonly Heard[],
): readonly Interface[] {
  const pairs = new Map<string, { client: string; server: string; vantages: number[] }>()
  for (const [vantage, { candidates }] of interfaces.entries()) {
    const [client, server] = [...candidates.macs].sort(
      (a, b) => Number(serves(heard, vantage, a)) - Number(serves(heard, vantage, b)),
    )
    if (!candidates.sure || candidates.macs.length !== 2 || client === undefined || server === undefined) continue
    if (serves(heard, vantage, client) || !serves(heard, vantage, server)) continue
    const known = pairs.get(`${client} ${server}`)
    if (known?.vantages.some((other) => interfaces[other]!.key === interfaces[vantage]!.key) === true) continue
    if (known === undefined) pairs.set(`${client} ${server}`, { client, server, vantages: [vantage] })
    else known.vantages.push(vantage)
  }
  const told = new Map<number, string>()
  for (const { client, server, vantages } of pairs.values()) {
    const [first, ...others] = fromServerToClient(settled, vantages, client)
    const last = others.at(-1)
    if (first === undefined || last === undefined) continue
    told.set(first, server)
    told.set(last, client)
  }
  return interfaces.map((one, vantage) => {
    const mac = told.get(vantage)
    return mac === undefined ? one : { ...one, candidates: { ...one.candidates, macs: [mac] } }
  })
}

function serves(heard: readonly Heard[], vantage: number, mac: string): boolean {
  return heard[vantage]!.servers.has(mac)
}

function nameVantage(vantage: Vantage, heard: Heard, lookup: InventoryLookup | null): NamedVantage {
  const { kind, portIdPrefix } = interfaceRole(vantage.name)
  const tagsTold = !isCooked(vantage) || kind !== 'physical'
  const named = lookup?.portByInterface(vantage.name) ?? null
  if (named !== null) return ofPort(kind, named, false)
  const port = lookup === null || portIdPrefix !== null ? null : guessPort(vantage, kind, heard, lookup)
  if (port !== null) return ofPort(kind, port, true)
  const role = roleOfKind(kind, null, heard)
  return { kind, role, port: null, portId: portIdPrefix, own: null, guessed: false, tagsTold }
}

function ofPort(kind: InterfaceKind, port: Port, guessed: boolean): NamedVantage {
  const role = roleOf(port)
  const known = role === 'other' ? (kind === 'ha' ? 'ha' : 'unknown') : role
  return { kind, role: known, port, portId: port.id, own: port.macAddress, guessed, tagsTold: true }
}

/**
 * The VM's port whose interface this is by its frames: an interface of LINUX_SLL2 that receives from one MAC alone, and taps
 * that no port's id names, by the one that takes part in all unicast. Not where Neutron bound that port to another node.
 */
function guessPort(vantage: Vantage, kind: InterfaceKind, heard: Heard, lookup: InventoryLookup): Port | null {
  const isCookedInterface = kind === 'physical' && isSll2(vantage) && vantage.ifindex !== null
  if (!isCookedInterface && kind !== 'tap') return null
  const { receivedFrom, node } = vantage
  const macs = isCookedInterface ? (receivedFrom.length === 1 ? receivedFrom : []) : candidatesOf(heard, 'tap').macs
  const ports = macs.flatMap((mac) => lookup.portsByMac(mac)).filter((port) => roleOf(port) === 'vm-port')
  const [port, second] = ports
  if (port === undefined || second !== undefined) return null
  const host = lookup.hostOf(port)
  return host === null || isHost(host, node) ? port : null
}

/** Neutron knows nodes by the name they have themselves, with or without their domain. */
function isHost(host: string, node: string): boolean {
  return host === node || host.startsWith(`${node}.`) || node.startsWith(`${host}.`)
}

function roleOfKind(kind: InterfaceKind, own: string | null, heard: Heard): VantageRole {
  switch (kind) {
    case 'tap':
      return own === null ? 'unknown' : heard.servers.has(own) ? 'dhcp-port' : 'vm-port'
    case 'router-interface':
    case 'router-gateway':
    case 'ha':
    case 'physical':
      return kind
    case 'snat':
      return 'router-interface'
    case 'floating':
      return 'unknown'
    case 'bridge-int':
    case 'bridge-tun':
    case 'bridge':
      return 'bridge'
  }
}
