import {
  ETHERTYPE_PROVIDER_VLAN,
  ETHERTYPE_QINQ,
  ETHERTYPE_QINQ_2,
  ETHERTYPE_VLAN,
} from '../../decode/link/ether-type.ts'

// Numbers as they lie in memory, in network byte order.

export function word16(at: usize): u32 {
  return bswap<u16>(load<u16>(at))
}

export function word32(at: usize): u32 {
  return bswap<u32>(load<u32>(at))
}

/** Whether a set of ports, a bit for each, has this one. */
export function isIn(ports: usize, port: u32): bool {
  return ((load<u8>(ports + (port >> 3)) >> (port & 7)) & 1) !== 0
}

/** As `isVlanTag` of `ether-type.ts`, whose numbers are not those of the machine. */
export function isTag(etherType: u32): bool {
  return (
    etherType === ETHERTYPE_VLAN ||
    etherType === ETHERTYPE_PROVIDER_VLAN ||
    etherType === ETHERTYPE_QINQ ||
    etherType === ETHERTYPE_QINQ_2
  )
}
