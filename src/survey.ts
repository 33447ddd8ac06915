import { captureIdOfFile } from './capture/capture-id.ts'
import type { CaptureProblem, CaptureSummary } from './capture/frame.ts'
import { type CapturePath, expandPaths } from './capture/paths.ts'
import { storedOctets } from './capture/plain-file.ts'
import { noteOf, notesOf, type Trouble, troubleOf, troubleOfUnread } from './capture/trouble.ts'
import { type VantageOverride, vantageNames } from './capture/vantage-name.ts'
import type { CaptureReport, InventorySummary, ProblemReport, UnreadReport } from './classify/analysis.ts'
import { VXLAN_PORTS } from './decode/frame.ts'
import { pinnedMacs } from './inventory/lookup.ts'
import type { Inventory } from './inventory/neutron.ts'
import { CAPS, type Caps } from './observe/caps.ts'
import { compareText } from './observe/compare-text.ts'
import { mergeAll } from './observe/merge.ts'
import { settle } from './observe/settle.ts'
import type { Settled, SettledCapture } from './observe/settled.ts'
import { type Time, timeText } from './observe/time.ts'
import { type Progress, scanAll } from './pool/pool.ts'
import type { Scanned } from './pool/task.ts'

export interface SurveyOptions {
  /** File or directory of what Neutron's API answered. */
  readonly inventory?: string
  readonly vantages?: readonly VantageOverride[]
  /** Threads that scan; 0: the main thread alone. Default: the cores, or the main thread alone for a small input. */
  readonly workers?: number
  /** Octets of a file, or of a stream, that a thread takes at a time. */
  readonly rangeOctets?: number
  /** UDP ports that carry VXLAN, besides the usual two. */
  readonly vxlanPorts?: readonly number[]
  /** Rows kept at most, by table. */
  readonly caps?: Partial<Caps>
  /** Nothing else runs in this process: how V8 compiles, which is set for a whole process, may be set as suits a scan. */
  readonly ownProcess?: boolean | undefined
  /** Told now and then what has been read of how much. */
  readonly onProgress?: (progress: Progress, total: Progress) => void
  /** Ends the reading early: what was read until then is told. */
  readonly signal?: AbortSignal
}

/** What captures hold, joined and named, and what was configured: all that is needed to judge. */
export interface Survey {
  readonly ok: true
  /** False after an interruption. */
  readonly complete: boolean
  readonly settled: Settled
  readonly inventory: Inventory | null
  readonly summary: InventorySummary | null
  /** In the order of `settled.captures`. */
  readonly captures: readonly CaptureReport[]
  readonly unread: readonly UnreadReport[]
  readonly troubles: readonly Trouble[]
}

/** The inventory is not to be read; nothing was scanned. */
export interface Unsurveyed {
  readonly ok: false
  readonly problems: readonly string[]
}

/**
 * Reads the captures at `paths` (files, directories, `-`), spread over threads, and the inventory. The same whatever the
 * order of the paths and the number of threads.
 */
export async function survey(paths: readonly string[], options: SurveyOptions = {}): Promise<Survey | Unsurveyed> {
  const configured = options.inventory === undefined ? null : await configuration(options.inventory)
  if (configured !== null && !configured.ok) return configured
  const expanded = await expandPaths(paths)
  const groups = groupCopies(expanded.captures)
  const scanned = await scanGroups(groups, configured?.pinnedMacs ?? [], options)
  const observation = mergeAll(
    scanned.flatMap((each) => (each.ok ? [each.observation] : [])),
    { ...CAPS, ...options.caps },
  )
  const read = groups
    .flatMap((group, index) => {
      const each = scanned[index]!
      return each.ok ? group.map((place) => ({ ...place, summary: each.summary })) : []
    })
    .sort(
      (a, b) => compareText(a.path, b.path) || compareText(a.summary.id, b.summary.id) || compareText(a.file, b.file),
    )
  const unread = [
    ...expanded.problems.map(({ path, problem }) => ({ path, file: path, problem })),
    ...groups.flatMap((group, index) => {
      const each = scanned[index]!
      return each.ok ? [] : group.map(({ path, file }) => ({ path, file, problem: each.problem }))
    }),
  ].sort((a, b) => compareText(a.path, b.path) || compareText(a.file, b.file))
  const settled = settle(
    observation,
    read.map(({ path, summary, ...place }) => {
      return { path, summary, names: vantageNames(path, place, summary.interfaces, options.vantages) }
    }),
    [...VXLAN_PORTS, ...(options.vxlanPorts ?? [])],
  )
  const notes = (configured?.inventory.notes ?? []).map((message) => noteOf(options.inventory!, null, message))
  const troubles = [
    ...read.flatMap(({ file, summary }) => summary.problems.map((problem) => troubleOf(file, problem))),
    ...unread.map(({ file, problem }) => troubleOfUnread(file, problem)),
  ]
  return {
    ok: true,
    complete: !options.signal?.aborted,
    settled,
    inventory: configured?.inventory ?? null,
    summary: configured?.summary ?? null,
    captures: read.map(({ path, summary }, index) => captureReport(index, path, summary, settled.captures[index]!)),
    unread: unread.map(({ path, problem }) => ({ path, problem: problemReport(problem) })),
    troubles: [...notes, ...notesOf(expanded.notes, options.inventory), ...troubles],
  }
}

