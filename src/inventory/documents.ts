import { quoted } from './quoted.ts'
import { fieldsOf, KINDS, type Kind, kindOf } from './spellings.ts'

/** One answer about one thing, where it stood, and what it describes. */
export interface Answer {
  readonly kind: Kind
  readonly item: object
  /** As in `ports[3]`; '' where the document is the answer. */
  readonly place: string
}

export interface Findings {
  readonly answers: readonly Answer[]
  /** What stands where an answer should, and is none. */
  readonly problems: readonly string[]
  readonly notes: readonly string[]
  /** Whether anything in the document is of Neutron. An empty list is. */
  readonly recognised: boolean
}

const NOTHING: Findings = { answers: [], problems: [], notes: [], recognised: false }

/** A document nests answers at most so deep: a list of API answers, each with its list. */
const DEEPEST = 2

/**
 * The answers in a JSON document, of whichever shape: the API's lists (`{"ports": […]}`, several of them in one object),
 * its single answers (`{"port": {…}}`), what `openstack … list` (a bare list) and `openstack … show` (a bare object)
 * print, and a list of such.
 */
export function findAnswers(document: unknown, place = '', depth = 0): Findings {
  if (Array.isArray(document)) return inList(document, place, depth)
  if (!isObject(document)) return unknown(place, `expected an object or a list, got ${quoted(document)}`)
  const kind = kindOf(document)
  if (kind !== undefined) return { ...NOTHING, answers: [{ kind, item: document, place }], recognised: true }
  const keyed = inKeys(document, place)
  if (keyed.recognised) return keyed
  return unknown(place, `neither networks, subnets, ports nor routers: it has ${keysOf(document)}`)
}

function inList(list: readonly unknown[], place: string, depth: number): Findings {
  if (depth >= DEEPEST) return unknown(place, 'lists too deep in lists')
  const findings = list.map((item, i) => findAnswers(item, `${place}[${i}]`, depth + 1))
  return { ...together(findings), recognised: list.length === 0 || findings.some(({ recognised }) => recognised) }
}

function inKeys(document: object, place: string): Findings {
  const fields = fieldsOf(document)
  const findings: Findings[] = []
  for (const kind of KINDS) {
    const list = fields.get(`${kind}s`)
    if (list !== undefined) findings.push(ofKind(kind, list.value, keyPlace(place, list.name)))
    const single = fields.get(kind)
    if (single !== undefined && isObject(single.value)) {
      findings.push(ofKind(kind, [single.value], keyPlace(place, single.name)))
    }
    // API paginates when asked to, or when configured to (`pagination_max_limit`).
    if (fields.has(`${kind}s_links`)) findings.push(furtherPages(kind, fields.get(`${kind}s_links`)?.value, place))
  }
  return { ...together(findings), recognised: findings.length > 0 }
}

function ofKind(kind: Kind, list: unknown, place: string): Findings {
  if (!Array.isArray(list)) return unknown(place, `expected a list, got ${quoted(list)}`)
  const problems = list.flatMap((item, i) =>
    isObject(item) ? [] : [`${place}[${i}]: expected an object, got ${quoted(item)}`],
  )
  const answers = list.flatMap((item: unknown, i): Answer[] =>
    isObject(item) ? [{ kind, item, place: `${place}[${i}]` }] : [],
  )
  return { ...NOTHING, answers, problems, recognised: true }
}

function furtherPages(kind: Kind, links: unknown, place: string): Findings {
  const more = Array.isArray(links) && links.some((link) => isObject(link) && 'rel' in link && link.rel === 'next')
  const note = `${keyPlace(place, `${kind}s_links`)}: there is a next page, so that these are not all ${kind}s`
  return { ...NOTHING, notes: more ? [note] : [], recognised: true }
}

function together(findings: readonly Findings[]): Findings {
  return {
    answers: findings.flatMap(({ answers }) => answers),
    problems: findings.flatMap(({ problems }) => problems),
    notes: findings.flatMap(({ notes }) => notes),
    recognised: findings.some(({ recognised }) => recognised),
  }
}

function unknown(place: string, problem: string): Findings {
  return { ...NOTHING, problems: [place === '' ? problem : `${place}: ${problem}`] }
}

function keysOf(document: object): string {
  const keys = Object.keys(document)
  if (keys.length === 0) return 'no keys'
  const shown = keys.slice(0, 5).map(quoted).join(', ')
  return keys.length > 5 ? `${shown}, …` : shown
}

/** `name` as a step of a path. */
export function keyPlace(place: string, name: string): string {
  if (!/^[\w:-]+$/.test(name)) return `${place}[${quoted(name)}]`
  return place === '' ? name : `${place}.${name}`
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
