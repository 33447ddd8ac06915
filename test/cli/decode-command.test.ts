import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from './run-main.ts'
import { smallCapture } from './small-capture.ts'

const DECODE = suite<{ readonly directory: string }>('v6gap decode', { directory: '' })

DECODE.before.each((context) => {
  Object.assign(context, { directory: mkdtempSync(join(tmpdir(), 'v6gap-')) })
})
DECODE.after.each(({ directory }) => rmSync(directory, { recursive: true }))

function put(directory: string, path: string, octets: string | Uint8Array): string {
  mkdirSync(join(directory, 'compute1'), { recursive: true })
  writeFileSync(join(directory, path), octets)
  return join(directory, path)
}

async function decoded(...argv: readonly string[]) {
  const { code, out, err } = await runMain(['decode', ...argv])
  const lines = out.split('\n').slice(0, -1)
  return { code, err, messages: lines.map((line) => JSON.parse(line)) }
}

const SOLICITATION = {
  layers: [
    { kind: 'ethernet', destination: '33:33:00:00:00:02', source: 'fa:16:3e:00:00:01', etherType: 0x86dd },
    {
      kind: 'ipv6',
      trafficClass: 0,
      flowLabel: 0,
      payloadLength: 8,
      nextHeader: 58,
      hopLimit: 255,
      source: 'fe80::f816:3eff:fe00:1',
      destination: 'ff02::2',
    },
  ],
  link: { source: 'fa:16:3e:00:00:01', destination: '33:33:00:00:00:02' },
  source: 'fe80::f816:3eff:fe00:1',
  destination: 'ff02::2',
  hopLimit: 255,
  kind: 'router-solicitation',
  code: 0,
  checksum: { value: 0x481f, computed: 0x481f, status: 'good' },
  reserved: 0,
  options: [],
}

DECODE('one JSON line per message, every field of it, exit 0', async ({ directory }) => {
  const capture = put(directory, 'compute1/tap0.pcap', smallCapture(2))
  const { code, err, messages } = await decoded(capture)
  assert.equal([code, err], [0, ''])
  assert.equal(messages, [
    {
      capture,
      frame: 1,
      time: '2026-01-01T00:00:00.000000000Z',
      vantage: 'compute1/tap0',
      ...SOLICITATION,
    },
    {
      capture,
      frame: 2,
      time: '2026-01-01T00:00:01.000000000Z',
      vantage: 'compute1/tap0',
      ...SOLICITATION,
    },
  ])
})

DECODE('a directory: paths relative to it, in their order, what is no capture passed over', async ({ directory }) => {
  put(directory, 'compute1/tap1.pcap', smallCapture(1))
  put(directory, 'compute1/tap0.pcap', smallCapture(2))
  put(directory, 'notes.txt', 'text')
  const { code, err, messages } = await decoded(directory)
  assert.is(code, 0)
  assert.match(err, /^note: .*notes\.txt: passed over/)
  assert.equal(
    messages.map(({ capture, frame }) => `${capture}#${frame}`),
    ['compute1/tap0.pcap#1', 'compute1/tap0.pcap#2', 'compute1/tap1.pcap#1'],
  )
  assert.is((await decoded(directory, '--quiet')).err, '')
})

DECODE('--kind: one, several, by short names; what is none is told with all that are', async ({ directory }) => {
  const capture = put(directory, 'compute1/tap0.pcap', smallCapture(2))
  assert.is((await decoded(capture, '--kind', 'ra,dhcpv6')).messages.length, 0)
  assert.is((await decoded(capture, '--kind', 'ra', '--kind', 'RS')).messages.length, 2)
  assert.is((await decoded(capture, '--kind', 'router-solicitation')).messages.length, 2)
  assert.is((await decoded(capture, '--kind', 'nd')).messages.length, 2)
  const { code, err } = await runMain(['decode', capture, '--kind', 'toString'])
  assert.is(code, 2)
  assert.match(err, /--kind.*'toString'.*rs, ra.*relay-forward/)
})

DECODE('--since and --until: to the nanosecond, both included', async ({ directory }) => {
  const capture = put(directory, 'compute1/tap0.pcap', smallCapture(5))
  const frames = async (...argv: readonly string[]) =>
    (await decoded(capture, ...argv)).messages.map(({ frame }) => frame)
  assert.equal(await frames('--since', '2026-01-01T00:00:03Z'), [4, 5])
  assert.equal(await frames('--since', '2026-01-01T00:00:02.000000001Z'), [4, 5])
  assert.equal(await frames('--until', '2026-01-01 01:00:01+01:00'), [1, 2])
  assert.equal(await frames('--since', '2026-01-01', '--until', '2026-01-01T00:00'), [1])
  for (const wrong of ['yesterday', '2026-02-30', '2026-01-01T25:00', '2026-01-01T00:00:00.1234567890Z']) {
    const { code, err } = await runMain(['decode', capture, '--since', wrong])
    assert.is(code, 2, wrong)
    assert.match(err, /--since.*ISO 8601/)
  }
})

