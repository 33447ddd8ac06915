import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFrame, VXLAN_PORTS } from '../../src/decode/frame.ts'
import { Layers } from '../../src/decode/layers.ts'
import { LINKTYPE_ETHERNET } from '../../src/decode/link/link-type.ts'
import { readPlainMessage } from '../../src/decode/plain-message.ts'
import {
  dadSolicitation,
  ethernet,
  gre,
  ipv4,
  ipv6,
  octets,
  routerAdvertisement,
  udp,
  vxlan,
  word16,
} from '../frames.ts'

const Plain = suite('Messages behind the headers that nearly all have')

const PADDING = octets(new Array(8).fill(0xee))

const port = fc.constantFrom(546, 547, 4789, 6081, 40_000)
const packet = fc.oneof(
  fc.constant(routerAdvertisement()),
  fc.constant(dadSolicitation('2001:db8::1')),
  fc.tuple(port, port).map(([from, to]) => ipv6('fe80::1', 'fe80::2', 17, udp(from, to, octets([1, 2, 3, 4])))),
  fc.constantFrom(0, 6, 44, 58).map((protocol) => ipv6('fe80::1', 'fe80::2', protocol, octets(new Array(40).fill(0)))),
)
const tags = fc.constantFrom<readonly number[]>([], [], [7], [0], [7, 8], [7, 0], [7, 8, 9])

/** A frame with these tags, the outermost first. */
function frameOf(vlans: readonly number[], etherType: number, inside: Uint8Array): Uint8Array {
  let [type, payload] = [etherType, inside]
  for (const vlan of [...vlans].reverse()) {
    payload = octets(word16(vlan), word16(type), payload)
    type = 0x8100
  }
  return ethernet('fa:16:3e:00:00:02', 'fa:16:3e:00:00:01', type, payload)
}

const bare = fc.tuple(tags, packet).map(([vlans, inside]) => frameOf(vlans, 0x86dd, inside))
const tunnelled = fc.record({ vlans: tags, inner: bare, isGre: fc.boolean() }).map(({ vlans, inner, isGre }) => {
  const [protocol, payload] = isGre ? [47, gre(5, inner)] : [17, udp(5000, 4789, vxlan(1001, inner))]
  return frameOf(vlans, 0x0800, ipv4('203.0.113.1', '203.0.113.2', protocol, payload))
})
const damage = fc.array(fc.tuple(fc.nat(110), fc.nat(255)), { maxLength: 2 })
const sent = fc
  .record({ frame: fc.oneof(bare, tunnelled), damage, cut: fc.constantFrom(0, 0, 0, 1, 10, 60), more: fc.nat(2) })
  .map(({ frame, damage, cut, more }) => {
    const copy = octets(frame, PADDING.subarray(0, 4 * more))
    for (const [at, to] of damage) if (at < copy.length) copy[at] = to
    return { captured: copy.subarray(0, Math.max(0, copy.length - cut)), length: copy.length }
  })

function isPlain(frame: Uint8Array, layers = new Layers(), length = frame.length): boolean {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  return readPlainMessage(layers, view, 0, frame.length, length, VXLAN_PORTS)
}

Plain('are read as the walk over a frame reads them', () => {
  let read = 0
  fc.assert(
    fc.property(sent, ({ captured, length }) => {
      const plain = new Layers()
      if (!isPlain(captured, plain, length)) return
      const walked = new Layers()
      readFrame(walked, captured, 0, captured.length, length, LINKTYPE_ETHERNET, VXLAN_PORTS)
      assert.equal({ ...plain }, { ...walked })
      read++
    }),
    { numRuns: 3000 },
  )
  assert.ok(read > 500, `${read} were plain`)
})

for (const [what, vlans] of [
  ['untagged', []],
  ['with a VLAN tag', [7]],
  ['with two', [7, 8]],
] as const) {
  Plain(`are those ${what}, alone and in VXLAN and GRE`, () => {
    const advertisement = frameOf(vlans, 0x86dd, routerAdvertisement())
    const solicit = frameOf(vlans, 0x86dd, ipv6('fe80::1', 'ff02::1:2', 17, udp(546, 547, octets([1, 2, 3, 4]))))
    for (const frame of [advertisement, solicit]) {
      assert.ok(isPlain(frame))
      const inVxlan = ipv4('203.0.113.1', '203.0.113.2', 17, udp(5000, 4789, vxlan(1001, frame)))
      assert.ok(isPlain(frameOf([], 0x0800, inVxlan)))
      assert.ok(isPlain(frameOf([12], 0x0800, ipv4('203.0.113.1', '203.0.113.2', 47, gre(5, frame)))))
    }
  })
}

Plain.run()
