import { SEGMENT_KINDS, type SegmentKind } from './segment-kind.ts'
import { UNTAGGED } from './segment-number.ts'

/** What comes next in a frame. */
export const STOP = 0
export const ETHERNET = 1
export const NETWORK = 2 // by `etherType`
export const UPPER = 3 //   by `protocol`

/** What a frame turned out to carry. */
export const OTHER = 0 //            no IP, no ARP
export const ARP = 1
export const PACKET = 2 //           IP, none of the following
export const NEIGHBOR_DISCOVERY = 3
export const DHCPV6 = 4
export const DHCPV4 = 5
export const ICMPV6_ERROR = 6
export const FRAGMENT = 7 //         a fragment that does not hold a whole datagram
export const NOT_DECODED = 8 //      `reason` says why

/** Tunnels in tunnels are followed this deep. */
export const TUNNEL_LIMIT = 8

/** Headers the walk goes over, from the outside in. An IPv6 extension header's own number is `protocol` when it is told. */
export type HeaderKind =
  | 'ethernet'
  | 'vlan'
  | 'linux-cooked'
  | 'linux-cooked-2'
  | 'loopback'
  | 'mpls'
  | 'pppoe'
  | 'ipv4'
  | 'ipv6'
  | 'ipv6-extension'
  | 'udp'
  | 'vxlan'
  | 'geneve'
  | 'gre'

/**
 * Where the headers of the frame at hand lie. One object is reused for all frames; the hot path allocates nothing. Offsets are into
 * the octets of the frame; -1 where there is none. Everything is of the innermost packet, but for the outer addresses of
 * the innermost tunnel.
 */
export class Layers {
  next = STOP
  at = 0
  end = 0
  sentEnd = 0
  carries = OTHER
  reason = ''

  linkSourceAt = -1
  linkDestinationAt = -1
  /** LINUX_SLL2; -1 for other link types. */
  ifindex = -1
  /** LINUX_SLL2: the source address of a frame that the interface received, rather than sent. */
  receivedFromAt = -1
  etherType = 0

  /** The number of a kind of segment. */
  segmentKind = UNTAGGED
  /** VLAN id, VNI, GRE key; -1 where there is none. */
  segmentId = -1
  innerVlan1 = -1
  innerVlan2 = -1

  tunnels = 0
  /** Of the innermost tunnel: 4 or 6, and where its outer addresses lie. */
  tunnelVersion = 0
  tunnelSourceAt = -1
  tunnelDestinationAt = -1

  /** 4, 6, or 0 when there is no IP header. */
  version = 0
  sourceAt = -1
  destinationAt = -1
  hopLimit = 0
  protocol = 0
  extensionAt = 0
  extensionEnd = 0
  isFragment = false

  /** Upper-layer header to the end of the packet: captured end, and end on the wire. */
  upperAt = 0
  upperEnd = 0
  upperSentEnd = 0

  get segment(): SegmentKind {
    return SEGMENT_KINDS[this.segmentKind]!
  }

  begin(at: number, end: number, sentEnd: number): void {
    this.at = at
    this.end = end
    this.sentEnd = sentEnd
    this.next = STOP
    this.carries = OTHER
    this.ifindex = -1
    this.receivedFromAt = -1
    this.segmentKind = UNTAGGED
    this.segmentId = -1
    this.innerVlan1 = -1
    this.innerVlan2 = -1
    this.tunnels = 0
    this.linkSourceAt = -1
    this.linkDestinationAt = -1
    this.version = 0
    this.isFragment = false
  }

  /** The walk met a header at `at`, captured whole. Nothing here: who wants all of them overrides it (`header-trail.ts`). */
  header(_kind: HeaderKind, _at: number): void {}

  /** The frame ends here, not understood. */
  fail(reason: string): void {
    this.next = STOP
    this.carries = NOT_DECODED
    this.reason = reason
  }

  /** Whether `needed` octets from `at` were captured; if not, the frame ends here. */
  has(needed: number, layer: string): boolean {
    if (this.end - this.at >= needed) return true
    this.fail(this.sentEnd - this.at >= needed ? `${layer}: cut by the snaplen` : `${layer}: too short`)
    return false
  }

  /** Enters a tunnel whose outer addresses are those read last; false when there are too many. */
  enterTunnel(kind: number, id: number): boolean {
    this.tunnels++
    if (this.tunnels > TUNNEL_LIMIT) {
      this.fail('tunnels nested too deep')
      return false
    }
    this.segmentKind = kind
    this.segmentId = id
    this.innerVlan1 = -1
    this.innerVlan2 = -1
    this.tunnelVersion = this.version
    this.tunnelSourceAt = this.sourceAt
    this.tunnelDestinationAt = this.destinationAt
    this.linkSourceAt = -1
    this.linkDestinationAt = -1
    this.version = 0
    return true
  }
}
