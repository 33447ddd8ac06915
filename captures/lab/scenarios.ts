import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { Scenario } from './scenario.ts'

/** Every file in `scenarios/` exports one `scenario`, named as the file: adding one takes no change elsewhere. */
export async function loadScenarios(): Promise<readonly Scenario[]> {
  const folder = new URL('scenarios/', import.meta.url)
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .sort()
  return Promise.all(
    files.map(async (file) => {
      const { scenario }: { readonly scenario?: Scenario } = await import(new URL(file, folder).href)
      if (scenario?.name !== basename(file, '.js')) throw new Error(`scenarios/${file} exports no scenario of its name`)
      return scenario
    }),
  )
}

/** A seed of its own for each, so that no two recordings share ids, tags or prefixes. */
export function seedOf({ name, seed }: Scenario): number {
  return seed ?? createHash('sha256').update(name).digest().readUInt16BE(0)
}

/** Where the recording lies in the repository. */
export function folderOf({ name }: Scenario): string {
  return name === 'all-good' ? 'captures/all-good' : `captures/faults/${name}`
}
