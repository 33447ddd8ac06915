import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findJsonFault } from './json-fault.ts'
import { quoted } from './quoted.ts'

/** Far above what Neutron answers for a large cloud, far below what a string can hold. */
const LARGEST = 256 * 1024 * 1024

export type PathListing =
  | { readonly ok: true; readonly paths: readonly string[]; readonly directory: boolean }
  | { readonly ok: false; readonly problem: string }

/** The file, or the `.json` files in the directory by name; those in directories below it are not looked for. */
export async function listPaths(path: string): Promise<PathListing> {
  try {
    if (!(await stat(path)).isDirectory()) return { ok: true, paths: [path], directory: false }
    const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.json')).sort()
    if (names.length === 0) return { ok: false, problem: 'no .json file in this directory' }
    return { ok: true, paths: names.map((name) => join(path, name)), directory: true }
  } catch (error) {
    return { ok: false, problem: reasonOf(error) }
  }
}

export type JsonReading =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly problem: string }

export async function readJson(path: string): Promise<JsonReading> {
  let text: string
  try {
    const { size } = await stat(path)
    if (size > LARGEST) return { ok: false, problem: `${size} octets are too many for an inventory` }
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    return { ok: false, problem: reasonOf(error) }
  }
  try {
    return { ok: true, document: JSON.parse(text) }
  } catch {
    const fault = findJsonFault(text)
    const where = fault === undefined ? '' : `, line ${fault.line}, column ${fault.column}: ${fault.reason}`
    return { ok: false, problem: `not JSON${where}` }
  }
}

const REASONS = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'not UTF-8 text'],
])

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'cannot be read'
  const code = 'code' in error ? String(error.code) : ''
  return REASONS.get(code) ?? `cannot be read: ${quoted(error.message)}`
}
