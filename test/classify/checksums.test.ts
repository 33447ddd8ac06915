import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyze } from '../../src/analyze.ts'
import type { ChecksumCounts } from '../../src/classify/analysis.ts'
import { onesComplementSum, pseudoHeaderSum } from '../../src/decode/checksum.ts'
import type { Caps } from '../../src/observe/caps.ts'
import { smallCapture } from '../cli/small-capture.ts'
import { address, ethernet, ipv6, octets, udp, word16 } from '../frames.ts'

const CHECKSUMS = suite<{ readonly directory: string }>('checksums, counted by what wrong ones mean', { directory: '' })

CHECKSUMS.before.each((context) => {
  Object.assign(context, { directory: mkdtempSync(join(tmpdir(), 'v6gap-')) })
})
CHECKSUMS.after.each(({ directory }) => rmSync(directory, { recursive: true }))

const RECORD = 16 + 62
const CHECKSUM_AT = 24 + 16 + 14 + 40 + 2

/** Three solicitations of fa:16:3e:00:00:01, the last two with this in place of their checksums. */
function capture(checksum: number): Uint8Array {
  const pcap = smallCapture(3)
  for (const frame of [1, 2]) pcap.set(word16(checksum), CHECKSUM_AT + frame * RECORD)
  return pcap
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

async function checksums(
  directory: string,
  name: string,
  pcap: Uint8Array,
  of: 'icmpv6' | 'udp' = 'icmpv6',
  caps: Partial<Caps> = {},
): Promise<ChecksumCounts> {
  mkdirSync(join(directory, 'compute1'), { recursive: true })
  writeFileSync(join(directory, 'compute1', `${name}.pcap`), pcap)
  writeFileSync(join(directory, 'neutron.json'), JSON.stringify(INVENTORY))
  const analyzed = await analyze([join(directory, 'compute1')], { inventory: join(directory, 'neutron.json'), caps })
  rmSync(join(directory, 'compute1'), { recursive: true })
  if (!analyzed.ok) throw new Error(analyzed.problems.join())
  return analyzed.analysis.coverage.checksums[of]
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
    assert.equal(counts, { good: 1, unverified: 0, absent: 0, bad })
  })
}

CHECKSUMS(
  'of messages whose rows the caps leave out: counted, and where they were captured is not known',
  async ({ directory }) => {
    const pcap = capture(0x1234)
    for (const frame of [0, 1, 2]) pcap.set([0x02, 0, 0, 0, 0, 9], 24 + 16 + 6 + frame * RECORD) // no port's
    pcap.set(word16(0x4321), CHECKSUM_AT + 2 * RECORD)
    const counts = await checksums(directory, 'eth0', pcap, 'icmpv6', { neighborDiscovery: 1 })
    assert.equal(counts, { good: 1, unverified: 0, absent: 0, bad: { ...NONE, unknown: 2 } })
  },
)

CHECKSUMS('cut by the snaplen: unverified', async ({ directory }) => {
  const pcap = smallCapture(1).subarray(0, 24 + RECORD - 2)
  pcap[24 + 8] = 60
  assert.equal(await checksums(directory, 'eth0', pcap), { good: 0, unverified: 1, absent: 0, bad: NONE })
})

/** As many SOLICITs of fa:16:3e:00:00:01 as there are checksums. */
function solicits(...sent: readonly number[]): Uint8Array {
  const records = sent.map((checksum, index) => {
    const datagram = udp(546, 547, octets([1, 0, 0, index], [0, 8, 0, 2, 0, 0]))
    datagram.set(word16(checksum), 6)
    const frame = ethernet('33:33:00:01:00:02', 'fa:16:3e:00:00:01', 0x86dd, ipv6(CLIENT, SERVERS, 17, datagram, 1))
    const header = Buffer.alloc(16)
    header.writeUInt32LE(1_767_225_600 + index, 0)
    header.writeUInt32LE(frame.length, 8)
    header.writeUInt32LE(frame.length, 12)
    return octets(header, frame)
  })
  return octets(smallCapture(0), ...records)
}

const CLIENT = 'fe80::f816:3eff:fe00:1'
const SERVERS = 'ff02::1:2'
/** Of the pseudo-header of a SOLICIT above, and the right one of the first of them. */
const UDP_PARTIAL = pseudoHeaderSum(octets(address(CLIENT), address(SERVERS)), 0, 16, 16, 18, 17)
const UDP_RIGHT =
  onesComplementSum(udp(546, 547, octets([1, 0, 0, 0], [0, 8, 0, 2, 0, 0])), 0, 18, UDP_PARTIAL) ^ 0xffff

CHECKSUMS('UDP of DHCPv6: good, wrong, left to hardware, absent', async ({ directory }) => {
  const capture = solicits(UDP_RIGHT, 0x1234, UDP_PARTIAL, 0)
  assert.equal(await checksums(directory, 'tapa0000002-00', capture, 'udp'), {
    good: 1,
    unverified: 0,
    absent: 1,
    bad: { offload: 1, damage: 1, unknown: 0 },
  })
})

CHECKSUMS.run()
