import { execFileSync, spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCapture } from '../../src/capture/read-capture.ts'
import { join, PcapngBlocks, text } from './pcapng-blocks.ts'
import { type Reading, Recording, readStream, summaryOf } from './recording.ts'

const READ = suite('reading a capture from files, pipes and chunks')

const folder = mkdtempSync(joinPath(tmpdir(), 'v6gap-read-'))
READ.after(() => rmSync(folder, { recursive: true }))

/** A pcap of `count` frames of growing lengths. */
function pcap(count: number): Uint8Array {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(1, 20)
  const records = Array.from({ length: count }, (_, index) => {
    const record = Buffer.alloc(16 + ((index * 37) % 1500), index)
    record.writeUInt32LE(1_600_000_000 + index)
    record.writeUInt32LE(index, 4)
    record.writeUInt32LE(record.length - 16, 8)
    record.writeUInt32LE(record.length, 12)
    return record
  })
  return join(header, ...records)
}

function pcapng(count: number): Uint8Array {
  const blocks = new PcapngBlocks(true)
  const packets = Array.from({ length: count }, (_, index) =>
    index % 7 === 3
      ? blocks.block(0xbad, text('x'.repeat(index * 40)))
      : blocks.enhanced(0, BigInt(index), new Uint8Array((index * 53) % 1500).fill(index)),
  )
  return join(blocks.section(), blocks.description(1, 0), ...packets)
}

async function readFile(name: string, octets: Uint8Array): Promise<Reading> {
  const path = joinPath(folder, name)
  writeFileSync(path, octets)
  return readPath(path)
}

async function readPath(path: string): Promise<Reading> {
  const recording = new Recording()
  return { recording, result: await readCapture(path, recording) }
}

const FORMATS = [
  ['pcap', pcap(4000)],
  ['pcapng', pcapng(3000)],
] as const

for (const [format, octets] of FORMATS) {
  READ(`${format}: a file of several blocks and a stream agree, name and all`, async () => {
    const file = await readFile(format, octets)
    const stream = await readStream(octets, [65_536])
    assert.ok(octets.length > 2 * 1024 * 1024)
    assert.is(summaryOf(file).octets, octets.length)
    assert.is(summaryOf(file).complete, true)
    assert.equal(summaryOf(stream), summaryOf(file))
    assert.equal(stream.recording.frames, file.recording.frames)
    assert.equal(stream.recording.records, file.recording.records)
  })

  READ(`${format}: portions of any size give the same frames`, async () => {
    const some = octets.subarray(0, 20_000)
    const whole = await readStream(some)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
        const parts = await readStream(some, sizes)
        assert.equal(summaryOf(parts), summaryOf(whole))
        assert.equal(parts.recording.frames, whole.recording.frames)
        assert.equal(parts.recording.records, whole.recording.records)
      }),
      { numRuns: 40 },
    )
  })

  READ(`${format}: octets of any kind, with any octets of it changed, never make it throw`, async () => {
    const some = octets.subarray(0, 3000)
    const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: some.length - 1 }), fc.integer({ min: 0, max: 255 })))
    await fc.assert(
      fc.asyncProperty(changes, async (each) => {
        const changed = some.slice()
        for (const [at, value] of each) changed[at] = value
        const reading = await readStream(changed, [997])
        if (reading.result.ok) assert.is(summaryOf(reading).frames, reading.recording.frames.length)
      }),
      { numRuns: 500 },
    )
  })
}

READ('a file and a stream that are damaged agree too, however the stream is portioned', async () => {
  const octets = pcap(3000)
  const damaged = octets.slice()
  damaged.fill(0xff, 1_500_000, 1_504_000)
  const file = summaryOf(await readFile('damaged', damaged))
  const [problem] = file.problems
  assert.equal([problem!.kind, problem!.at, problem!.available], ['damaged', file.end, damaged.length - file.end])
  assert.match(problem!.message, `, the ${problem!.available} octets from there on were not read`)
  assert.is(file.octets, damaged.length)
  const summaries = []
  for (const sizes of [[65_536], [1000, 3], [damaged.length]])
    summaries.push(summaryOf(await readStream(damaged, sizes)))
  for (const summary of summaries) assert.equal(summary, summaries[0])
  assert.match(summaries[0]!.problems[0]!.message, ', what comes after it was not read')
  const alike = { id: '', octets: 0, problems: [] }
  assert.equal({ ...summaries[0]!, ...alike }, { ...file, ...alike })
})

