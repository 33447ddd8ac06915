import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frameAlterations, isUnaltered, messageAlterations } from '../../src/forwarding/alteration.ts'
import { alterationText } from '../../src/forwarding/alteration-text.ts'
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
    sender: 0,
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

Alteration('names what changed, field by field', () => {
  const told = (received: JoinedNd, sent = row()) => messageAlterations(sent, received).map(alterationText)
  assert.equal(told(row()), [])
  assert.equal(told(row({ hopLimit: 254 })), ['hop limit 255 became 254'])
  assert.equal(told(row({ octets: HEADER.replace('0708', '0064') })), ['routerLifetimeS 1800 became 100'])
  assert.equal(told(row({ octets: HEADER.replace('4000', 'ff40') })), [
    'curHopLimit 64 became 255',
    'otherConfig false became true',
  ])
  assert.equal(told(row(), row({ octets: HEADER + MTU })), ['option mtu removed'])
  assert.equal(told(row({ octets: HEADER + MTU })), ['option mtu added'])
  const smaller = row({ octets: HEADER + MTU.replace('05dc', '0578') })
  assert.equal(told(smaller, row({ octets: HEADER + MTU })), ['option mtu mtu 1500 became 1400'])
})

Alteration('of options of one kind, sets each beside its like', () => {
  const second = MTU.replace('05dc', '0500')
  const [one, ...more] = messageAlterations(row({ octets: HEADER + MTU + second }), row({ octets: HEADER + second }))
  assert.is(more.length, 0)
  assert.is(one?.field, 'option mtu')
  assert.is(one?.received, null)
  assert.match(one?.sent ?? '', '1500')
})

Alteration('the order of options is theirs too', () => {
  const first = '0101fa163e000001'
  const found = messageAlterations(row({ octets: HEADER + MTU + first }), row({ octets: HEADER + first + MTU }))
  assert.equal(found, [
    { field: 'options', sent: 'mtu, source-link-layer-address', received: 'source-link-layer-address, mtu' },
  ])
})

Alteration('what does not decode differs in its octets', () => {
  const [one] = messageAlterations(row({ octets: '8600abcd40' }), row({ octets: '8600abcd41' }))
  assert.is(one?.field, 'octets')
})

Alteration('the frame around it: another Ethernet source, a tag not stripped', () => {
  assert.equal(frameAlterations(row(), row(), null), [])
  assert.equal(frameAlterations(row(), row({ linkSource: 'fa:16:3e:00:00:01' }), 210).map(alterationText), [
    'Ethernet source 00:1c:73:00:00:01 became fa:16:3e:00:00:01',
    'VLAN tag 210 added',
  ])
})

Alteration.run()
