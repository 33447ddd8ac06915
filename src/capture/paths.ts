import { closeSync, lstatSync, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { CaptureProblem } from './frame.ts'
import { inflate, MAGIC_OCTETS, noCapture, openStored, problemOf, STANDARD_INPUT } from './open.ts'
import { diskFailure } from './plain-file.ts'
import { type CapturePlace, capturePlace, STANDARD_INPUT_PLACE } from './vantage-name.ts'

/** A capture to read, as the command line led to it. */
export interface CapturePath extends CapturePlace {
  /** As given; for a file found in a directory, relative to that argument. Shown to people. */
  readonly path: string
  /** What to open. */
  readonly file: string
  /** The argument that led to it. */
  readonly argument: string
  /** Itself named on the command line: then it is an error if it is no capture. */
  readonly named: boolean
}

/** What was passed over in a directory, and why. */
export interface PathNote {
  readonly kind: 'inventory' | 'empty' | 'no-capture' | 'dead-link'
  readonly path: string
  readonly file: string
  readonly message: string
}

/** A path that led nowhere. */
export interface PathProblem {
  readonly path: string
  readonly problem: CaptureProblem
}

export interface ExpandedPaths {
  readonly captures: readonly CapturePath[]
  readonly notes: readonly PathNote[]
  readonly problems: readonly PathProblem[]
}

/**
 * The captures that the command line's paths lead to, in their order, those of a directory sorted by path. A path that comes
 * up twice is taken once; a copy is told apart by its octets only, so it is not this place that finds it. What a directory
 * holds is judged by its first octets, never by its name.
 */
export async function expandPaths(args: readonly string[]): Promise<ExpandedPaths> {
  const found: Found = { captures: [], notes: [], problems: [], files: new Set(), directories: new Set() }
  for (const argument of args) await expand(argument, found)
  const { captures, notes, problems } = found
  return { captures, notes, problems }
}

/** What has been found so far; `files` resolved, `directories` with their links followed. */
interface Found {
  readonly captures: CapturePath[]
  readonly notes: PathNote[]
  readonly problems: PathProblem[]
  readonly files: Set<string>
  readonly directories: Set<string>
}

async function expand(argument: string, found: Found): Promise<void> {
  if (argument === STANDARD_INPUT) {
    if (!isNew(STANDARD_INPUT, found)) return
    const place = { path: argument, file: argument, argument, named: true }
    found.captures.push({ ...place, ...STANDARD_INPUT_PLACE })
    return
  }
  const stats = statsOf(argument, argument, true, found)
  if (stats === undefined) return
  if (stats.isDirectory()) return expandArgument(argument, found)
  if (!isNew(resolve(argument), found)) return
  const place = capturePlace(argument, false)
  found.captures.push({ path: argument, file: argument, argument, named: true, ...place })
}

/** A directory argument: what it holds, sorted. */
async function expandArgument(argument: string, found: Found): Promise<void> {
  const { files, directories } = found
  const inside: Found = { captures: [], notes: [], problems: [], files, directories }
  await expandDirectory(argument, argument, null, inside)
  found.captures.push(...inside.captures.sort(byPath))
  found.notes.push(...together(inside.notes.sort(byPath), argument))
  found.problems.push(...inside.problems.sort(byPath))
}

/** Names told of files that are passed over for one reason. */
const NAMES_TOLD = 5

/** Several files that are no captures make one note: a directory of captures often holds texts about them. */
function together(notes: readonly PathNote[], directory: string): readonly PathNote[] {
  const texts = notes.filter(({ kind }) => kind === 'no-capture')
  const reasons = new Map(texts.map(({ message }) => [message, texts.filter((other) => other.message === message)]))
  const joint = [...reasons].flatMap(([reason, of]): readonly PathNote[] => {
    if (of.length === 1) return []
    const names = of.slice(0, NAMES_TOLD).map(({ path }) => path)
    const more = of.length > NAMES_TOLD ? ` and ${of.length - NAMES_TOLD} more` : ''
    const message = `${reason} (${names.join(', ')}${more})`
    return [{ kind: 'no-capture', path: '', file: directory, message }]
  })
  const told = new Set([...reasons.values()].filter((of) => of.length > 1).flat())
  return [...joint, ...notes.filter((note) => !told.has(note))]
}

/** `above`: the directory it was found in, links followed; null for the argument itself. */
async function expandDirectory(directory: string, argument: string, above: string | null, found: Found): Promise<void> {
  try {
    const real = realpathSync(directory)
    const goesRound = above !== null && `${above}${sep}`.startsWith(`${real}${sep}`)
    if (goesRound || found.directories.has(real)) return
    found.directories.add(real)
    const entries = readdirSync(directory, { withFileTypes: true })
    // what is really here first, so that a link to it does not give it the link's name
    for (const entry of entries.filter((each) => !each.isSymbolicLink())) {
      await expandEntry(join(directory, entry.name), argument, real, found)
    }
    for (const entry of entries.filter((each) => each.isSymbolicLink())) {
      await expandEntry(join(directory, entry.name), argument, real, found)
    }
  } catch (error) {
    const path = relative(argument, directory) || directory
    found.problems.push({ path, problem: problemOf(diskFailure(error)) })
  }
}

async function expandEntry(file: string, argument: string, above: string, found: Found): Promise<void> {
  const path = relative(argument, file)
  const stats = statsOf(file, path, false, found)
  if (stats === undefined) return
  if (stats.isDirectory()) return expandDirectory(file, argument, above, found)
  if (!isNew(resolve(file), found)) return
  const problem = stats.isFile() ? await lookInside(file) : NO_FILE
  if (problem === undefined) {
    found.captures.push({ path, file, argument, named: false, ...capturePlace(file, true) })
  } else if (problem.kind === 'unreadable') {
    found.problems.push({ path, problem })
  } else {
    found.notes.push(noteOf(file, path, problem))
  }
}

const NO_FILE: CaptureProblem = { kind: 'no-capture', at: 0, message: 'neither a file nor a directory' }

/** Undefined: a capture, whatever state it is in. */
async function lookInside(file: string): Promise<CaptureProblem | undefined> {
  const stored = openStored(file)
  if ('kind' in stored) return stored
  try {
    const { source } = await inflate(stored.source, file)
    const problem = noCapture(await source.peek(MAGIC_OCTETS))
    source.close()
    return problem
  } finally {
    stored.source.close()
  }
}

function noteOf(file: string, path: string, problem: CaptureProblem): PathNote {
  if (problem.kind === 'empty') return { kind: 'empty', path, file, message: 'passed over: empty' }
  if (looksLikeInventory(file)) {
    const message = `passed over: this looks like a Neutron inventory; pass it as --inventory ${file}`
    return { kind: 'inventory', path, file, message }
  }
  return { kind: 'no-capture', path, file, message: `passed over: ${problem.message}` }
}

/** Enough of a JSON file to meet a name that only Neutron's answers have. */
const INVENTORY_OCTETS = 64 * 1024
const INVENTORY_NAMES =
  /"(networks|subnets|ports|routers|fixed_ips|Fixed IP Addresses|device_owner|ipv6_ra_mode|external_gateway_info|provider:segmentation_id)"\s*:/

function looksLikeInventory(file: string): boolean {
  try {
    if (!statSync(file).isFile()) return false
    const fd = openSync(file, 'r')
    try {
      const octets = Buffer.alloc(INVENTORY_OCTETS)
      const text = octets.toString('utf8', 0, readSync(fd, octets, 0, INVENTORY_OCTETS, 0))
      return /^\ufeff?\s*[{[]/.test(text) && INVENTORY_NAMES.test(text)
    } finally {
      closeSync(fd)
    }
  } catch {
    return false // it was readable a moment ago; then it is told as no capture
  }
}

function statsOf(file: string, path: string, named: boolean, found: Found): Stats | undefined {
  try {
    return statSync(file)
  } catch (error) {
    if (!named && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      found.notes.push({ kind: 'dead-link', path, file, message: 'passed over: a symbolic link that leads nowhere' })
    } else {
      found.problems.push({ path, problem: problemOf(diskFailure(error)) })
    }
    return undefined
  }
}

function isNew(file: string, found: Found): boolean {
  if (found.files.has(file)) return false
  found.files.add(file)
  return true
}

/** An order that no locale changes. */
function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
