import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsOf } from '../../src/report/columns.ts'
import { renderers } from '../../src/report/renderers.ts'
import { smallAnalysis } from './small-analysis.ts'

const TABLE = suite('the gap table on a terminal')

const expected = `IPv6 gap table from 2 captures, 1 vantage on 1 node, 1,234 frames,
2026-01-01T00:00:00.000000001Z to 2026-01-01T00:01:00.000000000Z.
No inventory: networks, projects and the roles of stations are inferred.

+---------------------------------------------------+-------------+------------+
| Requirement                                       | Kilo claims | Observed   |
+===================================================+=============+============+
| IPv6 VM to VM only                                | yes         | yes        |
+---------------------------------------------------+-------------+------------+
| Ability for a NIC to support both IPv4 and IPv6   | yes         | partial    |
| (dual stack) address.                             |             |            |
| 1. VM with a single interface                     | yes         | yes        |
| 2. VM with two different interfaces associated    | yes         | unobserved |
|    with two different networks and two different  |             |            |
|    subnets.                                       |             |            |
+---------------------------------------------------+-------------+------------+

vm-to-vm: yes (inferred)
  - Switched: 2001:db8::1 and 2001:db8::2 exchanged 12 packets with hop limit 64
    on one network.
  * compute1/tap0a1b2c3d-4e frame 17 2026-01-01T00:00:01.000000000Z – echo
    request from 2001:db8::1 to 2001:db8::2, hop limit 64

dual-stack.single-interface: yes (inferred)

dual-stack.two-interfaces: unobserved (inferred)
  - No VM with two captured NICs; vendor \\u{202e}evil.
  Missing:
  - the tap interfaces of both NICs of one VM

Problems
  - copy.pcap: a copy of compute1/tap0a1b2c3d-4e.pcap, counted once
  - compute1/tap0a1b2c3d-4e.pcap: offset 123400: the file ends inside a record
  - notes\\u{1b}[2J.txt: not read: neither pcap nor pcapng

Limits
  - conversations: 2,000 sightings left out by the cap of 131,072 rows

Decoded: router-advertisement 12, solicit 1,000.
Not decoded: cut-by-snaplen 3.
Wrong checksums of ICMPv6: 1,200 where they arrived (damage), 3 left to hardware
  by their senders (harmless).
Wrong checksums of DHCPv6: 1 one or the other, not known which (v6gap decode
  shows them).
DHCPv6 without a checksum, which receivers discard: 2.
`

TABLE('whole, in 80 columns', () => {
  assert.is(renderers.table(smallAnalysis, { width: 80, colour: false }), expected)
})

for (const width of [60, 80, 97, 200]) {
  TABLE(`no line is wider than ${width} columns, and the table is as wide`, () => {
    const lines = renderers.table(smallAnalysis, { width, colour: false }).split('\n')
    assert.is(Math.max(...lines.map(columnsOf)), width)
    assert.ok(lines.filter((line) => /^[+|]/.test(line)).every((line) => columnsOf(line) === width))
  })
}

TABLE('wider than 200 columns it does not grow, narrower than 60 not shrink', () => {
  const at = (width: number) => renderers.table(smallAnalysis, { width, colour: false })
  assert.is(at(500), at(200))
  assert.is(at(1), at(60))
})

TABLE('colours change nothing but colours', () => {
  const coloured = renderers.table(smallAnalysis, { width: 80, colour: true })
  assert.is.not(coloured, expected)
  assert.is(coloured.replaceAll(/\x1b\[\d+m/g, ''), expected)
})

TABLE('an interruption is told', () => {
  const text = renderers.table({ ...smallAnalysis, complete: false }, { width: 80, colour: false })
  assert.match(text, 'INTERRUPTED')
})

TABLE('JSON: two spaces, a newline at the end, the same value', () => {
  const text = renderers.json(smallAnalysis)
  assert.equal(JSON.parse(text), smallAnalysis)
  assert.ok(text.startsWith('{\n  "schema": "v6gap/analysis@1",\n'))
  assert.ok(text.endsWith('\n}\n'))
  assert.is(text.includes('\u202e'), false)
})

TABLE.run()