READ('what is no capture is told, with what to do', async () => {
  const cases = [
    ['', 'empty', 'empty'],
    ['# Readme', 'no-capture', 'neither pcap nor pcapng'],
    ['version https://git-lfs.github.com/spec/v1', 'no-capture', 'git lfs pull'],
    ['\xfd7zXZ\x00......', 'unsupported', 'xz -dk'],
    ['PK\x03\x04........', 'unsupported', 'zip'],
    ['\xd4\xc3\xb2', 'no-capture', 'neither pcap nor pcapng'],
  ] as const
  for (const [content, kind, message] of cases) {
    const { result } = await readFile('other', Buffer.from(content, 'latin1'))
    if (result.ok) throw new Error('read')
    assert.equal([result.problem.kind, result.problem.at], [kind, 0])
    assert.match(result.problem.message, message)
  }
})

READ('what cannot be opened is told', async () => {
  for (const path of [joinPath(folder, 'missing'), folder]) {
    const { result } = await readPath(path)
    assert.is(result.ok ? '' : result.problem.kind, 'unreadable')
  }
})

READ('a signal ends the reading, and what was read counts', async () => {
  const path = joinPath(folder, 'long')
  const one = pcap(4000)
  writeFileSync(path, join(one, ...Array.from({ length: 10 }, () => one.subarray(24))))
  const abort = new AbortController()
  const recording = new Recording()
  const told: number[] = []
  const onProgress = (octets: number) => {
    told.push(octets)
    abort.abort()
  }
  const result = await readCapture(path, recording, { signal: abort.signal, onProgress })
  const summary = summaryOf({ recording, result })
  assert.equal([summary.complete, summary.problems[0]!.kind], [false, 'interrupted'])
  assert.ok(summary.frames > 0 && summary.frames < 44_000)
  assert.ok(told[0]! > 1024 * 1024 && told[0]! < statSync(path).size)
})

READ('a signal given before is heard as well', async () => {
  const { result } = {
    result: await readCapture(joinPath(folder, 'long'), new Recording(), { signal: AbortSignal.abort() }),
  }
  assert.is(result.ok ? result.summary.problems[0]!.kind : result.problem.kind, 'interrupted')
})

READ('progress ends at the size of the file', async () => {
  const told: number[] = []
  await readCapture(joinPath(folder, 'long'), new Recording(), { onProgress: (octets) => told.push(octets) })
  assert.is(told.at(-1), readFileSync(joinPath(folder, 'long')).length)
  assert.ok(told.length > 1)
})

READ('a FIFO is read as it fills, and a signal ends waiting for it', async () => {
  const fifo = joinPath(folder, 'fifo')
  try {
    execFileSync('mkfifo', [fifo])
  } catch {
    console.log('skipped: no mkfifo here')
    return
  }
  const octets = FORMATS[0][1]
  const reading = readPath(fifo)
  const writer = createWriteStream(fifo)
  writer.write(octets.subarray(0, 30))
  setTimeout(() => writer.end(octets.subarray(30)), 20)
  assert.equal(summaryOf(await reading), summaryOf(await readStream(octets)))

  const abort = new AbortController()
  setTimeout(() => abort.abort(), 20)
  const result = await readCapture(fifo, new Recording(), { signal: abort.signal })
  assert.is(result.ok ? '' : result.problem.kind, 'interrupted')
})

READ('a FIFO whose reader is slow: its writer waits, and no octet is written over', async () => {
  const fifo = joinPath(folder, 'slow-fifo')
  try {
    execFileSync('mkfifo', [fifo])
  } catch {
    console.log('skipped: no mkfifo here')
    return
  }
  const octets = pcap(9000)
  const recording = new Recording()
  const writer = createWriteStream(fifo, { highWaterMark: 5_000_000 })
  writer.end(octets)
  let turns = 0
  const pace = async () => {
    if (turns++ % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    if (turns === 10) assert.ok(writer.bytesWritten < octets.length)
  }
  const result = await readCapture(fifo, recording, { pace })
  const expected = await readStream(octets)
  assert.equal(result, expected.result)
  assert.equal(recording.frames, expected.recording.frames)
})

READ('standard input: a pipe, and a file', async () => {
  const module = JSON.stringify(new URL('../../src/capture/read-capture.js', import.meta.url).href)
  const script = `import { readCapture } from ${module}
    const result = await readCapture('-', { frame() {}, interface() {} })
    process.stdout.write(JSON.stringify(result))`
  const expected = summaryOf(await readStream(FORMATS[1][1]))
  const path = joinPath(folder, 'pcapng')
  for (const shell of [`cat '${path}' |`, `< '${path}'`]) {
    const child = spawn('sh', ['-c', `${shell} "$0" --input-type=module -e "$1"`, process.execPath, script])
    let out = ''
    for await (const chunk of child.stdout) out += chunk
    assert.equal(JSON.parse(out), { ok: true, summary: expected })
  }
})

READ.run()
