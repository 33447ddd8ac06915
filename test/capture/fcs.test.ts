import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fcsOctetsOf } from '../../src/capture/fcs.ts'

const FCS = suite('The frame check sequence an interface is said to record')

FCS('stands behind Ethernet frames', () => {
  assert.is(fcsOctetsOf(1, 4), 4)
})

FCS('takes no octets from a raw IP packet, whatever the recorder wrote for all its interfaces', () => {
  assert.is(fcsOctetsOf(101, 4), 0)
  assert.is(fcsOctetsOf(113, 4), 0)
})

FCS.run()
