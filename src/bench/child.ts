import { closeSync, openSync, readSync } from 'node:fs'
import { analyze } from '../analyze.ts'
import { expandPaths } from '../capture/paths.ts'
import { renderers } from '../report/renderers.ts'
import type { ChildResult, ChildTask } from './child-task.ts'

/** One run in a process of its own: what it is to do comes as its argument, what it found goes to its standard output. */

const READ_OCTETS = 1024 * 1024

const task = JSON.parse(process.argv[2]!) as ChildTask // our own parent wrote it
void (task.kind === 'read' ? read(task.paths) : run(task)).then((result) =>
  process.stdout.write(JSON.stringify(result)),
)

/** Reads the files and does nothing with them: what no analysis of them can beat on this machine. */
async function read(paths: readonly string[]): Promise<ChildResult> {
  const { captures } = await expandPaths(paths)
  const buffer = new Uint8Array(READ_OCTETS)
  let octets = 0
  for (const { file } of captures) {
    const descriptor = openSync(file, 'r')
    for (let got = 1; got > 0; octets += got) got = readSync(descriptor, buffer, 0, READ_OCTETS, null)
    closeSync(descriptor)
  }
  return { octets, frames: 0, peakRssOctets: peakRss(), problems: [] }
}

/** The whole of `v6gap analyze`, its report included. */
async function run({
  paths,
  inventory,
  workers,
}: Extract<ChildTask, { readonly kind: 'analyze' }>): Promise<ChildResult> {
  const analyzed = await analyze(paths, { workers, ownProcess: true, ...(inventory !== null && { inventory }) })
  if (!analyzed.ok) return { octets: 0, frames: 0, peakRssOctets: peakRss(), problems: analyzed.problems }
  const { analysis, troubles } = analyzed
  renderers.table(analysis, { width: 80, colour: false })
  return {
    octets: analysis.captures.reduce((sum, { octets }) => sum + octets, 0),
    frames: analysis.coverage.frames,
    peakRssOctets: peakRss(),
    problems: troubles.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`),
  }
}

function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024
}