DECODE('--vantage: a glob asks for vantages, with = it names them', async ({ directory }) => {
  put(directory, 'compute1/tap0.pcap', smallCapture(1))
  put(directory, 'compute1/qr-1.pcap', smallCapture(1))
  const vantages = async (...argv: readonly string[]) =>
    (await decoded(directory, '--quiet', ...argv)).messages.map(({ vantage }) => vantage)
  assert.equal(await vantages(), ['compute1/qr-1', 'compute1/tap0'])
  assert.equal(await vantages('--vantage', 'tap*'), ['compute1/tap0'])
  assert.equal(await vantages('--vantage', '*/qr-*'), ['compute1/qr-1'])
  assert.equal(await vantages('--vantage', '**/tap0.pcap=node7/eth9'), ['compute1/qr-1', 'node7/eth9'])
  assert.equal(await vantages('--vantage', '**/tap0.pcap=node7/eth9', '--vantage', 'node7/*'), ['node7/eth9'])
})

DECODE('--count: how many of each kind, and nothing else', async ({ directory }) => {
  const capture = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  assert.equal((await decoded(capture, '--count')).messages, [{ messages: 3, kinds: { 'router-solicitation': 3 } }])
  const text = await runMain(['decode', capture, '--count', '--format', 'text', '--until', '2026-01-01T00:00:01Z'])
  assert.is(text.out, '2 router-solicitation\n2 messages\n')
})

DECODE('--format text: one line for people', async ({ directory }) => {
  put(directory, 'compute1/tap0.pcap', smallCapture(1))
  const { out } = await runMain(['decode', directory, '--format', 'text'])
  assert.is(
    out,
    '2026-01-01T00:00:00.000000000Z compute1/tap0 compute1/tap0.pcap#1 fa:16:3e:00:00:01>33:33:00:00:00:02 ' +
      'fe80::f816:3eff:fe00:1>ff02::2 hopLimit=255 router-solicitation\n',
  )
})

/** A bad checksum, sent by fa:16:3e:00:00:01. */
function badCapture(): Uint8Array {
  const octets = smallCapture(1)
  octets[octets.length - 5]! ^= 1
  return octets
}

const INVENTORY = {
  networks: [{ id: 'f0000000-0000-4000-8000-000000000001', name: 'n' }],
  subnets: [],
  routers: [],
  ports: ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'].map((mac, index) => ({
    id: `a000000${index}-0000-4000-8000-000000000001`,
    network_id: 'f0000000-0000-4000-8000-000000000001',
    mac_address: mac,
    device_owner: 'compute:nova',
    device_id: `vm${index}`,
    fixed_ips: [],
  })),
}

DECODE("--inventory: a wrong checksum is offload at its sender's port, damage at another's", async ({ directory }) => {
  for (const name of ['tapa0000000-00', 'tapa0000001-00', 'eth0']) put(directory, `compute1/${name}.pcap`, badCapture())
  const inventory = put(directory, 'neutron.json', JSON.stringify(INVENTORY))
  const ratings = async (...argv: readonly string[]) =>
    (await decoded(directory, ...argv)).messages.map(({ vantage, checksum }) => `${vantage} ${checksum.rating}`)
  assert.equal(await ratings('--inventory', inventory), [
    'compute1/eth0 unknown',
    'compute1/tapa0000000-00 offload',
    'compute1/tapa0000001-00 damage',
  ])
  assert.equal(new Set((await ratings()).map((each) => each.split(' ')[1])), new Set(['unknown']))
  const text = await runMain(['decode', directory, '--inventory', inventory, '--format', 'text', '--vantage', 'eth0'])
  assert.match(text.out, / router-solicitation checksum=bad\(unknown\)\n$/)
  const wrong = await runMain(['decode', directory, '--inventory', put(directory, 'bad.json', '{')])
  assert.equal([wrong.code, wrong.out], [3, ''])
  assert.match(wrong.err, /^error: .*bad\.json/)
})

DECODE('a missing file and a text file, named: exit 3, the others are still decoded', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const text = put(directory, 'notes.txt', 'text')
  const { code, err, messages } = await decoded(text, good, join(directory, 'gone.pcap'))
  assert.is(code, 3)
  assert.is(messages.length, 3)
  assert.match(err, /^error: .*gone\.pcap: .*no such file/m)
  assert.match(err, /^error: .*notes\.txt: .*neither pcap nor pcapng/m)
  const none = await decoded(text)
  assert.is(none.code, 3)
  assert.match(none.err, /^error: no capture could be read/m)
})

DECODE('a capture cut short is a note and stays 0; damage in the middle is 3', async ({ directory }) => {
  const whole = smallCapture(5)
  const cut = await decoded(put(directory, 'compute1/cut.pcap', whole.subarray(0, whole.length - 7)))
  assert.equal([cut.code, cut.messages.length], [0, 4])
  assert.match(cut.err, /^note: .*cut\.pcap: offset \d+: /)
  const broken = smallCapture(5)
  broken.fill(0xff, 24 + 2 * 78, 24 + 2 * 78 + 16)
  const damaged = await decoded(put(directory, 'compute1/damaged.pcap', broken))
  assert.equal([damaged.code, damaged.messages.length], [3, 2])
  assert.match(damaged.err, /^error: .*damaged\.pcap: offset 180: /)
})

