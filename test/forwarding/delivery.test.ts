import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alterations, isUnaltered } from '../../src/forwarding/alteration.ts'
import { followDeliveries, type Sighting } from '../../src/forwarding/delivery.ts'
import type { JoinedNd } from '../../src/observe/settled.ts'

const HEADER = '8600abcd400007080000000000000000'
const MTU = '05010000000005dc'

function row(plan: Partial<JoinedNd> = {}): JoinedNd {
  const octets = plan.octets ?? HEADER
  const seen = { capture: 0, vantage: 0, frame: 1, time: null }
  return {
    kind: 'router-advertisement',
    vantage: 0,
    segment: 0,
    linkSource: '00:1c:73:00:00:01',
    linkDestination: '33:33:00:00:00:01',
    source: 'fe80::1',
    destination: 'ff02::1',
    hopLimit: 255,
    extensionHeaders: '',
    checksum: 'good',
    count: 1,
    first: seen,
    last: seen,
    seen: [],
    ...plan,
    octets,
    length: plan.length ?? octets.length / 2,
  }
}

function at(ms: number, one: JoinedNd = row()): Sighting {
  const time = [Math.floor(ms / 1000), (ms % 1000) * 1_000_000] as const
  return { row: one, seen: { capture: 0, vantage: 0, frame: ms, time } }
}

const Alteration = suite('altered on the way')

Alteration('the checksum and the VLAN tell nothing; every other octet does', () => {
  assert.ok(isUnaltered(row(), row({ octets: HEADER.replace('abcd', '0000') })))
  assert.not.ok(isUnaltered(row(), row({ octets: HEADER.replace('0708', '0709') })))
  assert.not.ok(isUnaltered(row(), row({ hopLimit: 64 })))
})

Alteration('a snaplen cuts what can be compared, and the length sent still counts', () => {
  const whole = row({ octets: HEADER + MTU })
  assert.ok(isUnaltered(whole, row({ octets: HEADER, length: 24 })))
  assert.not.ok(isUnaltered(whole, row({ octets: HEADER })))
})

Alteration('names what changed', () => {
  assert.equal(alterations(row(), row({ hopLimit: 254 })), ['hop limit 255 became 254'])
  assert.equal(alterations(row(), row({ octets: HEADER.replace('0708', '0064') })), ['routerLifetimeS 1800 became 100'])
  assert.equal(alterations(row({ octets: HEADER + MTU }), row()), ['option mtu removed'])
  assert.equal(alterations(row(), row({ octets: HEADER + MTU })), ['option mtu added'])
})

Alteration.run()

const Delivery = suite('where an advertisement went')

Delivery('pairs each sighting once, in order, within the window', () => {
  const followed = followDeliveries([at(1000), at(1050), at(5000)], [at(1001), at(5201), at(9000)])
  assert.equal(
    followed.map(({ received }) => received?.seen.frame ?? null),
    [1001, null, null],
  )
})

Delivery('prefers what is alike to what is near', () => {
  const other = row({ octets: HEADER.replace('0708', '0064') })
  const followed = followDeliveries([at(1000), at(1001, other)], [at(1002, other), at(1003)])
  assert.equal(
    followed.map(({ received, altered }) => [received?.seen.frame, altered]),
    [
      [1003, false],
      [1002, false],
    ],
  )
})

Delivery('what of the same source differs was altered', () => {
  const [one] = followDeliveries([at(1000)], [at(1001, row({ hopLimit: 64 }))])
  assert.is(one?.altered, true)
  const [lost] = followDeliveries([at(1000)], [at(1001, row({ source: 'fe80::2', hopLimit: 64 }))])
  assert.is(lost?.received, null)
})

Delivery('frames without a time are paired with nothing', () => {
  const timeless: Sighting = { row: row(), seen: { capture: 0, vantage: 0, frame: 1, time: null } }
  assert.is(followDeliveries([timeless], [timeless])[0]?.received, null)
})

Delivery.run()
