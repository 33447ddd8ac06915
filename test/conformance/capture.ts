import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { compareTrees, type Difference, newComparison } from './compare.ts'
import { envelopeTree, goldenEnvelope } from './envelope.ts'
import { type GoldenFrame, readGolden } from './golden.ts'
import type { Item } from './json.ts'
import { justificationOf } from './justified-fields.ts'
import { JUSTIFIED_MESSAGES } from './justified-messages.ts'
import { linesOf } from './lines.ts'
import { messageTree } from './message-tree.ts'
import { isTree, type Value } from './tree.ts'

/** What a golden is called, after its capture. */
export const GOLDEN = '.tshark.json.gz'

/** How our lines of a capture compare with tshark's golden. */
export interface CaptureResult {
  /** Frames in which either side has a message. */
  messages: number
  fields: number
  agreeing: number
  /** How often each justification was needed. */
  readonly justified: Map<string, number>
  /** One line each: where, ours, theirs. */
  readonly unjustified: string[]
}

/** Compares a capture with its golden; where there is none, tshark has found no message. */
export async function compareCapture(path: string, goldenPath: string): Promise<CaptureResult> {
  const golden = new Map<number, GoldenFrame>()
  if (existsSync(goldenPath)) {
    for (const frame of readGolden(goldenPath)) if (frame.message !== null) golden.set(frame.number, frame)
  }
  const lines = new Map((await linesOf(path)).map((line) => [Number(line.frame), line]))
  const result: CaptureResult = { messages: 0, fields: 0, agreeing: 0, justified: new Map(), unjustified: [] }
  for (const number of [...new Set([...golden.keys(), ...lines.keys()])].sort((a, b) => a - b)) {
    result.messages++
    const [line, frame] = [lines.get(number), golden.get(number)]
    if (line !== undefined && frame !== undefined) compareMessage(basename(path), line, frame, result)
    else judgeAlone(basename(path), number, line, frame, result)
  }
  return result
}

function compareMessage(capture: string, line: Item, frame: GoldenFrame, result: CaptureResult): void {
  const comparison = newComparison()
  compareTrees(messageTree(line), frame.message!.tree, comparison, line)
  compareTrees(envelopeTree(line), goldenEnvelope(frame), comparison, line)
  result.fields += comparison.fields
  result.agreeing += comparison.agreeing
  const circumstance = { capture, stopped: frame.stopped, line }
  for (const difference of comparison.differences) {
    const why = justificationOf(difference, circumstance)
    if (why !== undefined) count(result, why.id)
    else result.unjustified.push(`frame ${frame.number} ${text(difference)}`)
  }
}

function judgeAlone(
  capture: string,
  number: number,
  line: Item | undefined,
  frame: GoldenFrame | undefined,
  result: CaptureResult,
): void {
  const message = { capture, ...(line && { ours: line }), ...(frame && { theirs: frame }) }
  const why = JUSTIFIED_MESSAGES.find((each) => each.applies(message))
  if (why !== undefined) count(result, why.id)
  else {
    const what =
      line === undefined ? `tshark alone has ${frame!.protocols.join(':')}` : `ours alone: ${String(line.kind)}`
    result.unjustified.push(`frame ${number} ${what}`)
  }
}

function count({ justified }: CaptureResult, id: string): void {
  justified.set(id, (justified.get(id) ?? 0) + 1)
}

function text({ path, ours, theirs, source }: Difference): string {
  return `${path} of ${String(source.kind)}: ours ${shown(ours)}, tshark's ${shown(theirs)}`
}

function shown(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  return isTree(value) ? `{ ${[...value.fields.keys()].join(', ')} }` : JSON.stringify(value)
}
