import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RaForwarding } from '../../src/forwarding/ra-forwarding.ts'
import { columnsOf } from '../../src/report/columns.ts'
import { durationText } from '../../src/report/duration.ts'
import { renderRaForwardingJson } from '../../src/report/ra-forwarding-json.ts'
import { renderRaForwardingTable } from '../../src/report/ra-forwarding-table.ts'

/** One of everything, hostile text included. */
const report: RaForwarding = {
  schema: 'v6gap/ra-forwarding@1',
  complete: false,
  verdict: 'no',
  followed: 'upstream',
  routers: [
    {
      address: 'fe80::1',
      mac: '00:1c:73:00:00:01',
      network: 'provider\u001b[31m',
      networkId: null,
      wire: 'vlan 210',
      vantage: 'network1/eth2',
      sent: 1234,
      verdict: 'no',
      ports: [
        {
          vantage: 'compute1/tap0a1b2c3d-4e',
          portId: '0a1b2c3d-4e5f-4000-8000-000000000000',
          mac: 'fa:16:3e:00:00:01',
          verdict: 'no',
          solicitations: { sent: 3, answered: 2, delayNs: 312_000 },
          expected: 1200,
          delivered: 1198,
          lost: 2,
          late: 1,
          duplicated: 4,
          altered: 1,
          unsettled: 5,
          missedNode: 7,
          delayNs: { min: 1000, median: 400_000, p99: 1_500_000, max: 1_700_000_000 },
          longestGapNs: 2_000_000_000_000,
          routeLost: true,
          prefixLost: true,
          firstMissingHop: 'compute1/tap0a1b2c3d-4e',
          cause: null,
          lostFrames: [{ capture: 'compute1/eth2.pcap', frame: 17, time: null }],
          alterations: [
            {
              field: 'routerLifetimeS',
              sent: '1800',
              received: '0',
              frames: [{ capture: 'a\u202e.pcap', frame: 3, time: null }],
            },
          ],
          hops: [],
        },
      ],
    },
  ],
  clocks: [
    { node: 'compute1', offsetNs: 0, spreadNs: 0, driftPpm: 0, frames: 0, reference: 'compute1' },
    {
      node: 'compute2',
      offsetNs: -4_000_000_000,
      spreadNs: 312_000,
      driftPpm: 100,
      frames: 1200,
      reference: 'compute1',
    },
    { node: 'lost', offsetNs: null, spreadNs: null, driftPpm: null, frames: 0, reference: 'lost' },
  ],
  notes: [],
}

const expected = `RA forwarding from routers beyond the cloud to the ports of VMs: 1 router, 1
port, 1,200 RAs expected, 2 lost.
Verdict: no
INTERRUPTED: only what was read until then is told here.

fe80::1 (00:1c:73:00:00:01) on provider\\u{1b}[31m (vlan 210): 1,234 RAs, counted
  from network1/eth2 on
             expected delivered  lost late copies altered     delay
  compute1/tap0a1b2c3d-4e (port 0a1b2c3d-4e5f-4000-8000-000000000000)
  no            1,200     1,198     2    1      4       1    400 µs
    - 7 more RAs sent did not come to its node
    - missing first at compute1/tap0a1b2c3d-4e; last seen: compute1/eth2.pcap
      frame 17, and 8 more
    - altered: routerLifetimeS 1800 became 0 (a\\u{202e}.pcap frame 3)
    - 5 RAs not seen, which proves nothing: the capture is not whole, or guessed
    - delay from 1.00 µs to 1.70 s, 99 of 100 within 1.50 ms
    - longest time without an RA 2000 s: long enough to lose the default route
      and the address
    - 2 of 3 RS answered after 312 µs

Clocks, when the captures begin
  compute1  the reference
  compute2  4.00 s behind compute1, give or take 312 µs, drifting 100 ppm; told
      by 1,200 frames
  lost      unknown: no frame seen on it and another node tells
`

const TABLE = suite('the table of verify-ra')

TABLE('80 columns, nothing from packets unescaped', () => {
  const text = renderRaForwardingTable(report, { width: 80, colour: false })
  assert.is(text, expected)
  assert.ok(text.split('\n').every((line) => columnsOf(line) <= 80))
})

TABLE('any width is kept, and colour adds nothing but colour', () => {
  for (const width of [76, 100, 250]) {
    const plain = renderRaForwardingTable(report, { width, colour: false })
    assert.ok(plain.split('\n').every((line) => columnsOf(line) <= Math.min(width, 200)))
    const coloured = renderRaForwardingTable(report, { width, colour: true })
    assert.is(coloured.replaceAll(/\u001b\[\d+m/g, ''), plain)
    assert.is.not(coloured, plain)
  }
})

TABLE('the JSON is safe to show, and says the same', () => {
  const text = renderRaForwardingJson(report)
  assert.equal(JSON.parse(text), report)
  assert.is(/[\u001b\u202e]/.test(text), false)
})

TABLE('durations', () => {
  const told = [0, 999, 1000, 12_345, 999_400, 1_700_000_000, -4e9, 1e12].map(durationText)
  assert.equal(told, ['0 ns', '999 ns', '1.00 µs', '12.3 µs', '999 µs', '1.70 s', '-4.00 s', '1000 s'])
})

TABLE.run()
