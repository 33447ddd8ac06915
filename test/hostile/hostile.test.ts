import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from '../cli/run-main.ts'
import { HOSTILE_FILES } from './files.ts'
import { fileName } from './hostile-file.ts'

const HOSTILE = suite('A hostile capture is read to its end, in time, and told of')

const directory = mkdtempSync(join(tmpdir(), 'v6gap-'))
/** CPU time for each MiB there is to read, and for the least of files. */
const LIMIT_MS = 1000

/** CPU time of this process, which other processes do not lengthen. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

for (const file of HOSTILE_FILES) {
  HOSTILE(file.title, async () => {
    const path = join(directory, fileName(file))
    const octets = file.octets()
    writeFileSync(path, octets)
    const limit = LIMIT_MS * Math.max(1, (file.unfolded ?? octets.length) / 2 ** 20)
    for (const argv of [
      ['analyze', path, '--format', 'json', '--fail-on', 'never', '--workers', '0'],
      ['decode', path],
    ]) {
      const before = cpuMs()
      const { code, out, err } = await runMain(argv)
      const took = cpuMs() - before
      assert.is(code, file.code, err)
      assert.ok(took < limit, `${argv[0]} took ${took} ms of ${limit}`)
      assert.not.match(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/) // no terminal obeys
    }
    rmSync(path)
  })
}

HOSTILE.after(() => rmSync(directory, { recursive: true }))
HOSTILE.run()