DECODE('a closed pipe ends quietly with 0', async ({ directory }) => {
  const closed = async () => {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  }
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const ended = { code: 0, out: '', err: '' }
  assert.equal(await runMain(['decode', good], { stdout: { write: closed } }), ended)
  assert.equal(await runMain(['decode', good, good, '--follow'], { stdout: { write: closed } }), ended)
})

DECODE('--output: whole or not at all, nothing left beside it', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  const target = put(directory, 'out.ndjson', 'precious')
  const failed = await runMain(['decode', good, '--output', join(directory, 'no', 'where')])
  assert.is(failed.code, 2)
  assert.match(failed.err, /^error: --output .*directory does not exist/)
  const { code, out } = await runMain(['decode', good, '--output', target])
  assert.equal([code, out], [0, ''])
  assert.is(readFileSync(target, 'utf8'), (await runMain(['decode', good])).out)
  assert.equal(readdirSync(directory).sort(), ['compute1', 'out.ndjson'])
})

DECODE('nothing is read while what was read is not taken', async ({ directory }) => {
  const capture = put(directory, 'compute1/tap0.pcap', smallCapture(60_000)) // several blocks
  let pending = 0
  let most = 0
  let lines = 0
  const write = async (text: string) => {
    pending++
    most = Math.max(most, pending)
    lines += text.split('\n').length - 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    pending--
  }
  const { code } = await runMain(['decode', capture], { stdout: { write } })
  assert.equal([code, lines, most], [0, 60_000, 1])
})

/** Runs until `enough` text has come, then interrupts; gives what came and the exit code. */
async function followUntil(argv: readonly string[], enough: (out: string) => boolean) {
  const interruption = new AbortController()
  let out = ''
  const write = async (text: string) => {
    out += text
    if (enough(out)) interruption.abort()
  }
  const { code, err } = await runMain(['decode', '--follow', ...argv], {
    stdout: { write },
    signal: interruption.signal,
  })
  return { code, err, out }
}

function frames(out: string): readonly string[] {
  const messages = out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  return messages.map(({ capture, frame }) => `${capture.slice(-5)}#${frame}`)
}

DECODE('--follow: prints what is appended, records in parts too, until interrupted: 130', async ({ directory }) => {
  const whole = smallCapture(4)
  const path = put(directory, 'compute1/a.pcap', whole.subarray(0, 24 + 78 + 30)) // inside the second record
  const steps = [whole.subarray(24 + 78 + 30, 24 + 2 * 78), whole.subarray(24 + 2 * 78)]
  const { code, out } = await followUntil([path], (text) => {
    const step = steps.shift()
    if (step !== undefined) setTimeout(() => appendFileSync(path, step), 20)
    return text.includes('"frame":4')
  })
  assert.is(code, 130)
  assert.equal(
    frames(out),
    [1, 2, 3, 4].map((frame) => `.pcap#${frame}`),
  )
})

DECODE('--follow: a file that is still empty, and several at once', async ({ directory }) => {
  const first = put(directory, 'compute1/1.pcap', '')
  const second = put(directory, 'compute1/2.pcap', smallCapture(1))
  setTimeout(() => appendFileSync(first, smallCapture(1)), 30)
  const { code, out } = await followUntil([first, second], (text) => text.split('\n').length === 3)
  assert.is(code, 130)
  assert.equal([...frames(out)].sort(), ['.pcap#1', '.pcap#1'])
})

DECODE('--follow: a file that becomes shorter ends it with 3', async ({ directory }) => {
  const path = put(directory, 'compute1/a.pcap', smallCapture(2))
  setTimeout(() => writeFileSync(path, smallCapture(1)), 30)
  const { code, err } = await followUntil([path], () => false)
  assert.is(code, 3)
  assert.match(err, /^error: .*became shorter/)
})

DECODE('--follow --output: others can read along', async ({ directory }) => {
  const path = put(directory, 'compute1/a.pcap', smallCapture(2))
  const output = join(directory, 'out.ndjson')
  const interruption = new AbortController()
  const seen = setInterval(() => {
    if (readdirSync(directory).includes('out.ndjson') && readFileSync(output, 'utf8').split('\n').length === 3) {
      interruption.abort()
    }
  }, 10)
  const { code } = await runMain(['decode', '--follow', path, '--output', output], { signal: interruption.signal })
  clearInterval(seen)
  assert.is(code, 130)
})

DECODE('interrupted before anything was read: 130, nothing printed', async ({ directory }) => {
  const good = put(directory, 'compute1/tap0.pcap', smallCapture(3))
  assert.equal(await runMain(['decode', good], { signal: AbortSignal.abort() }), { code: 130, out: '', err: '' })
})

DECODE('help fits 80 columns', async () => {
  const { code, out } = await runMain(['decode', '--help'])
  assert.is(code, 0)
  assert.ok(out.split('\n').every((line) => line.length <= 80))
})

DECODE.run()
