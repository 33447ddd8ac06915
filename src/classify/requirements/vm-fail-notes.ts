import { compareSeen } from '../../observe/compare-seen.ts'
import { listeningText } from '../absence.ts'
import { type Cloud, spanText, stationText, vantageText } from '../cloud.ts'
import { byFirst } from '../evidence.ts'
import type { Leg } from '../exchanges.ts'
import { notesOnFew } from '../requirement.ts'
import type { Scene } from './vm-scene.ts'
import type { Try } from './vm-tries.ts'

/** Of each VM and address it tried in vain: who, what, when, where no answer came, and how far the packets got. */
export function failNotes(scene: Scene, tries: readonly Try[]): readonly string[] {
  const pairs = new Map<string, Try[]>()
  for (const one of tries) {
    const key = `${one.from.number} ${one.source} ${one.destination} ${one.vantage}`
    const same = pairs.get(key)
    if (same === undefined) pairs.set(key, [one])
    else same.push(one)
  }
  return notesOnFew([...pairs.values()], (same) => failNote(scene, same))
}

function failNote(scene: Scene, same: readonly Try[]): string {
  const { cloud } = scene
  const { way, from, source, destination, owner, vantage, leg } = same[0]!
  const count = same.reduce((sum, one) => sum + one.count, 0)
  const first = [...same].sort(byFirst)[0]!.first
  const last = [...same].sort((a, b) => compareSeen(a.last, b.last)).at(-1)!.last
  const who = `${stationText(cloud, from)}${projectText(cloud, from.network)}`
  const sent = leg === undefined ? 'asked from' : 'sent packets from'
  const what = `${sent} ${source} ${leg === undefined ? 'for the MAC of' : 'to'} ${destination}`
  const through = way === 'routed' && leg?.to !== undefined ? ` through ${stationText(cloud, leg.to)}` : ''
  const where = `${vantageText(cloud, vantage)}, which listened ${listeningText(cloud, vantage)}`
  const reached = leg === undefined ? '' : `; the packets were seen ${reachText(scene, leg)}`
  return `${way}: ${who} ${what} (${owner.text})${through}, ${count} times ${spanText(first, last)}; no VM ever answered at ${where}${reached}`
}

function projectText(cloud: Cloud, network: number): string {
  const { project } = cloud.networks[network]!
  return project === null ? '' : ` of project ${project}`
}

/** The vantages that packets between two addresses passed, in the order of their coming. */
function reachText({ cloud, exchanges }: Scene, { row }: Leg): string {
  const vantages = (source: string, destination: string) =>
    [...new Set(exchanges.from(source, destination).map((one) => vantageText(cloud, one.row.vantage)))]
      .slice(0, 8)
      .join(', ')
  const back = vantages(row.destination, row.source)
  const lost = back === '' ? '' : `, and answers that did not arrive at ${back}`
  return `at ${vantages(row.source, row.destination)}${lost}`
}