interface Configured {
  readonly ok: true
  readonly inventory: Inventory
  readonly pinnedMacs: readonly string[]
  readonly summary: InventorySummary
}

/** Loads what reads inventories only when there is one. */
async function configuration(path: string): Promise<Configured | { ok: false; problems: readonly string[] }> {
  const { readInventory } = await import('./inventory/neutron.ts')
  const reading = await readInventory(path)
  if (!reading.ok) return reading
  const { inventory } = reading
  const summary = {
    path,
    networks: inventory.networks.length,
    subnets: inventory.subnets.length,
    ports: inventory.ports.length,
    routers: inventory.routers.length,
  }
  return { ok: true, inventory, pinnedMacs: pinnedMacs(inventory), summary }
}

/** Files of one content stand together: the first is scanned, for all. What a stream holds is not known yet. */
function groupCopies(captures: readonly CapturePath[]): readonly (readonly CapturePath[])[] {
  const sizes = new Map<number | null, number>()
  for (const { file } of captures) {
    const octets = storedOctets(file)
    sizes.set(octets, (sizes.get(octets) ?? 0) + 1)
  }
  const groups = new Map<string, CapturePath[]>()
  for (const capture of [...captures].sort((a, b) => compareText(a.path, b.path) || compareText(a.file, b.file))) {
    const octets = storedOctets(capture.file)
    const mayBeCopy = octets !== null && sizes.get(octets)! > 1 // only then are its octets looked at
    const id = mayBeCopy ? contentId(capture.file) : capture.file
    groups.set(id, [...(groups.get(id) ?? []), capture])
  }
  return [...groups.values()]
}

function contentId(file: string): string {
  try {
    return captureIdOfFile(file)
  } catch {
    return file // scanning it will say what is wrong
  }
}

function scanGroups(
  groups: readonly (readonly CapturePath[])[],
  pinnedMacs: readonly string[],
  { workers, rangeOctets, ownProcess, vxlanPorts = [], caps = {}, onProgress, signal }: SurveyOptions,
): Promise<readonly Scanned[]> {
  const jobs = groups.map(([first]) => ({ file: first!.file, octets: storedOctets(first!.file) }))
  const total = { files: jobs.length, octets: jobs.reduce((sum, { octets }) => sum + (octets ?? 0), 0) }
  return scanAll(jobs, {
    workers,
    rangeOctets,
    ownProcess,
    settings: { vxlanPorts: [...VXLAN_PORTS, ...vxlanPorts], pinnedMacs, caps },
    onProgress: onProgress && ((progress) => onProgress(progress, total)),
    signal,
  })
}

function captureReport(index: number, path: string, summary: CaptureSummary, settled: SettledCapture): CaptureReport {
  return {
    id: `c${index + 1}`,
    path,
    duplicateOf: settled.duplicateOf === null ? null : `c${settled.duplicateOf + 1}`,
    format: summary.format,
    compression: summary.compression,
    octets: summary.octets,
    frames: summary.frames,
    firstTime: textOf(settled.first),
    lastTime: textOf(settled.last),
    complete: summary.complete,
    problems: summary.problems.map(problemReport),
  }
}

function textOf(time: Time | null): string | null {
  return time === null ? null : timeText(time)
}

type Problem = CaptureProblem | Extract<Scanned, { readonly ok: false }>['problem']

function problemReport(problem: Problem): ProblemReport {
  const { needed = null, available = null } = problem as CaptureProblem // a thread's problem has neither
  return { kind: problem.kind, at: problem.at, needed, available, message: problem.message }
}
