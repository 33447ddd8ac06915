import type { Answer, Basis, RequirementReport } from './analysis.ts'
import type { Cloud } from './cloud.ts'
import { evidenceOf, type Fact } from './evidence.ts'

/** A row of the Kilo table, or one of its items. */
export interface Requirement {
  readonly id: string
  readonly title: string
  /** What the judgement relies on. */
  readonly cites: readonly string[]
  judge(cloud: Cloud): Finding
}

/** A row of several items, each judged for itself. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly items: readonly Requirement[]
}

export interface Finding {
  readonly answer: Answer
  readonly notes: readonly string[]
  readonly missing: readonly string[]
  readonly facts: readonly Fact[]
}

export interface Because {
  readonly notes: readonly string[]
  readonly facts: readonly Fact[]
  readonly missing?: readonly string[]
}

export const yes = (because: Because): Finding => finding('yes', because)
export const no = (because: Because): Finding => finding('no', because)
export const partial = (because: Because): Finding => finding('partial', because)
export const unobserved = (because: Because): Finding => finding('unobserved', because)

function finding(answer: Answer, { notes, facts, missing = [] }: Because): Finding {
  return { answer, notes: distinct(notes), missing: distinct(missing), facts }
}

/** A note lists so many of a kind. */
const MOST = 8

/** The first of a list that a person may read, and how many more there are. */
export function fewNotes(texts: readonly string[]): readonly string[] {
  const all = distinct(texts)
  return all.length > MOST ? [...all.slice(0, MOST), `… and ${all.length - MOST} more like these`] : all
}

/** Notes on the first of a list, and how many more there are: where a note takes looking things up. */
export function notesOnFew<Item>(items: readonly Item[], note: (item: Item) => string): readonly string[] {
  const notes = distinct(few(items).map(note))
  return items.length > MOST ? [...notes, `… and ${items.length - MOST} more like these`] : notes
}

/** The first of a list whose frames a person may open. */
export function few<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, MOST)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

export function report(requirement: Requirement | Row, cloud: Cloud): RequirementReport {
  return 'items' in requirement ? reportRow(requirement, cloud) : reportOne(requirement, cloud)
}

function reportOne(requirement: Requirement, cloud: Cloud): RequirementReport {
  const { answer, notes, missing, facts } = requirement.judge(cloud)
  const { id, title } = requirement
  const evidence = evidenceOf(facts)
  return { id, title, claimed: 'yes', observed: answer, basis: cloud.basis, notes, missing, evidence, items: [] }
}

function reportRow({ id, title, items }: Row, cloud: Cloud): RequirementReport {
  const reports = items.map((item) => reportOne(item, cloud))
  const basis: Basis = cloud.basis
  const observed = foldAnswers(reports.map((item) => item.observed))
  return { id, title, claimed: 'yes', observed, basis, notes: [], missing: [], evidence: [], items: reports }
}

/** Any `no` is `no`; all `yes` is `yes`; all `unobserved` is `unobserved`; else `partial`. */
export function foldAnswers(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no'
  if (answers.every((answer) => answer === 'yes')) return 'yes'
  return answers.every((answer) => answer === 'unobserved') ? 'unobserved' : 'partial'
}
