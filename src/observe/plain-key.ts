/**
 * What a plain packet (`assembly/plain-packet.ts`) is known by: 64 octets, as they stand in the frame but for the numbers, which
 * are little-endian. Packets of one key are of one conversation.
 *
 *    0  MAC addresses            16  shape
 *   12  VLAN id, VNI, GRE key    20  place of the interface (`row-key.ts`)
 *   24  IPv4 addresses of the tunnel; zeros outside of tunnels
 *   32  addresses; of IPv4 in the first 8 octets, then zeros
 */
export const KEY_OCTETS = 64
export const KEY_DESTINATION_MAC = 0
export const KEY_SOURCE_MAC = 6
export const KEY_ID = 12
export const KEY_SHAPE = 16
export const KEY_PLACE = 20
export const KEY_TUNNEL = 24
export const KEY_ADDRESSES = 32

// A shape: 0–7 hop limit, 8–10 segment number, 11 there is one, 12–23 inner VLAN id (0: none), 31 IPv4.
/** Its frame is not plain, and its key says nothing else. */
export const NOT_PLAIN = 0
export const PLAIN = 1 << 11
export const SHAPE_HOP_LIMIT = 0xff
export const SHAPE_SEGMENT = 8
export const SHAPE_SEGMENT_MASK = 7
export const SHAPE_INNER_VLAN = 12
export const SHAPE_INNER_VLAN_MASK = 0x0fff
export const SHAPE_IPV4 = 1 << 31
