import type { Family } from '../../observe/rows.ts'
import type { Cloud, Station } from '../cloud.ts'
import { stationText } from '../cloud.ts'
import type { Fact } from '../evidence.ts'
import { type Holding, holdingsOf } from '../holdings.ts'
import { few, no, notesOnFew, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { askedInVain, type InVain } from '../solicitations.ts'
import { familiesText, holdingFacts, useFacts, vainFacts, vainNote } from './dual-stack-single.ts'
import { type JoinedNics, joinByClientId } from './nics-of-one-client.ts'

export const dualStackTwo: Requirement = {
  id: 'dual-stack.two-interfaces',
  title: 'VM with two different interfaces associated with two different networks and two different subnets',
  cites: ['RFC 4361 §6.1', 'RFC 8415 §11'],
  judge(cloud) {
    const { vms, suspected } = machinesOf(cloud)
    const machines = vms.map((nics) => nics.map((station) => nicOf(cloud, station)))
    const failed = machines.filter((nics) => nics.some(fails) && nics.some((nic) => !fails(nic) && nic.used.length > 0))
    const whole = machines.filter((nics) => isWhole(nics))
    const rest = machines.filter((nics) => !whole.includes(nics) && !failed.includes(nics))
    const doubts = notesOnFew(machines.flat().flatMap(doubtsOf), (one) => doubtNote(cloud, one))
    if (failed.length > 0) {
      return no({
        notes: [
          ...notesOnFew(failed, (nics) => note(cloud, nics)),
          ...notesOnFew(failed.flatMap(failsOf), (one) => vainNote(cloud, one.station, one.vain)),
        ],
        facts: few(failed).flatMap(failFacts),
      })
    }
    if (whole.length > 0) {
      return yes({
        notes: [...notesOnFew(whole, (nics) => note(cloud, nics)), ...doubts],
        facts: few(whole).flatMap(factsOf),
      })
    }
    const half = rest.filter((nics) => factsOf(nics).length > 0)
    if (half.length > 0) {
      return partial({
        notes: [...notesOnFew(half, (nics) => note(cloud, nics)), ...doubts],
        facts: few(half).flatMap(factsOf),
        missing: few(half).flatMap((nics) =>
          nics
            .filter(({ used }) => used.length === 0)
            .map(({ station }) => `traffic of ${stationText(cloud, station)}`),
        ),
      })
    }
    const hints = suspected.map((nics) => nics.map((station) => nicOf(cloud, station)))
    if (hints.some((nics) => factsOf(nics).length > 0)) {
      return partial({
        notes: notesOnFew(
          hints,
          (nics) => `${note(cloud, nics)}: they share a DUID, which cloned images do too; an inventory would settle it`,
        ),
        facts: few(hints).flatMap(factsOf),
        missing: ['an inventory, or a DHCPv4 client id of RFC 4361 that holds the DUID'],
      })
    }
    const how = cloud.lookup === null ? ' that one RFC 4361 client id and DUID join (an inventory would tell all)' : ''
    return unobserved({
      notes: [`looked for two captured NICs of one VM on two networks${how}; none were seen`, ...doubts],
      facts: [],
      missing: ['the taps of both NICs of a VM on two networks'],
    })
  },
}

function machinesOf(cloud: Cloud): JoinedNics {
  const stations = cloud.stations.withRole('vm-port')
  if (cloud.lookup === null) return joinByClientId(cloud, stations)
  const byVm = new Map<string, Station[]>()
  for (const station of stations) byVm.set(station.vm!, [...(byVm.get(station.vm!) ?? []), station])
  const vms = [...byVm.values()].filter((nics) => new Set(nics.map(({ network }) => network)).size > 1)
  return { vms, suspected: [] }
}

interface Nic {
  readonly station: Station
  readonly holdings: readonly Holding[]
  /** Those it sent packets from. */
  readonly used: readonly Holding[]
  readonly vain: readonly InVain[]
}

function nicOf(cloud: Cloud, station: Station): Nic {
  const holdings = holdingsOf(cloud, station)
  const lacking = ([4, 6] as const).filter((family) => !holdings.some((holding) => holding.family === family))
  return {
    station,
    holdings,
    used: holdings.filter(({ used }) => used.length > 0),
    vain: lacking.flatMap((family: Family) => askedInVain(cloud, station, family) ?? []),
  }
}

function fails({ vain }: Nic): boolean {
  return vain.some(({ why }) => why === null)
}

/** Two networks used, and both families between them. */
function isWhole(nics: readonly Nic[]): boolean {
  const working = nics.filter(({ used }) => used.length > 0)
  const networks = new Set(working.map(({ station }) => station.network))
  const families = new Set(working.flatMap(({ used }) => used.map(({ family }) => family)))
  return networks.size > 1 && families.size === 2
}

function note(cloud: Cloud, nics: readonly Nic[]): string {
  const vm = cloud.lookup === null ? 'a VM' : `VM ${nics[0]!.station.vm}`
  const texts = nics.map(({ station, holdings, used }) => {
    const sent = used.length > 0 ? 'and uses it' : 'and sent no packet from one'
    return `${familiesText(cloud, station, holdings)} ${sent}`
  })
  return `${vm}: ${texts.join('; ')}`
}

function factsOf(nics: readonly Nic[]): readonly Fact[] {
  return nics.flatMap(({ holdings, used }) => (used.length > 0 ? used.flatMap(useFacts) : holdingFacts(holdings)))
}

/** What a NIC asked for in vain. */
interface Asked {
  readonly station: Station
  readonly vain: InVain
}

function doubtsOf({ station, vain }: Nic): readonly Asked[] {
  return vain.filter(({ why }) => why !== null).map((one) => ({ station, vain: one }))
}

function doubtNote(cloud: Cloud, { station, vain }: Asked): string {
  return `${vainNote(cloud, station, vain)}, which proves nothing: ${vain.why}`
}

function failsOf(nics: readonly Nic[]): readonly Asked[] {
  return nics.flatMap(({ station, vain }) =>
    vain.filter(({ why }) => why === null).map((one) => ({ station, vain: one })),
  )
}

function failFacts(nics: readonly Nic[]): readonly Fact[] {
  return [...factsOf(nics), ...nics.flatMap(({ vain }) => vain.filter(({ why }) => why === null).flatMap(vainFacts))]
}
