import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { HOSTILE_FILES } from '../hostile/files.ts'
import type { Place } from './lane.ts'

/** The vantages of recorded captures, with their inventory and without: an input is said to be of one of them. */
export function placesIn(directory: string): readonly Place[] {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return [{ name: 'input', inventory: null }]
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort().filter(isCaptureName)
  const inventory = resolve(directory, 'neutron.json')
  return names.flatMap((name) => [
    { name, inventory },
    { name, inventory: null },
  ])
}

/** Inputs larger than this are cut: mutations of their first part find as much, sooner. */
const LARGEST_OCTETS = 64 * 1024

/** What mutations start from: captures of the directories that exist, hostile ones, each as octets. */
export function seedInputs(directories: readonly string[]): readonly Uint8Array[] {
  const captures = directories.flatMap((directory) => capturesBelow(directory))
  const hostile = HOSTILE_FILES.filter(({ unfolded }) => unfolded === undefined).map(({ octets }) => octets())
  return [...captures, ...hostile]
    .map((octets) => octets.subarray(0, LARGEST_OCTETS))
    .filter(({ length }) => length > 0)
}

function capturesBelow(directory: string): readonly Uint8Array[] {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter(isCaptureName)
    .flatMap((name) => withInflated(readFileSync(join(directory, name))))
}

function isCaptureName(name: string): boolean {
  return /\.(pcap|pcapng|cap)(\.gz|\.zst)?$/.test(name)
}

/** Of a gzip file also what is in it: mutations of compressed octets seldom get past the checksum. */
function withInflated(octets: Uint8Array): readonly Uint8Array[] {
  if (octets[0] !== 0x1f || octets[1] !== 0x8b) return [octets]
  try {
    return [octets, gunzipSync(octets, { maxOutputLength: 16 * LARGEST_OCTETS })]
  } catch {
    return [octets]
  }
}
