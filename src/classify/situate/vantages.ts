import { type InterfaceKind, interfaceRole } from '../../inventory/interface-names.ts'
import type { InventoryLookup } from '../../inventory/lookup.ts'
import type { Port } from '../../inventory/neutron.ts'
import { roleOf } from '../../inventory/port-role.ts'
import type { Settled, Vantage } from '../../observe/settled.ts'
import type { VantageRole } from '../analysis.ts'
import { isCooked, isSll2 } from '../cloud.ts'
import { clientOrServer, type Heard, ownStation, type PortKind } from './own-station.ts'

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
  return lookup === null ? named.map((vantage, index) => settleTie(vantage, heard[index]!, named)) : named
}

/** Of a client and its server, the one whose own interface is elsewhere is not this one's. */
function settleTie(vantage: NamedVantage, heard: Heard, named: readonly NamedVantage[]): NamedVantage {
  const tie = vantage.kind === 'tap' && vantage.own === null ? clientOrServer(heard) : null
  if (tie === null) return vantage
  const elsewhere = (mac: string) => named.some(({ own }) => own === mac)
  if (elsewhere(tie.client) === elsewhere(tie.server)) return vantage
  return elsewhere(tie.client)
    ? { ...vantage, own: tie.server, role: 'dhcp-port' }
    : { ...vantage, own: tie.client, role: 'vm-port' }
}

function nameVantage(vantage: Vantage, heard: Heard, lookup: InventoryLookup | null): NamedVantage {
  const { kind, portIdPrefix } = interfaceRole(vantage.name)
  const tagsTold = !isCooked(vantage) || kind !== 'physical'
  const named = lookup?.portByInterface(vantage.name) ?? null
  if (named !== null) return ofPort(kind, named, false)
  const port = lookup === null || portIdPrefix !== null ? null : guessPort(vantage, kind, heard, lookup)
  if (port !== null) return ofPort(kind, port, true)
  const known = lookup === null && isPortKind(kind)
  const own = known ? ownStation(heard, kind) : null
  const role = roleOfKind(kind, own, heard)
  return { kind, role, port: null, portId: portIdPrefix, own, guessed: false, tagsTold }
}

function ofPort(kind: InterfaceKind, port: Port, guessed: boolean): NamedVantage {
  const role = roleOf(port)
  const known = role === 'other' ? (kind === 'ha' ? 'ha' : 'unknown') : role
  return { kind, role: known, port, portId: port.id, own: port.macAddress, guessed, tagsTold: true }
}

/** The port whose MAC takes part in all that goes on there: interfaces of LINUX_SLL2, and taps that no port's id names. */
function guessPort(vantage: Vantage, kind: InterfaceKind, heard: Heard, lookup: InventoryLookup): Port | null {
  if (kind !== 'tap' && (!isSll2(vantage) || vantage.ifindex === null || kind !== 'physical')) return null
  const own = ownStation(heard, 'tap')
  const ports = own === null ? [] : lookup.portsByMac(own).filter((port) => roleOf(port) === 'vm-port')
  return ports.length === 1 ? ports[0]! : null
}

function isPortKind(kind: InterfaceKind): kind is PortKind {
  return kind === 'tap' || kind === 'router-interface' || kind === 'router-gateway'
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
