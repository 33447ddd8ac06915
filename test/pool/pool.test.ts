import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PoolOptions, scanAll } from '../../src/pool/pool.ts'
import type { Scanned } from '../../src/pool/task.ts'

const POOL = suite('a pool of threads')

const MISSING = '/nowhere/'
const workerFile = fileURLToPath(new URL('./mortal-worker.js', import.meta.url))

function scanNamed(files: readonly string[], options: Partial<PoolOptions>): Promise<readonly Scanned[]> {
  const jobs = files.map((file, index) => ({ file, octets: 1000 - index }))
  return scanAll(jobs, { settings: {}, workerFile, ...options })
}

function told(results: readonly Scanned[]): readonly string[] {
  return results.map((result) => (result.ok ? 'read' : `${result.problem.kind}: ${result.problem.message}`))
}

POOL('a thread that exits, or throws, takes nothing else with it', async () => {
  const results = told(await scanNamed(['a', 'exits', 'b', 'throws', 'exits', 'c'], { workers: 1 }))
  assert.equal([results[0], results[2], results[5]], ['empty: a', 'empty: b', 'empty: c'])
  for (const index of [1, 4]) assert.match(results[index]!, /^not-scanned: .*exited with code: 7.*--workers 0/)
  assert.match(results[3]!, /^not-scanned: .*a bug/)
})

POOL('nor does one that runs out of memory', async () => {
  const before = process.execArgv
  const results = told(await scanNamed(['out-of-memory', 'a', 'b'], { workers: 1, heapMebibytes: 32 }))
  assert.match(results[0]!, /^not-scanned: .*memory/)
  assert.equal(results.slice(1), ['empty: a', 'empty: b'])
  assert.is(process.execArgv, before)
})

POOL('threads that cannot even start leave the files to the main thread', async () => {
  const broken = fileURLToPath(new URL('./broken-worker.js', import.meta.url))
  const files = ['a', 'b', 'c', 'd'].map((name) => MISSING + name)
  for (const workers of [1, 3]) {
    const results = told(await scanNamed(files, { workers, workerFile: broken }))
    assert.is(results.length, 4)
    assert.ok(results.every((result) => /^(unreadable|not-scanned): /.test(result)))
    assert.match(results[3]!, /^unreadable/)
  }
})

POOL('an interruption ends threads that hang, and what was not reached is told', async () => {
  const interruption = new AbortController()
  setTimeout(() => interruption.abort(), 300)
  const results = told(await scanNamed(['a', 'hangs', 'b'], { workers: 1, signal: interruption.signal }))
  assert.is(results[0], 'empty: a')
  assert.match(results[1]!, /^interrupted: interrupted while/)
  assert.match(results[2]!, /^interrupted: interrupted before/)
})

POOL('a file that cannot be read is its own result, at any number of threads', async () => {
  for (const workers of [undefined, 0, 1, 2, 5]) {
    const files = ['a', 'b', 'c'].map((name) => MISSING + name)
    const jobs = files.map((file) => ({ file, octets: 1 }))
    const results = await scanAll(jobs, { settings: {}, workers })
    assert.equal(
      results.map((result) => (result.ok ? '' : result.problem.kind)),
      ['unreadable', 'unreadable', 'unreadable'],
    )
  }
})

POOL('progress ends with all of it', async () => {
  const seen: unknown[] = []
  await scanNamed(['a', 'b'], { workers: 1, onProgress: (progress) => seen.push(progress) })
  assert.equal(seen.at(-1), { files: 2, octets: 2 })
})

POOL.run()
