import { basename, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CaptureInterface } from '../../src/capture/frame.ts'
import {
  capturePlace,
  readVantageOverride,
  stemOf,
  type VantageOverride,
  vantageNames,
} from '../../src/capture/vantage-name.ts'

const NAME = suite('names of vantages')

for (const [file, stem] of [
  ['tap0a1b2c3d-4e.pcap', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.pcapng.gz', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.pcap.zst', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.pcap0', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.pcap12.gz', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.pcap007', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e.cap', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e_00001_20260101120000.pcapng', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e_00012_20260101120000.pcap.gz', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e_20260101120000_00012.pcapng', 'tap0a1b2c3d-4e'],
  ['tap0a1b2c3d-4e', 'tap0a1b2c3d-4e'],
  ['eth0.100.pcap', 'eth0.100'],
  ['eth0.100', 'eth0.100'],
  ['vlan_00001.pcap', 'vlan_00001'],
  ['TAP.PCAP', 'TAP'],
  ['.pcap', '.pcap'],
  ['qr-1.pcap\u001b[31m', 'qr-1.pcap\u001b[31m'],
] as const) {
  NAME(`${JSON.stringify(file)} is of ${JSON.stringify(stem)}`, () => {
    assert.is(stemOf(file), stem)
  })
}

for (const [path, found, node, namespace, stem] of [
  ['compute1/tap1.pcap', false, 'compute1', null, 'tap1'],
  ['a/b/compute1/tap1.pcap', false, 'compute1', null, 'tap1'],
  ['tap1.pcap', false, 'tap1', null, 'tap1'],
  ['./tap1.pcap', false, 'tap1', null, 'tap1'],
  ['/tap1.pcap', false, 'tap1', null, 'tap1'],
  ['network1/qrouter-7f.pcap', false, 'network1', 'qrouter-7f', 'qrouter-7f'],
  ['network1/qdhcp-7f/tap1.pcap', false, 'network1', 'qdhcp-7f', 'tap1'],
  ['network1/snat-7f/sg-1.pcap', true, 'network1', 'snat-7f', 'sg-1'],
  ['qrouter-7f/qr-1.pcap', false, 'qrouter-7f', 'qrouter-7f', 'qr-1'],
  ['qrouter-7f.pcap', false, 'qrouter-7f', 'qrouter-7f', 'qrouter-7f'],
  ['../tap1.pcap', false, basename(resolve('..')), null, 'tap1'],
  ['tap1.pcap', true, basename(resolve('.')), null, 'tap1'],
  ['qrouter-7f/qr-1.pcap', true, basename(resolve('.')), 'qrouter-7f', 'qr-1'],
] as const) {
  NAME(`${path}, ${found ? 'found' : 'named'}, is on ${node}`, () => {
    assert.equal(capturePlace(path, found), { node, namespace, stem })
  })
}

const PLACE = { node: 'compute1', namespace: null, stem: 'dump' }

function described(name: string | null, section = 0, id = 0): CaptureInterface {
  return { section, interface: id, name, linkType: 1, fcsOctets: 0, snaplen: 0 }
}

function names(interfaces: readonly CaptureInterface[], ...overrides: readonly string[]): string[] {
  const read = overrides.map((each) => readVantageOverride(each) as VantageOverride)
  return vantageNames('compute1/dump.pcapng', PLACE, interfaces, read).map((each) => `${each.node}/${each.name}`)
}

NAME('if_name, else the stem', () => {
  assert.equal(names([described('br-int')]), ['compute1/br-int'])
  assert.equal(names([described(null)]), ['compute1/dump'])
  assert.equal(names([described('')]), ['compute1/dump'])
  assert.equal(names([described('eth0'), described(null, 0, 1)]), ['compute1/eth0', 'compute1/dump'])
})

NAME('several without a name are told apart', () => {
  assert.equal(names([described(null, 0, 0), described(null, 0, 1)]), ['compute1/dump#0', 'compute1/dump#1'])
  assert.equal(names([described(null, 0, 0), described(null, 1, 0)]), ['compute1/dump#0.0', 'compute1/dump#1.0'])
  assert.equal(names([described('dump'), described(null, 0, 1)]), ['compute1/dump', 'compute1/dump#1'])
})

NAME('one name in two sections is one vantage', () => {
  assert.equal(names([described('eth0'), described('eth0', 1)]), ['compute1/eth0', 'compute1/eth0'])
})

NAME('--vantage overrides; the last one that matches does', () => {
  assert.equal(names([described('br-int')], '*/dump.*=n1/tap1'), ['n1/tap1'])
  assert.equal(names([described(null)], '**=n1/tap1', 'compute1/*=n2/tap2'), ['n2/tap2'])
  assert.equal(names([described(null)], 'compute2/*=n2/tap2'), ['compute1/dump'])
})

NAME('--vantage leaves several interfaces apart', () => {
  assert.equal(names([described('eth0'), described(null, 0, 1)], '**=n1/tap1'), ['n1/eth0', 'n1/tap1'])
  assert.equal(names([described(null), described(null, 0, 1)], '**=n1/tap1'), ['n1/tap1#0', 'n1/tap1#1'])
})

NAME('--vantage says what is wrong with it', () => {
  for (const argument of ['', 'glob', 'glob=', '=node/name', 'glob=node', 'glob=node/', 'glob=/name', 'g=a/b/c']) {
    assert.match(readVantageOverride(argument) as string, 'wants GLOB=NODE/INTERFACE')
  }
  const { matches, ...override } = readVantageOverride('a=b/*=node/name') as VantageOverride
  assert.equal(override, { glob: 'a=b/*', node: 'node', name: 'name' })
  assert.is(matches('a=b/c'), true)
})

NAME.run()
