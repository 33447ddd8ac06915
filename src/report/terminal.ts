import pc from 'picocolors'
import type { Analysis, ChecksumCounts, Evidence, RequirementReport } from '../classify/analysis.ts'
import { type Colours, colourOf } from './answer-colour.ts'
import { count, grouped } from './counted.ts'
import { escapeText } from './escape.ts'
import type { Display } from './renderers.ts'
import { joinSections } from './sections.ts'
import { pad, wrap } from './wrap.ts'

/** A table narrower than this is no table; lines longer than that are hard to read. */
const NARROWEST = 60
const WIDEST = 200
/** Evidence lines shown of one requirement; the rest is counted, and in the JSON. */
const EVIDENCE_SHOWN = 8

/** The gap table for people: each requirement, what Kilo claims, what the packets show, and why. */
export function renderTerminal(analysis: Analysis, display: Display): string {
  const width = Math.min(Math.max(display.width, NARROWEST), WIDEST)
  const colours = pc.createColors(display.colour)
  return joinSections([
    head(analysis, width),
    table(analysis.requirements, width, colours),
    ...rows(analysis.requirements).map((row) => reasons(row, analysis, width, colours)),
    problems(analysis, width, colours),
    limits(analysis, width),
    coverage(analysis, width),
  ])
}

function head(analysis: Analysis, width: number): readonly string[] {
  const { captures, vantages, inventory } = analysis
  const nodes = new Set(vantages.map((vantage) => vantage.node)).size
  const frames = captures.reduce((sum, capture) => sum + (capture.duplicateOf === null ? capture.frames : 0), 0)
  const seen = [count(captures.length, 'capture'), `${count(vantages.length, 'vantage')} on ${count(nodes, 'node')}`]
  const sentences = [
    `IPv6 gap table from ${[...seen, count(frames, 'frame')].join(', ')}${span(analysis)}.`,
    inventory === null
      ? 'No inventory: networks, projects and the roles of stations are inferred.'
      : `Inventory ${inventory.path}: ${count(inventory.networks, 'network')}, ${count(inventory.subnets, 'subnet')}, ` +
        `${count(inventory.ports, 'port')}, ${count(inventory.routers, 'router')}.`,
  ]
  if (!analysis.complete) sentences.push('INTERRUPTED: only what was read until then is told here.')
  return sentences.flatMap((sentence) => wrap(escapeText(sentence), width))
}

function span({ captures }: Analysis): string {
  const first = captures.flatMap(({ firstTime }) => (firstTime === null ? [] : [firstTime])).sort()[0]
  const last = captures
    .flatMap(({ lastTime }) => (lastTime === null ? [] : [lastTime]))
    .sort()
    .at(-1)
  return first === undefined || last === undefined ? '' : `, ${first} to ${last}`
}

const CLAIM = 'Kilo claims'
const OBSERVED_COLUMNS = 'unobserved'.length

function table(requirements: readonly RequirementReport[], width: number, colours: Colours): readonly string[] {
  const titleColumns = width - CLAIM.length - OBSERVED_COLUMNS - 10
  const rule = (stroke: string) =>
    `+${[titleColumns, CLAIM.length, OBSERVED_COLUMNS].map((columns) => stroke.repeat(columns + 2)).join('+')}+`
  const line = (title: string, claimed: string, observed: string, colour = (text: string) => text) =>
    `| ${pad(title, titleColumns)} | ${pad(claimed, CLAIM.length)} | ${colour(pad(observed, OBSERVED_COLUMNS))} |`
  const lines = [rule('-'), line('Requirement', CLAIM, 'Observed', colours.bold), rule('=')]
  for (const requirement of requirements) {
    for (const [row, mark] of [requirement, ...requirement.items].map((each, index) => [each, index] as const)) {
      const number = mark === 0 ? '' : `${mark}. `
      const indent = { first: number, rest: ' '.repeat(number.length) }
      wrap(escapeText(row.title), titleColumns, indent).forEach((title, index) => {
        const [claimed, observed] = index === 0 ? [row.claimed, row.observed] : ['', '']
        lines.push(line(title, claimed, observed, colourOf(row.observed, colours)))
      })
    }
    lines.push(rule('-'))
  }
  return lines
}

/** A requirement of several items is what they are; the reasons stand with them. */
function rows(requirements: readonly RequirementReport[]): readonly RequirementReport[] {
  return requirements.flatMap((requirement) => {
    const own = requirement.notes.length + requirement.missing.length + requirement.evidence.length > 0
    return requirement.items.length === 0 || own ? [requirement, ...requirement.items] : requirement.items
  })
}

