import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Clocks } from '../../src/forwarding/clocks.ts'
import { Contents } from '../../src/forwarding/content.ts'
import { instancesOf } from '../../src/forwarding/instances.ts'
import { IN_TIME, LATE, matchInstances, NOT_SEEN, WINDOW_NS } from '../../src/forwarding/matching.ts'
import { Epoch } from '../../src/forwarding/moment.ts'
import { Track } from '../../src/forwarding/track.ts'
import type { JoinedNd } from '../../src/observe/settled.ts'

const MS = 1e6
const epoch = new Epoch({ vantages: [] })
const clock = { group: 0, offsetNs: 0, slope: 0, spreadNs: 0, frames: 0 }

interface Plan extends Partial<JoinedNd> {
  /** Milliseconds. */
  readonly at: readonly number[]
}

/** Vantages by number, each with rows; vantage 0 is where the router is. */
class Wire {
  readonly #contents = new Contents()
  readonly #clocks = new Clocks([{ ...clock, node: 'a' }])

  track(vantage: number, ...plans: readonly Plan[]): Track {
    return new Track(
      vantage,
      plans.map((plan) => row(vantage, plan)),
      this.#contents,
      epoch,
    )
  }

  instances(...origins: readonly Track[]) {
    return instancesOf(origins, this.#clocks, () => 'a', WINDOW_NS)
  }

  match(origin: Track, track: Track) {
    const instances = this.instances(origin)
    const times = Float64Array.from(instances, ({ time }) => time)
    const { how, index, copies, unlike } = matchInstances(instances, times, track, WINDOW_NS)
    const at = (i: number | undefined) => (i === undefined || i < 0 ? null : track.times[i]! / MS)
    const each = instances.map((_, i) => i)
    return {
      how: [...how],
      at: [...index].map(at),
      copies: each.map((i) => copies.get(i) ?? 0),
      unlike: each.map((i) => at(unlike.get(i))),
    }
  }
}

function row(vantage: number, { at, ...plan }: Plan): JoinedNd {
  const octets = plan.octets ?? '8600abcd400007080000000000000000'
  const seen = at.map((ms, i) => {
    const time = [Math.floor(ms / 1000), Math.round((ms % 1000) * MS)] as const
    return { capture: vantage, vantage, frame: i + 1, time }
  })
  return {
    kind: 'router-advertisement',
    vantage,
    segment: 0,
    sender: 0,
    linkSource: '00:1c:73:00:00:01',
    linkDestination: '33:33:00:00:00:01',
    source: 'fe80::1',
    destination: 'ff02::1',
    hopLimit: 255,
    extensionHeaders: '',
    checksum: 'good',
    length: octets.length / 2,
    count: seen.length,
    first: seen[0]!,
    last: seen.at(-1)!,
    seen,
    ...plan,
    octets,
  }
}

const Matching = suite('what a vantage saw of what was sent')

Matching('each sighting once, in order, within the window; a late one is told apart', () => {
  const wire = new Wire()
  const found = wire.match(
    wire.track(0, { at: [1000, 5000, 9000, 15_000] }),
    wire.track(1, { at: [1001, 5201, 17_900] }),
  )
  assert.equal(found.how, [IN_TIME, LATE, NOT_SEEN, NOT_SEEN])
  assert.equal(found.at, [1001, 5201, null, null])
})

Matching('a lost one takes nothing from the next', () => {
  const wire = new Wire()
  const found = wire.match(wire.track(0, { at: [1000, 1600, 2200] }), wire.track(1, { at: [1601, 2201] }))
  assert.equal(found.at, [null, 1601, 2201])
})

Matching('copies are counted, and are no further instances', () => {
  const wire = new Wire()
  const found = wire.match(wire.track(0, { at: [1000, 5000] }), wire.track(1, { at: [1001, 1002, 1003, 5001] }))
  assert.equal(found.copies, [2, 0])
  assert.equal(wire.instances(wire.track(0, { at: [1000, 1001, 1015, 5000] })).length, 2)
})

Matching('what is alike is preferred to what is near, and what differs was altered', () => {
  const wire = new Wire()
  const other = '8600abcd400000640000000000000000'
  const sent = wire.track(0, { at: [1000] }, { at: [1001], octets: other })
  const both = wire.match(sent, wire.track(1, { at: [1003] }, { at: [1002], octets: other }))
  assert.equal(both.at, [1003, 1002])
  const altered = wire.match(sent, wire.track(1, { at: [1002], hopLimit: 64 }))
  assert.equal(altered.at, [1002, null])
})

Matching('of two copies, one altered', () => {
  const wire = new Wire()
  const found = wire.match(wire.track(0, { at: [1000] }), wire.track(1, { at: [1002] }, { at: [1001], hopLimit: 64 }))
  assert.equal(found.at, [1002])
  assert.equal(found.copies, [0], 'what came before it is no copy of it')
  const later = wire.match(wire.track(0, { at: [1000] }), wire.track(1, { at: [1002] }, { at: [1004], hopLimit: 64 }))
  assert.equal(later.copies, [1])
  assert.equal(later.unlike, [1004])
})

Matching('unicast is not taken for multicast', () => {
  const wire = new Wire()
  const unicast = { destination: 'fe80::5', linkDestination: 'fa:16:3e:00:00:05' }
  const found = wire.match(wire.track(0, { at: [1000] }), wire.track(1, { at: [1001], ...unicast }))
  assert.equal(found.at, [null])
})

Matching('what a snaplen cut is alike as far as it goes, whichever of two it begins like', () => {
  const wire = new Wire()
  const [mtu, other] = ['05010000000005dc', '0501000000000578']
  const header = '8600abcd400007080000000000000000'
  const sent = wire.track(0, { at: [1000], octets: header + mtu }, { at: [5000], octets: header + other })
  const found = wire.match(sent, wire.track(1, { at: [1001, 5001], octets: header, length: 24 }))
  assert.equal(found.at, [1001, 5001])
})

Matching('one that another origin saw too is one instance; one altered before it got there as well', () => {
  const wire = new Wire()
  const first = wire.track(0, { at: [1000, 5000] })
  const found = wire.instances(first, wire.track(1, { at: [1002] }, { at: [5001], hopLimit: 254 }))
  assert.equal(
    found.map(({ time, sent, seenBy }) => [time / MS, sent.row.hopLimit, seenBy]),
    [
      [1000, 255, 2],
      [5000, 255, 1],
    ],
  )
})

Matching('frames without a time are paired with nothing', () => {
  const wire = new Wire()
  const timeless = new Track(
    1,
    [{ ...row(1, { at: [1] }), seen: [{ capture: 0, vantage: 0, frame: 1, time: null }] }],
    new Contents(),
    epoch,
  )
  assert.is(timeless.length, 0)
  assert.equal(wire.match(wire.track(0, { at: [1000] }), timeless).how, [NOT_SEEN])
})

Matching.run()
