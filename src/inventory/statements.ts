import type { Statement } from './combine.ts'
import { findAnswers } from './documents.ts'
import { readJson } from './inventory-files.ts'
import { shownPath } from './quoted.ts'
import { readRecord } from './records.ts'
import type { Kind } from './spellings.ts'

/** All that a set of files says, kind by kind, and what is wrong with them. */
export interface Statements {
  /** The files that hold something of Neutron. */
  readonly paths: string[]
  readonly said: { readonly [K in Kind]: Statement<K>[] }
  readonly problems: string[]
  readonly notes: string[]
}

/** `directory`: nobody named the files one by one, so one that holds other things is passed over. */
export async function readStatements(paths: readonly string[], directory: boolean): Promise<Statements> {
  const statements: Statements = {
    paths: [],
    said: { network: [], subnet: [], port: [], router: [] },
    problems: [],
    notes: [],
  }
  for (const path of paths) await readFileInto(statements, path, directory)
  return statements
}

async function readFileInto(statements: Statements, path: string, directory: boolean): Promise<void> {
  const file = shownPath(path)
  const json = await readJson(path)
  if (!json.ok) {
    statements.problems.push(`${file}: ${json.problem}`)
    return
  }
  const { answers, problems, notes, recognised } = findAnswers(json.document)
  if (directory && !recognised) {
    statements.notes.push(`${file}: passed over, it holds no networks, subnets, ports or routers`)
    return
  }
  statements.paths.push(path)
  for (const problem of problems) statements.problems.push(`${file}: ${problem}`)
  for (const note of notes) statements.notes.push(`${file}: ${note}`)
  for (const { kind, item, place } of answers) readAnswerInto(statements, kind, item, path, place)
}

function readAnswerInto<K extends Kind>(
  statements: Statements,
  kind: K,
  item: object,
  path: string,
  place: string,
): void {
  const file = shownPath(path)
  const reading = readRecord(kind, item, place)
  if (!reading.ok) {
    for (const problem of reading.problems) statements.problems.push(`${file}: ${problem}`)
    return
  }
  const at = place === '' ? file : `${file}: ${place}`
  statements.said[kind].push({ record: reading.record, path, at })
}
