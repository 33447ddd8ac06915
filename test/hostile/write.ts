import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTILE_FILES } from './files.ts'
import { fileName } from './hostile-file.ts'

/** Writes the hostile files, each named after what it does: `node dist/test/hostile/write.js DIRECTORY`. */
const [directory = 'hostile'] = process.argv.slice(2)
mkdirSync(directory, { recursive: true })
for (const file of HOSTILE_FILES) writeFileSync(join(directory, fileName(file)), file.octets())
