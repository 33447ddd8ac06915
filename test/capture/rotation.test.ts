import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rotationOf } from '../../src/capture/vantage-name.ts'

const Rotation = suite('files that one recorder wrote, one after the other')

Rotation('dumpcap -b numbers them before the suffix, with the time after or before it', () => {
  for (const [first, second] of [
    ['compute1/tap1_00001_20260101000000.pcapng', 'compute1/tap1_00002_20260101000500.pcapng'],
    ['compute1/tap1_20260101000000_00001.pcapng.gz', 'compute1/tap1_20260101000500_00002.pcapng.gz'],
  ] as const) {
    assert.equal(rotationOf(first), { series: 'compute1/tap1_.pcapng', number: 1 })
    assert.equal(rotationOf(second), { series: 'compute1/tap1_.pcapng', number: 2 })
  }
})

Rotation('tcpdump -C appends the number, to all but the first', () => {
  assert.equal(rotationOf('compute1/tap1.pcap'), { series: 'compute1/tap1.pcap', number: 0 })
  assert.equal(rotationOf('compute1/tap1.pcap1'), { series: 'compute1/tap1.pcap', number: 1 })
  assert.equal(rotationOf('compute1/tap1.pcap02.zst'), { series: 'compute1/tap1.pcap', number: 2 })
})

Rotation('files of other interfaces, or of other nodes, are of other series', () => {
  assert.is.not(rotationOf('compute1/tap1.pcap').series, rotationOf('compute2/tap1.pcap1').series)
  assert.is.not(rotationOf('compute1/tap1.pcap').series, rotationOf('compute1/tap2.pcap1').series)
})

Rotation.run()
