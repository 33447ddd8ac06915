import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { whyDeaf } from '../../src/classify/absence.ts'
import type { Cloud } from '../../src/classify/cloud.ts'
import { situate } from '../../src/classify/situate/situate.ts'
import type { Span } from '../../src/observe/settled.ts'
import { World } from './world.ts'

/** A cloud of one tap, captured in files of these names and spans of seconds. */
function captured(files: readonly (readonly [path: string, from: number, to: number])[]): Cloud {
  const world = new World()
  world.frame(world.at('compute1', 'tap00000001-00'), 'fa:16:3e:00:00:01', 1)
  const { settled } = world
  const [vantage] = settled.vantages
  const spans = files.map(([, from, to], capture): Span => ({ capture, from: [from, 0], to: [to, 0], whole: true }))
  const captures = files.map(([path]) => ({ ...settled.captures[0]!, path }))
  return situate({ ...settled, captures, vantages: [{ ...vantage!, spans }] }, null)
}

const Absence = suite('whether a vantage listened')

Absence('captures within a second of each other are one', () => {
  const cloud = captured([
    ['a.pcap', 0, 10],
    ['b.pcap', 11, 20],
    ['c.pcap', 22, 30],
  ])
  assert.is(whyDeaf(cloud, 0, [5, 0], [19, 0]), null)
  assert.match(whyDeaf(cloud, 0, [5, 0], [25, 0])!, 'ends at 1970-01-01T00:00:20')
})

Absence('the next file of a series goes on where the one before ended, however quiet it was between', () => {
  const cloud = captured([
    ['n/tap_00001_20260101000000.pcap', 0, 10],
    ['n/tap_00002_20260101000010.pcap', 50, 60],
    ['n/tap_00004_20260101000110.pcap', 90, 99],
  ])
  assert.is(whyDeaf(cloud, 0, [5, 0], [55, 0]), null)
  assert.match(whyDeaf(cloud, 0, [5, 0], [95, 0])!, 'ends at 1970-01-01T00:01:00', 'the third file is not there')
})

Absence.run()
