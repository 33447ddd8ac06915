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
 * The names of a capture's interfaces, in their order: `if_name`, else the stem, made distinct where several have none. The
 * last override that matches `path` (as shown) gives node and interface; where the capture has several interfaces, it names
 * the nameless ones only.
 */
export function vantageNames(
  path: string,
  place: CapturePlace,
  interfaces: readonly CaptureInterface[],
  overrides: readonly VantageOverride[] = [],
): readonly VantageName[] {
  const override = overrides.findLast((each) => each.matches(path))
  const node = override?.node ?? place.node
  const stem = override?.name ?? place.stem
  if (override !== undefined && interfaces.length === 1) return [{ node, namespace: place.namespace, name: stem }]
  const nameless = interfaces.filter((each) => !each.name)
  const alone = nameless.length === 1 && !interfaces.some((each) => each.name === stem)
  const sections = new Set(nameless.map((each) => each.section)).size > 1
  return interfaces.map((each) => {
    const number = sections ? `${each.section}.${each.interface}` : `${each.interface}`
    return { node, namespace: place.namespace, name: each.name || (alone ? stem : `${stem}#${number}`) }
  })
}
