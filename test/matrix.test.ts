import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Analysis, Answer, RequirementReport } from '../src/classify/analysis.ts'
import { classify } from '../src/classify/classify.ts'
import { foldAnswers } from '../src/classify/requirement.ts'
import { TABLE } from '../src/classify/requirements/table.ts'
import { survey } from '../src/survey.ts'

/** What a scenario's cloud did, written by hand beside its captures (`captures/faults/README.md`). */
interface Truth {
  readonly schema: string
  readonly scenario: string
  readonly seed: number
  readonly summary: string
  /** Paths to analyze, relative to the scenario. */
  readonly captures: readonly string[]
  readonly inventory: string
  readonly verdicts: Readonly<Record<string, Label>>
}

interface Label {
  readonly withInventory: Answer
  readonly without: Answer
  readonly because: string
  /** Regular expressions, each of which a note of the row with the inventory matches. */
  readonly notes?: readonly string[]
}

type Mode = 'withInventory' | 'without'
const MODES: readonly Mode[] = ['withInventory', 'without']
const ANSWERS: readonly string[] = ['yes', 'no', 'partial', 'unobserved']

/** The seven verdicts, and the rows of several items that follow from them. */
const LEAVES = TABLE.flatMap((row) => ('items' in row ? row.items : [row]))
const ROWS = TABLE.flatMap((row) => ('items' in row ? [row] : []))

const captures = fileURLToPath(new URL('../../captures', import.meta.url))
const scenarios = ['all-good', ...directoriesIn('faults').map((name) => `faults/${name}`)]
  .filter((name) => existsSync(join(captures, name, 'truth.json')))
  .map((name) => ({ name, truth: JSON.parse(readFileSync(join(captures, name, 'truth.json'), 'utf8')) as Truth }))

const Matrix = suite('every scenario × every verdict × with and without an inventory')

Matrix('there are scenarios, and each directory of captures has its labels', () => {
  assert.ok(scenarios.length > 0)
  const unlabelled = directoriesIn('faults').filter((name) => !existsSync(join(captures, 'faults', name, 'truth.json')))
  assert.equal(unlabelled, [])
})

for (const { name, truth } of scenarios) {
  Matrix(`${name}: its labels are whole`, () => assert.equal(labelProblems(truth), []))
  Matrix(name, async () => {
    const observed = await classifications(name, truth)
    const problems = MODES.flatMap((mode) => problemsIn(truth, mode, observed[mode]))
    if (problems.length > 0) assert.unreachable(problems.join('\n  '))
  })
}

Matrix.run()

function directoriesIn(folder: string): readonly string[] {
  const path = join(captures, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

function labelProblems({ schema, verdicts }: Truth): readonly string[] {
  const problems = LEAVES.flatMap(({ id }) => {
    const label = verdicts[id]
    if (label === undefined) return [`${id}: no label`]
    return MODES.flatMap((mode) => (ANSWERS.includes(label[mode]) ? [] : [`${id}: ${mode} is '${label[mode]}'`]))
  })
  const known: readonly string[] = [...LEAVES, ...ROWS].map(({ id }) => id)
  const unknown = Object.keys(verdicts).filter((id) => !known.includes(id))
  return [
    ...(schema === 'v6gap/truth@1' ? [] : [`schema is '${schema}'`]),
    ...problems,
    ...unknown.map((id) => `${id}: no row of the table`),
  ]
}

type Observed = Pick<Analysis, 'captures'> & ReturnType<typeof classify>

/** One scan serves both: what an inventory adds to it is that its ports' rows are kept beyond the caps, which are not reached. */
async function classifications(name: string, truth: Truth): Promise<Readonly<Record<Mode, Observed>>> {
  const directory = join(captures, name)
  const paths = truth.captures.map((path) => join(directory, path))
  const surveyed = await survey(paths, { inventory: join(directory, truth.inventory), workers: 0 })
  if (!surveyed.ok) throw new Error(`${name}: ${surveyed.problems.join('; ')}`)
  const { settled, inventory, captures: read } = surveyed
  assert.ok(Object.values(settled.limits).every(({ leftOut }) => leftOut === 0))
  return {
    withInventory: { captures: read, ...classify(settled, inventory) },
    without: { captures: read, ...classify(settled, null) },
  }
}

function problemsIn(truth: Truth, mode: Mode, observed: Observed): readonly string[] {
  const leaves = LEAVES.flatMap(({ id }) => {
    const label = truth.verdicts[id]
    const row = rowOf(observed, id)
    return label === undefined
      ? []
      : [...answerProblems(row, label[mode], label.because), ...notesMissing(row, label, mode)]
  })
  const parents = ROWS.flatMap(({ id, items }) => {
    const answers = items.flatMap((item) => truth.verdicts[item.id]?.[mode] ?? [])
    return answerProblems(rowOf(observed, id), foldAnswers(answers), `its items are ${answers.join(', ')}`)
  })
  const evidence = LEAVES.flatMap(({ id }) => evidenceProblems(rowOf(observed, id), observed))
  const how = mode === 'withInventory' ? 'with inventory' : 'without inventory'
  return [...leaves, ...parents, ...evidence].map((problem) => `${truth.scenario}, ${how}: ${problem}`)
}

function rowOf({ requirements }: Observed, id: string): RequirementReport {
  const row = requirements.flatMap((one) => [one, ...one.items]).find((one) => one.id === id)
  if (row === undefined) throw new Error(`the report has no row ${id}`)
  return row
}

function answerProblems(row: RequirementReport, expected: Answer, because: string): readonly string[] {
  if (row.observed === expected) return []
  const notes = row.notes.map((note) => `\n      - ${note}`).join('')
  return [`${row.id}: expected ${expected} (${because}), observed ${row.observed}:${notes}`]
}

function notesMissing(row: RequirementReport, { notes = [] }: Label, mode: Mode): readonly string[] {
  if (mode === 'without') return []
  return notes
    .filter((pattern) => !row.notes.some((note) => new RegExp(pattern, 'i').test(note)))
    .map(
      (pattern) =>
        `${row.id}: no note matches /${pattern}/ of:${row.notes.map((note) => `\n      - ${note}`).join('')}`,
    )
}

/** Every answer but `unobserved` shows frames, and the frames are there. */
function evidenceProblems(row: RequirementReport, { captures: read, vantages }: Observed): readonly string[] {
  const answered = row.observed !== 'unobserved'
  if (answered && row.evidence.length === 0) return [`${row.id}: ${row.observed} without evidence`]
  if (!answered && row.notes.length === 0) return [`${row.id}: unobserved, and no note says what was looked for`]
  return row.evidence.flatMap(({ capture, vantage, frame, shows }) => {
    const file = read.find(({ id }) => id === capture)
    const there = vantages.find(({ id }) => id === vantage)
    const isThere = file !== undefined && file.duplicateOf === null && frame >= 1 && frame <= file.frames
    return isThere && there?.captures.includes(capture) === true
      ? []
      : [`${row.id}: frame ${frame} of ${capture} at ${vantage} (${shows}) is not there`]
  })
}
