import pc from 'picocolors'
import { alterationText } from '../forwarding/alteration-text.ts'
import type { ClockReport, PortRaReport, RaForwarding, RouterRaReport } from '../forwarding/ra-forwarding.ts'
import { type Colours, colourOf } from './answer-colour.ts'
import { columnsOf } from './columns.ts'
import { count, grouped } from './counted.ts'
import { durationText } from './duration.ts'
import { escapeText } from './escape.ts'
import type { Display } from './renderers.ts'
import { joinSections } from './sections.ts'
import { pad, wrap } from './wrap.ts'

const NARROWEST = 76
const WIDEST = 200
/** Frames shown of one port; the rest is in the JSON. */
const FRAMES_SHOWN = 3

/** For people: each router, and what came of its advertisements at each port. */
export function renderRaForwardingTable(report: RaForwarding, display: Display): string {
  const width = Math.min(Math.max(display.width, NARROWEST), WIDEST)
  const colours = pc.createColors(display.colour)
  return joinSections([
    head(report, width, colours),
    ...report.routers.map((router) => routerSection(router, width, colours)),
    clockSection(report.clocks, width, colours),
  ])
}

function head({ verdict, followed, routers, notes, complete }: RaForwarding, width: number, colours: Colours) {
  const ports = routers.flatMap((router) => router.ports)
  const [expected, lost] = [sum(ports.map((port) => port.expected)), sum(ports.map((port) => port.lost))]
  const whose = followed === 'upstream' ? 'routers beyond the cloud' : "projects' routers"
  const told = `RA forwarding from ${whose} to the ports of VMs: ${count(routers.length, 'router')}, ${count(ports.length, 'port')}, ${count(expected, 'RA')} expected, ${grouped(lost)} lost.`
  return [
    ...wrap(told, width),
    `Verdict: ${colourOf(verdict, colours)(verdict)}`,
    ...(complete ? [] : ['INTERRUPTED: only what was read until then is told here.']),
    ...notes.flatMap((note) => wrap(escapeText(note), width, { first: '- ', rest: '  ' })),
  ]
}

/** Columns of numbers, right-aligned, behind the port's name. */
const NUMBERS = [
  ['expected', 9],
  ['delivered', 10],
  ['lost', 6],
  ['late', 5],
  ['copies', 7],
  ['altered', 8],
] as const
const DELAY_COLUMNS = 10
const VERDICT_COLUMNS = 'unobserved'.length

function routerSection(router: RouterRaReport, width: number, colours: Colours): readonly string[] {
  const { address, mac, network, wire, sent, vantage, ports, verdict } = router
  const seenAs = wire === '' || wire === network ? '' : ` (${wire})`
  const where = vantage === null ? '' : `, counted from ${vantage} on`
  const title = `${address} (${mac}) on ${network}${seenAs}: ${count(sent, 'RA')}${where}`
  const lines = [
    ...wrap(escapeText(title), width, { rest: '  ' }).map((line, i) => (i === 0 ? colours.bold(line) : line)),
  ]
  if (ports.length === 0) return [...lines, '  no port of a VM on that network was captured']
  if (ports.length > 1) lines.push(`  ${colourOf(verdict, colours)(verdict)} for its ${ports.length} ports together`)
  const titles = NUMBERS.map(([name, columns]) => name.padStart(columns)).join('')
  lines.push(`  ${pad('', VERDICT_COLUMNS)}${titles}${'delay'.padStart(DELAY_COLUMNS)}`)
  return [...lines, ...ports.flatMap((port) => portLines(port, width, colours))]
}

function portLines(port: PortRaReport, width: number, colours: Colours): readonly string[] {
  const { vantage, portId, mac, verdict, delayNs } = port
  const values = [port.expected, port.delivered, port.lost, port.late, port.duplicated, port.altered]
  const numbers = NUMBERS.map(([, columns], i) => grouped(values[i]!).padStart(columns)).join('')
  const delay = delayNs === null ? '-' : durationText(delayNs.median)
  const name = `${vantage} (${portId === null ? mac : `port ${portId}`})`
  return [
    ...wrap(escapeText(name), width, { first: '  ', rest: '    ' }),
    `  ${colourOf(verdict, colours)(pad(verdict, VERDICT_COLUMNS))}${numbers}${delay.padStart(DELAY_COLUMNS - columnsOf(delay) + delay.length)}`,
    ...remarks(port).flatMap((remark) => wrap(escapeText(remark), width, { first: '    - ', rest: '      ' })),
  ]
}

function remarks(port: PortRaReport): readonly string[] {
  const { cause, firstMissingHop, lostFrames, alterations, solicitations, delayNs, longestGapNs } = port
  const told: string[] = []
  if (cause !== null) told.push(cause)
  if (port.missedNode > 0) told.push(`${count(port.missedNode, 'more RA')} sent did not come to its node`)
  if (lostFrames.length > 0) {
    const frames = lostFrames.slice(0, FRAMES_SHOWN).map(({ capture, frame }) => `${capture} frame ${frame}`)
    const left = port.lost + port.missedNode - frames.length
    const more = left > 0 ? `, and ${grouped(left)} more` : ''
    told.push(`missing first at ${firstMissingHop}; last seen: ${frames.join(', ')}${more}`)
  }
  for (const alteration of alterations) {
    const { capture, frame } = alteration.frames[0]!
    told.push(`altered: ${alterationText(alteration)} (${capture} frame ${frame})`)
  }
  if (port.unsettled > 0)
    told.push(`${count(port.unsettled, 'RA')} not seen, which proves nothing: the capture is not whole, or guessed`)
  if (delayNs !== null && port.delivered > 1)
    told.push(
      `delay from ${durationText(delayNs.min)} to ${durationText(delayNs.max)}, 99 of 100 within ${durationText(delayNs.p99)}`,
    )
  if (longestGapNs !== null) {
    const lost = [...(port.routeLost ? ['the default route'] : []), ...(port.prefixLost ? ['the address'] : [])]
    const outlived = lost.length === 0 ? '' : `: long enough to lose ${lost.join(' and ')}`
    told.push(`longest time without an RA ${durationText(longestGapNs)}${outlived}`)
  }
  if (solicitations.sent > 0) {
    const soon = solicitations.delayNs === null ? '' : ` after ${durationText(solicitations.delayNs)}`
    told.push(`${solicitations.answered} of ${count(solicitations.sent, 'RS', '')} answered${soon}`)
  }
  return told
}

function clockSection(clocks: readonly ClockReport[], width: number, colours: Colours): readonly string[] {
  if (clocks.length < 2) return []
  const nodeColumns = Math.min(Math.max(...clocks.map(({ node }) => columnsOf(escapeText(node)))), 24)
  const lines = clocks.flatMap((clock) =>
    wrap(clockText(clock), width, {
      first: `  ${pad(escapeText(clock.node), nodeColumns)}  `,
      rest: '      ',
    }),
  )
  return [colours.bold('Clocks, when the captures begin'), ...lines]
}

function clockText({ node, offsetNs, spreadNs, driftPpm, frames, reference }: ClockReport): string {
  if (offsetNs === null || spreadNs === null) return 'unknown: no frame seen on it and another node tells'
  if (reference === node) return 'the reference'
  const way = offsetNs < 0 ? 'behind' : 'ahead of'
  const drift = driftPpm === null || driftPpm === 0 ? '' : `, drifting ${driftPpm} ppm`
  return `${durationText(Math.abs(offsetNs))} ${way} ${escapeText(reference)}, give or take ${durationText(spreadNs)}${drift}; told by ${count(frames, 'frame')}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