function reasons(row: RequirementReport, analysis: Analysis, width: number, colours: Colours): readonly string[] {
  const basis = row.basis === 'inventory' ? 'by the inventory' : 'inferred'
  const title = `${colours.bold(escapeText(row.id))}: ${colourOf(row.observed, colours)(row.observed)} (${basis})`
  const hidden = row.evidence.length - EVIDENCE_SHOWN
  const lines = [title, ...row.notes.flatMap((note) => item(note, width))]
  lines.push(
    ...row.evidence.slice(0, EVIDENCE_SHOWN).flatMap((each) => item(evidenceText(each, analysis), width, '* ')),
  )
  if (hidden > 0) lines.push(...item(`${count(hidden, 'more frame')} of evidence in --format json`, width, '* '))
  if (row.missing.length > 0) lines.push('  Missing:', ...row.missing.flatMap((each) => item(each, width)))
  return lines
}

function evidenceText({ capture, vantage, frame, time, shows }: Evidence, { captures, vantages }: Analysis): string {
  const place = vantages.find(({ id }) => id === vantage)
  const name = place === undefined ? vantage : `${place.node}/${place.name}`
  const path = captures.find(({ id }) => id === capture)?.path
  const file = path === undefined || isNamedFor(path, name) ? '' : ` (${path})`
  return `${name}${file} frame ${frame}${time === null ? '' : ` ${time}`} – ${shows}`
}

/** Whether a file's path tells the vantage already, so that a person knows what to open. */
function isNamedFor(path: string, name: string): boolean {
  return `/${path}`.includes(`/${name}.`) && !/_\d{5,}/.test(path)
}

function problems({ captures, unread }: Analysis, width: number, colours: Colours): readonly string[] {
  const pathOf = (id: string) => captures.find((capture) => capture.id === id)?.path ?? id
  const lines = [
    ...captures.flatMap(({ path, duplicateOf }) =>
      duplicateOf === null ? [] : [`${path}: a copy of ${pathOf(duplicateOf)}, counted once`],
    ),
    ...captures.flatMap(({ path, problems }) => problems.map(({ at, message }) => `${path}: offset ${at}: ${message}`)),
    ...unread.map(({ path, problem }) => `${path}: not read: ${problem.message}`),
  ]
  return section('Problems', lines, width, colours.bold)
}

function limits({ limits }: Analysis, width: number): readonly string[] {
  const lines = Object.entries(limits)
    .filter(([, { leftOut }]) => leftOut > 0)
    .map(
      ([name, { cap, leftOut }]) =>
        `${name}: ${count(leftOut, 'sighting')} left out by the cap of ${grouped(cap)} rows`,
    )
  return section('Limits', lines, width)
}

function coverage({ coverage }: Analysis, width: number): readonly string[] {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, number]) => number > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, number]) => `${name} ${grouped(number)}`)
      .join(', ')
  const decoded = listed(coverage.decoded)
  const notDecoded = listed(coverage.notDecoded)
  const lines = []
  if (decoded !== '') lines.push(`Decoded: ${decoded}.`)
  if (notDecoded !== '') lines.push(`Not decoded: ${notDecoded}.`)
  const { icmpv6, udp } = coverage.checksums
  const bad = wrongChecksums(icmpv6.bad)
  if (bad !== '') lines.push(`Wrong checksums of ICMPv6: ${bad}.`)
  const badUdp = wrongChecksums(udp.bad)
  if (badUdp !== '') lines.push(`Wrong checksums of DHCPv6: ${badUdp}.`)
  if (udp.absent > 0) lines.push(`DHCPv6 without a checksum, which receivers discard: ${grouped(udp.absent)}.`)
  return lines.flatMap((line) => wrap(escapeText(line), width, { rest: '  ' }))
}

function wrongChecksums({ offload, damage, unknown }: ChecksumCounts['bad']): string {
  return [
    ...(damage > 0 ? [`${grouped(damage)} where they arrived (damage)`] : []),
    ...(offload > 0 ? [`${grouped(offload)} left to hardware by their senders (harmless)`] : []),
    ...(unknown > 0 ? [`${grouped(unknown)} one or the other, not known which (v6gap decode shows them)`] : []),
  ].join(', ')
}

function section(
  title: string,
  lines: readonly string[],
  width: number,
  colour = (text: string) => text,
): readonly string[] {
  return lines.length === 0 ? [] : [colour(title), ...lines.flatMap((line) => item(line, width))]
}

function item(text: string, width: number, bullet = '- '): readonly string[] {
  return wrap(escapeText(text), width, { first: `  ${bullet}`, rest: '    ' })
}
