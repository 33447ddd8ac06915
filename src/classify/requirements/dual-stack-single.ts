import type { Family, Learned } from '../../observe/rows.ts'
import { listeningText } from '../absence.ts'
import { isIpv6 } from '../address-scope.ts'
import type { Cloud, Station } from '../cloud.ts'
import { networkText, spanText, stationText, vantageText } from '../cloud.ts'
import { type Fact, fact } from '../evidence.ts'
import { type Holding, holdingsOf } from '../holdings.ts'
import { few, fewNotes, no, notesOnFew, partial, type Requirement, unobserved, yes } from '../requirement.ts'
import { answersElsewhere, askedInVain, type InVain } from '../solicitations.ts'

const FAMILIES: readonly Family[] = [4, 6]

export const dualStackSingle: Requirement = {
  id: 'dual-stack.single-interface',
  title: 'VM with a single interface associated with a network, which is then associated with two subnets',
  cites: ['RFC 4861 §6.3.7', 'RFC 8415 §18.2.1', 'RFC 2131 §4.4.1'],
  judge(cloud) {
    const nics = cloud.stations.withRole('vm-port').map((station) => stackOf(cloud, station))
    const failed = nics.filter(({ vain }) => vain?.why === null)
    const both = nics.filter(({ used }) => used.length === 2)
    const idle = nics.filter(({ held, used }) => held.length === 2 && used.length < 2)
    const doubtful = notesOnFew(nics.filter(isDoubtful), (nic) => doubtNote(cloud, nic))
    if (failed.length > 0) {
      return no({
        notes: [
          ...notesOnFew(failed, (nic) => vainNote(cloud, nic.station, nic.vain!)),
          ...fewNotes(both.map((nic) => usedNote(cloud, nic))),
        ],
        facts: few(failed).flatMap((nic) => [...holdingFacts(nic.holdings), ...vainFacts(nic.vain!)]),
      })
    }
    if (both.length > 0) {
      const notes = [...fewNotes(both.map((nic) => usedNote(cloud, nic))), ...doubtful]
      return yes({ notes, facts: few(both).flatMap(usedFacts) })
    }
    if (idle.length > 0) {
      return partial({
        notes: [...fewNotes(idle.map((nic) => idleNote(cloud, nic))), ...doubtful],
        facts: few(idle).flatMap(({ holdings }) => holdingFacts(holdings)),
        missing: few(idle).map(({ station }) => `traffic of both families at ${stationText(cloud, station)}`),
      })
    }
    return unobserved({
      notes: [
        'looked for a NIC that holds an address of one family while it holds or asks for one of the other; none was seen',
        ...doubtful,
      ],
      facts: [],
      missing: ['the tap of a VM on a network with an IPv4 and an IPv6 subnet, from before the VM starts'],
    })
  },
}

interface Stack {
  readonly station: Station
  readonly holdings: readonly Holding[]
  readonly held: readonly Family[]
  readonly used: readonly Family[]
  readonly vain: InVain | null
}

function stackOf(cloud: Cloud, station: Station): Stack {
  const holdings = holdingsOf(cloud, station)
  const held = FAMILIES.filter((family) => holdings.some((holding) => holding.family === family))
  const used = FAMILIES.filter((family) => holdings.some((one) => one.family === family && one.used.length > 0))
  const lacking = held.length === 1 ? FAMILIES.find((family) => !held.includes(family)) : undefined
  return { station, holdings, held, used, vain: lacking === undefined ? null : askedInVain(cloud, station, lacking) }
}

function isDoubtful({ vain }: Stack): boolean {
  return vain !== null && vain.why !== null
}

function doubtNote(cloud: Cloud, { station, vain }: Stack): string {
  return `${vainNote(cloud, station, vain!)}, which proves nothing: ${vain!.why}`
}

function usedNote(cloud: Cloud, { station, holdings }: Stack): string {
  const addresses = holdings.filter(({ used }) => used.length > 0).map(({ address }) => address)
  return `${stationText(cloud, station)} uses ${addresses.join(' and ')}`
}

function idleNote(cloud: Cloud, { station, holdings, used }: Stack): string {
  const sent = used.length === 0 ? 'sent no packet from either' : `sent packets over IPv${used[0]} only`
  return `${stationText(cloud, station)} holds ${holdings.map(({ address }) => address).join(' and ')}, and ${sent}`
}

/** What was asked, how often and when, what was to come, and where it was seen instead. */
export function vainNote(cloud: Cloud, station: Station, vain: InVain): string {
  const { family, asked, vantage } = vain
  const kinds = [...new Set(asked.map(({ kind }) => kind))].map((kind) => {
    const count = asked.filter((one) => one.kind === kind).length
    return `${count} ${kind === 'router-solicitation' ? 'RS' : kind.toUpperCase()}`
  })
  const expected = family === 4 ? 'DHCPv4 offer' : 'RA or DHCPv6 answer'
  const { project } = cloud.networks[station.network]!
  const who = `${stationText(cloud, station)}${project === null ? '' : ` of project ${project}`}`
  const when = spanText(asked[0]!.seen, asked.at(-1)!.seen)
  const elsewhere = answersElsewhere(cloud, station, vain)
  const seen = elsewhere.length === 0 ? '' : `; meanwhile ${elsewhere.slice(0, 5).join(', ')}`
  return `${who} asked for IPv${family} with ${kinds.join(' and ')} ${when}; no ${expected} reached ${vantageText(cloud, vantage)}, which listened ${listeningText(cloud, vantage)}${seen}`
}

export function vainFacts({ asked }: InVain): readonly Fact[] {
  const ends = asked.length > 1 ? [asked[0]!, asked.at(-1)!] : asked
  return ends.map(({ kind, seen }, i) => fact(`${i === 0 ? 'first' : 'last'} request that nobody answered`, kind, seen))
}

export function holdingFacts(holdings: readonly Holding[]): readonly Fact[] {
  return holdings.flatMap(({ address, learned }) => {
    const [row] = learned.learned
    return row === undefined
      ? []
      : [fact(`${address} held by ${row.mac} (${row.learned})`, messageOf(row.learned, address), row.first)]
  })
}

/** The kind of message that an address was learned from. */
function messageOf(learned: Learned, address: string): string {
  switch (learned) {
    case 'dad':
    case 'ns':
      return 'neighbor-solicitation'
    case 'na':
      return 'neighbor-advertisement'
    case 'lease':
      return isIpv6(address) ? 'reply' : 'ack'
    case 'arp':
      return 'arp'
    case 'traffic':
      return 'packet'
  }
}

function usedFacts({ holdings }: Stack): readonly Fact[] {
  return FAMILIES.flatMap((family) => {
    const [first] = holdings.filter((holding) => holding.family === family && holding.used.length > 0)
    return first === undefined ? [] : useFacts(first)
  })
}

/** How an address was claimed, and a packet from it. */
export function useFacts(holding: Holding): readonly Fact[] {
  const [packet] = holding.used
  const sent =
    packet === undefined
      ? []
      : [fact(`packet from ${packet.source} (${packet.linkSource}) to ${packet.destination}`, 'packet', packet.first)]
  return [...holdingFacts([holding]), ...sent]
}

export function familiesText(cloud: Cloud, station: Station, holdings: readonly Holding[]): string {
  const addresses = holdings.map(({ address }) => address)
  return `${station.mac} on ${networkText(cloud, station.network)} ${addresses.length === 0 ? 'holds no address' : `holds ${addresses.join(' and ')}`}`
}
