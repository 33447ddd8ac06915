import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Captures with goldens that are part of the repository: see corpus/README.md there. */
export const SUBSET = join(import.meta.dirname, '../../../test/conformance/corpus')

/** The whole corpus, beside the repository on machines that have it; else the part of it that the repository has. */
export const CORPUS = existsSync('../shared/corpus') ? '../shared/corpus' : SUBSET
