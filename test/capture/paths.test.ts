import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join as joinPath } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expandPaths } from '../../src/capture/paths.ts'
import { hex } from '../hex.ts'

const PATHS = suite('paths of the command line')

const PCAP = hex`d4 c3 b2 a1 02 00 04 00 00 00 00 00 00 00 00 00 00 00 04 00 01 00 00 00`
const PCAPNG = hex`0a 0d 0d 0a 1c 00 00 00 4d 3c 2b 1a 01 00 00 00 ff ff ff ff ff ff ff ff 1c 00 00 00`

const root = mkdtempSync(joinPath(tmpdir(), 'v6gap-paths-'))
PATHS.after(() => rmSync(root, { recursive: true }))

function write(path: string, content: Uint8Array | string): string {
  const file = joinPath(root, path)
  mkdirSync(joinPath(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}

const tap = write('cloud/compute1/tap1.pcap', PCAP)
write('cloud/compute1/B', PCAPNG)
write('cloud/compute1/a.gz', gzipSync(PCAP))
write('cloud/network1/qrouter-1/qr-1.pcap', PCAP)
write('cloud/top.pcap', PCAP)
write('cloud/README.md', '# what is real')
write('cloud/empty.pcap', '')
write('cloud/cut.pcap', PCAP.subarray(0, 5))
write('cloud/other.pcap', 'no capture, whatever its name says')
write('cloud/tools.tar.gz', gzipSync('no capture'))
write('cloud/neutron.json', '\ufeff {"networks": [], "ports": []}')
write('cloud/package.json', '{"name": "ports"}')
write('cloud/dump.pcap.xz', hex`fd 37 7a 58 5a 00 00 00`)
symlinkSync('nowhere', joinPath(root, 'cloud/dead'))
symlinkSync('self', joinPath(root, 'cloud/self'))
symlinkSync('..', joinPath(root, 'cloud/compute1/up'))
symlinkSync('compute1', joinPath(root, 'cloud/a-link'))
const cloud = joinPath(root, 'cloud')

PATHS('a directory: captures by their octets, sorted; symbolic links do not go round', async () => {
  const { captures, problems } = await expandPaths([cloud])
  assert.equal(
    captures.map(({ path, node, namespace, stem, named }) => [path, node, namespace, stem, named]),
    [
      ['compute1/B', 'compute1', null, 'B', false],
      ['compute1/a.gz', 'compute1', null, 'a', false],
      ['compute1/tap1.pcap', 'compute1', null, 'tap1', false],
      ['cut.pcap', 'cloud', null, 'cut', false],
      ['network1/qrouter-1/qr-1.pcap', 'network1', 'qrouter-1', 'qr-1', false],
      ['top.pcap', 'cloud', null, 'top', false],
    ],
  )
  assert.equal(problems, [])
  assert.is(captures[2]!.file, tap)
  assert.is(captures[2]!.argument, cloud)
})

PATHS('what is passed over is noted, with what to do', async () => {
  const { notes } = await expandPaths([`${cloud}/`])
  assert.equal(
    notes.map(({ path, kind }) => [path, kind]),
    [
      ['', 'no-capture'],
      ['dead', 'dead-link'],
      ['dump.pcap.xz', 'no-capture'],
      ['empty.pcap', 'empty'],
      ['neutron.json', 'inventory'],
      ['self', 'dead-link'],
    ],
  )
  assert.match(
    notes.find((note) => note.kind === 'inventory')!.message,
    `--inventory ${joinPath(cloud, 'neutron.json')}`,
  )
  assert.match(notes[2]!.message, 'xz -dk')
  assert.is(notes[0]!.file, `${cloud}/`)
  assert.match(
    notes[0]!.message,
    /^passed over: neither pcap .*\(README\.md, other\.pcap, package\.json, tools\.tar\.gz\)$/,
  )
})

PATHS('a file that is named is taken as it is, whatever it holds', async () => {
  const other = joinPath(cloud, 'other.pcap')
  const { captures, notes } = await expandPaths([other, tap])
  assert.equal(
    captures.map(({ path, node, stem, named }) => [path, node, stem, named]),
    [
      [other, 'cloud', 'other', true],
      [tap, 'compute1', 'tap1', true],
    ],
  )
  assert.equal(notes, [])
})

PATHS('a path that comes up twice is taken once', async () => {
  const again = joinPath(cloud, 'compute1/../compute1/tap1.pcap')
  const { captures } = await expandPaths([tap, '-', again, joinPath(cloud, 'compute1'), cloud, '-'])
  assert.equal(
    captures.map(({ path }) => path),
    [tap, '-', 'B', 'a.gz', 'cut.pcap', 'network1/qrouter-1/qr-1.pcap', 'top.pcap'],
  )
  assert.is(captures[1]!.node, 'stdin')
  assert.is(captures[2]!.node, 'compute1')
})

PATHS('a directory named by dots has its own name', async () => {
  const { captures } = await expandPaths([`${joinPath(cloud, 'compute1')}/.`])
  assert.equal(
    captures.map(({ node }) => node),
    ['compute1', 'compute1', 'compute1'],
  )
})

PATHS('what is not there is a problem, and the rest is still taken', async () => {
  const missing = joinPath(root, 'missing')
  const { captures, problems } = await expandPaths([missing, joinPath(cloud, 'dead'), tap])
  assert.is(captures.length, 1)
  assert.equal(
    problems.map(({ path, problem }) => [basename(path), problem.kind]),
    [
      ['missing', 'unreadable'],
      ['dead', 'unreadable'],
    ],
  )
})

PATHS('what may not be read is a problem', async () => {
  if (process.getuid?.() === 0) {
    console.log('skipped: root may read everything')
    return
  }
  const locked = write('locked/tap1.pcap', PCAP)
  chmodSync(locked, 0)
  const { captures, problems } = await expandPaths([joinPath(root, 'locked')])
  assert.equal([captures.length, problems[0]!.problem.kind], [0, 'unreadable'])
})

PATHS.run()
