import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { interfaceRole } from '../../src/inventory/interface-names.ts'

const NAMES = suite('Interface names')

NAMES("Neutron's: a prefix and the first 11 characters of the port's id", () => {
  const kinds = {
    tap: 'tap',
    qvo: 'tap',
    qvb: 'tap',
    qbr: 'tap',
    vhu: 'tap',
    'qr-': 'router-interface',
    'qg-': 'router-gateway',
    'ha-': 'ha',
    'sg-': 'snat',
    'fg-': 'floating',
  }
  for (const [prefix, kind] of Object.entries(kinds)) {
    assert.equal(interfaceRole(`${prefix}0a1b2c3d-4e`), { prefix, portIdPrefix: '0a1b2c3d-4e', kind })
  }
})

NAMES('in capitals, and with the peer that ip link shows', () => {
  assert.equal(interfaceRole('TAP0A1B2C3D-4E'), { prefix: 'tap', portIdPrefix: '0a1b2c3d-4e', kind: 'tap' })
  assert.equal(interfaceRole('qr-0a1b2c3d-4e@if7'), {
    prefix: 'qr-',
    portIdPrefix: '0a1b2c3d-4e',
    kind: 'router-interface',
  })
})

NAMES('names that carry no id', () => {
  const kinds = {
    'br-int': 'bridge-int',
    'int-br-ex': 'bridge-int',
    'phy-br-ex': 'bridge-int',
    'patch-tun': 'bridge-int',
    'tbr-0a1b2c3d-4': 'bridge-int',
    'br-tun': 'bridge-tun',
    'patch-int': 'bridge-tun',
    vxlan_sys_4789: 'bridge-tun',
    genev_sys_6081: 'bridge-tun',
    gre_sys: 'bridge-tun',
    'br-ex': 'bridge',
    'br-provider': 'bridge',
    'brq0a1b2c3d-4e': 'bridge',
    tap0: 'tap',
    vnet3: 'tap',
    'o-hm0': 'tap',
    'rfp-0a1b2c3d-4': 'floating',
    eth1: 'physical',
    ens1f0: 'physical',
    bond0: 'physical',
    'bond0.210': 'physical',
    any: 'physical',
    'ha-link': 'physical',
    '': 'physical',
  }
  for (const [name, kind] of Object.entries(kinds)) {
    const role = interfaceRole(name)
    assert.equal([role.portIdPrefix, role.kind], [null, kind], name)
  }
})

NAMES('a longer or shorter id is none', () => {
  assert.is(interfaceRole('tap0a1b2c3d-4e5').portIdPrefix, null)
  assert.is(interfaceRole('tap0a1b2c3d-4').portIdPrefix, null)
  assert.is(interfaceRole('tap0a1b2c3d44e').portIdPrefix, null)
})

NAMES.run()
