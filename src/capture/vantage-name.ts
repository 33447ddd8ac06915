import { basename, dirname, resolve } from 'node:path'
import type { CaptureInterface } from './frame.ts'
import { globExpression } from './glob.ts'

/** Where a capture was taken, as its path tells. Text from the file system, untrusted like any other. */
export interface CapturePlace {
  /** The parent directory; where the path names none, the stem. */
  readonly node: string
  /** Network namespace on the node (`qrouter-…`, `qdhcp-…`, `snat-…`), where stem or directory is one. */
  readonly namespace: string | null
  /** File name without what compression, format and rotation add. */
  readonly stem: string
}

/** A vantage's name: interface `name`, in `namespace` of `node`. Captures of one vantage (rotated files) share it. */
export interface VantageName {
  readonly node: string
  readonly namespace: string | null
  readonly name: string
}

/** The place of standard input, which has no path. */
export const STANDARD_INPUT_PLACE: CapturePlace = { node: 'stdin', namespace: null, stem: 'stdin' }

/**
 * The place that `path` tells. `found`: it was found in a directory argument, which then counts as its parent even where
 * the path, as given, does not say its name (`.`).
 */
export function capturePlace(path: string, found: boolean): CapturePlace {
  const stem = stemOf(basename(path))
  const parent = directoryName(path, found)
  if (parent === null) return { node: stem, namespace: isNamespace(stem) ? stem : null, stem }
  if (!isNamespace(parent)) return { node: parent, namespace: isNamespace(stem) ? stem : null, stem }
  return { node: directoryName(dirname(found ? resolve(path) : path), found) ?? parent, namespace: parent, stem }
}

/** Name of the directory that holds `path`; null where the path does not say it and `resolving` is not asked for. */
function directoryName(path: string, resolving: boolean): string | null {
  const directory = dirname(path)
  const name = basename(resolving || /(^|\/)\.\.$/.test(directory) ? resolve(directory) : directory)
  return name === '' || name === '.' ? null : name
}

function isNamespace(name: string): boolean {
  return /^(qrouter|qdhcp|snat)-/.test(name)
}

const COMPRESSION_SUFFIX = /\.(gz|zst|zstd)$/i
/** With the number that `tcpdump -C` (and `-W`, with leading zeros) appends, or log rotation with a dot. */
const FORMAT_SUFFIX = /\.(pcap|pcapng|cap|ntar|dmp)(\.?\d+)?$/i
/** `dumpcap -b` puts number and time before the suffix, in this order or (nametimenum:2) the other. */
const ROTATION = /_(\d{5,}_\d{14}|\d{14}_\d{5,})$/

/** The interface's name in a file's name: `tap0a1b2c3d-4e_00001_20260101000000.pcapng.gz` is of `tap0a1b2c3d-4e`. */
export function stemOf(fileName: string): string {
  const stem = fileName.replace(COMPRESSION_SUFFIX, '').replace(FORMAT_SUFFIX, '').replace(ROTATION, '')
  return stem === '' ? fileName : stem
}

/** A file's place among those that one recorder wrote, one after the other. */
export interface Rotation {
  /** What the files of a series have in common. */
  readonly series: string
  readonly number: number
}

/** `tap_00002_20260101000000.pcap` of `dumpcap -b`; `tap.pcap`, `tap.pcap1` of `tcpdump -C`: the first may have no number. */
export function rotationOf(path: string): Rotation {
  const file = path.replace(COMPRESSION_SUFFIX, '')
  const dumpcap = /^(.*)_(?:(\d{5,})_\d{14}|\d{14}_(\d{5,}))(\.[a-z]+)?$/is.exec(file)
  if (dumpcap !== null) {
    const [, stem, first, second, suffix = ''] = dumpcap
    return { series: `${stem}_${suffix}`, number: Number(first ?? second) }
  }
  const [, series, number] = /^(.*\.[a-z]+)(\d+)$/is.exec(file) ?? [undefined, file, '0']
  return { series: series ?? file, number: Number(number) }
}

/** `--vantage GLOB=NODE/INTERFACE`. */
export interface VantageOverride {
  readonly glob: string
  readonly node: string
  readonly name: string
  readonly matches: (path: string) => boolean
}

/** Reads a `--vantage` argument; a string says what is wrong with it. */
export function readVantageOverride(argument: string): VantageOverride | string {
  const equals = argument.lastIndexOf('=')
  const glob = argument.slice(0, Math.max(equals, 0))
  const [node, name, ...more] = argument.slice(equals + 1).split('/')
  if (glob === '' || !node || !name || more.length > 0) {
    return `--vantage wants GLOB=NODE/INTERFACE, such as 'dump-*.pcap=compute1/tap0a1b2c3d-4e', not '${argument}'`
  }
  const expression = globExpression(glob)
  return { glob, node, name, matches: (path) => expression.test(path) }
}

/**
 * Names the interfaces of a capture as they are described: `if_name`, else the stem, made distinct where several have none.
 * The last override that matches the path (as shown) gives node and interface; where the capture has several interfaces, it
 * names the nameless ones only. A name may change as more interfaces come.
 */
export class VantageNaming {
  readonly #interfaces: CaptureInterface[] = []
  readonly #place: CapturePlace
  readonly #override: VantageOverride | undefined
  readonly #node: string
  readonly #stem: string
  #nameless = 0
  #stemIsTaken = false
  #section: number | undefined
  #severalSections = false

  constructor(path: string, place: CapturePlace, overrides: readonly VantageOverride[] = []) {
    this.#place = place
    this.#override = overrides.findLast((each) => each.matches(path))
    this.#node = this.#override?.node ?? place.node
    this.#stem = this.#override?.name ?? place.stem
  }

  add(description: CaptureInterface): void {
    this.#interfaces.push(description)
    if (description.name === this.#stem) this.#stemIsTaken = true
    if (description.name) return
    this.#nameless++
    this.#section ??= description.section
    if (this.#section !== description.section) this.#severalSections = true
  }

  /** The name of an interface that was described, by its index. */
  name(iface: number): VantageName {
    const each = this.#interfaces[iface]!
    const named = { node: this.#node, namespace: this.#place.namespace }
    if (this.#override !== undefined && this.#interfaces.length === 1) return { ...named, name: this.#stem }
    const alone = this.#nameless === 1 && !this.#stemIsTaken
    const number = this.#severalSections ? `${each.section}.${each.interface}` : `${each.interface}`
    return { ...named, name: each.name || (alone ? this.#stem : `${this.#stem}#${number}`) }
  }
}

/** The names of all interfaces of a capture, in their order: see `VantageNaming`. */
export function vantageNames(
  path: string,
  place: CapturePlace,
  interfaces: readonly CaptureInterface[],
  overrides: readonly VantageOverride[] = [],
): readonly VantageName[] {
  const naming = new VantageNaming(path, place, overrides)
  for (const each of interfaces) naming.add(each)
  return interfaces.map((_, index) => naming.name(index))
}
