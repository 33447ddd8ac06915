import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyze } from '../../src/analyze.ts'
import type { ChecksumCounts } from '../../src/classify/analysis.ts'
import { pseudoHeaderSum } from '../../src/decode/checksum.ts'
import { smallCapture } from '../cli/small-capture.ts'

const CHECKSUMS = suite<{ readonly directory: string }>('checksums, counted by what wrong ones mean', { directory: '' })

CHECKSUMS.before.each((context) => {
  Object.assign(context, { directory: mkdtempSync(join(tmpdir(), 'v6gap-')) })
})
CHECKSUMS.after.each(({ directory }) => rmSync(directory, { recursive: true }))

const RECORD = 16 + 62
const CHECKSUM_AT = 24 + 16 + 14 + 40 + 2

/** Three solicitations of fa:16:3e:00:00:01, the last two with this in place of their checksums. */
function capture(checksum: number): Uint8Array {
  const octets = smallCapture(3)
  for (const frame of [1, 2]) octets.set([checksum >> 8, checksum & 0xff], CHECKSUM_AT + frame * RECORD)
  return octets
}

/** What Linux leaves in the field for hardware to complete. */
const PARTIAL = pseudoHeaderSum(smallCapture(1), 24 + 16 + 14 + 8, 24 + 16 + 14 + 24, 16, 8, 58)

/** Ports of fa:16:3e:00:00:01 on compute1, :02 there too, :03 on compute2. */
const INVENTORY = {
  networks: [{ id: 'f0000000-0000-4000-8000-000000000001', name: 'n' }],
  subnets: [],
  routers: [],
  ports: [1, 2, 3].map((number) => ({
    id: `a000000${number}-0000-4000-8000-000000000001`,
    network_id: 'f0000000-0000-4000-8000-000000000001',
    mac_address: `fa:16:3e:00:00:0${number}`,
    device_owner: 'compute:nova',
    device_id: `vm${number}`,
    fixed_ips: [],
    'binding:host_id': number === 3 ? 'compute2' : 'compute1',
  })),
}

async function checksums(directory: string, name: string, octets: Uint8Array): Promise<ChecksumCounts> {
  mkdirSync(join(directory, 'compute1'), { recursive: true })
  writeFileSync(join(directory, 'compute1', `${name}.pcap`), octets)
  writeFileSync(join(directory, 'neutron.json'), JSON.stringify(INVENTORY))
  const analyzed = await analyze([join(directory, 'compute1')], { inventory: join(directory, 'neutron.json') })
  rmSync(join(directory, 'compute1'), { recursive: true })
  if (!analyzed.ok) throw new Error(analyzed.problems.join())
  return analyzed.analysis.coverage.checksums.icmpv6
}

const NONE = { offload: 0, damage: 0, unknown: 0 }

for (const [what, vantage, checksum, bad] of [
  ["wrong at its sender's port: offload", 'tapa0000001-00', 0x1234, { ...NONE, offload: 2 }],
  ["wrong at another's port: damage", 'tapa0000002-00', 0x1234, { ...NONE, damage: 2 }],
  ['wrong on a physical interface: not known', 'eth0', 0x1234, { ...NONE, unknown: 2 }],
  ["the pseudo-header's sum at another port of the node: offload", 'tapa0000002-00', PARTIAL, { ...NONE, offload: 2 }],
  ["the pseudo-header's sum on another node: damage", 'tapa0000003-00', PARTIAL, { ...NONE, damage: 2 }],
] as const) {
  CHECKSUMS(what, async ({ directory }) => {
    const counts = await checksums(directory, vantage, capture(checksum))
    assert.equal(counts, { good: 1, unverified: 0, bad })
  })
}

CHECKSUMS('cut by the snaplen: unverified', async ({ directory }) => {
  const octets = smallCapture(1).subarray(0, 24 + RECORD - 2)
  octets[24 + 8] = 60
  assert.equal(await checksums(directory, 'eth0', octets), { good: 0, unverified: 1, bad: NONE })
})

CHECKSUMS.run()
