import { isLost } from './fault.ts'
import { type Item, itemsOf } from './json.ts'

/** A message that one side has alone, and we stand by it. */
export interface MessageJustification {
  readonly id: string
  readonly reason: string
  /** Of the frame: tshark's layers where tshark has it, our line where we have it. */
  applies(message: { readonly theirs?: GoldenLayers; readonly ours?: Item; readonly capture: string }): boolean
}

export interface GoldenLayers {
  readonly protocols: readonly string[]
  readonly layers: Item
}

/** Link types and encapsulations that are not the project's; their frames are counted as not decoded, with the reason. */
const NOT_READ = [
  'nflog',
  'ppi',
  'l2tp',
  'gtp',
  'teredo',
  'ayiya',
  'erspan',
  'llc',
  'pwethheuristic',
  'wlan',
  'capwap.data',
  'udplite',
]

export const JUSTIFIED_MESSAGES: readonly MessageJustification[] = [
  {
    id: 'encapsulation-not-read',
    reason: `not the project's: ${NOT_READ.join(', ')}, PPP that is not PPPoE, 802.1ah, VXLAN-GPE`,
    applies: ({ theirs }) =>
      theirs !== undefined &&
      (theirs.protocols.some((name) => NOT_READ.includes(name)) ||
        theirs.protocols[0] === 'ppp' ||
        isBackboneBridged(theirs) ||
        itemsOf(theirs.layers.vxlan).some((vxlan) => 'vxlan.next_proto' in vxlan)),
  },
  {
    id: 'vxlan-without-a-vni',
    reason: 'the I flag of a VXLAN header is not set: RFC 7348 §5 has it so for the frame to be valid',
    applies: ({ theirs }) =>
      itemsOf(theirs?.layers.vxlan).some(({ 'vxlan.flags': flags }) => (Number(flags) & 0x0800) === 0),
  },
  {
    id: 'pppoe-of-no-session',
    reason:
      'a PPPoE header of another version or type than 1, or another code than session data (RFC 2516 §4), is counted as not decoded',
    applies: ({ theirs }) =>
      itemsOf(theirs?.layers.pppoes).some(
        (header) =>
          header['pppoe.version'] !== '1' || header['pppoe.type'] !== '1' || Number(header['pppoe.code']) !== 0,
      ),
  },
  {
    id: 'dhcpv6-over-ipv4',
    reason: 'UDP over IPv4 on the ports of DHCPv6: DHCPv6 is spoken over IPv6 alone (RFC 8415 §7)',
    applies: ({ theirs }) =>
      theirs !== undefined &&
      theirs.protocols.at(-1) === 'dhcpv6' &&
      theirs.protocols.findLast((name) => name === 'ip' || name === 'ipv6') === 'ip',
  },
  {
    id: 'lz4',
    reason: 'captures compressed with lz4 are not read, and the user is told',
    applies: ({ capture }) => capture.endsWith('.lz4'),
  },
  {
    id: 'tunnels-tshark-does-not-know',
    reason: "VXLAN on Linux's old port 8472, tags of EtherType 0x9200, AF_INET6 of other systems in NULL captures",
    applies: ({ ours }) =>
      itemsOf(ours?.layers).some(
        ({ kind, destinationPort, etherType, family }) =>
          (kind === 'udp' && destinationPort === 8472) ||
          etherType === 0x9200 ||
          (kind === 'loopback' &&
            !['18', '1c', '1e', '02'].some(
              (af) => String(family).includes(`0000${af}`) || String(family).startsWith(`${af}0000`),
            )),
      ),
  },
  {
    id: 'no-octet-of-a-message',
    reason:
      'a datagram on the ports of DHCPv6 that holds nothing, or has a Length below 8, is a line with its fault; tshark shows no layer',
    applies: ({ ours }) => ours !== undefined && !('kind' in ours) && 'malformed' in ours,
  },
  {
    id: 'options-of-extension-headers',
    reason: 'what extension headers hold stays octets; tshark takes it apart, and stops at what does not fit there',
    applies: ({ ours }) =>
      itemsOf(ours?.layers).some(
        ({ kind, octets }) => /^(hop-by-hop|destination)-options$/.test(String(kind)) && !isPlain(String(octets)),
      ),
  },
  {
    id: 'behind-mobility-and-hip',
    reason: 'what follows a mobility or HIP header is read like what follows any other; tshark ends there',
    applies: ({ ours }) => itemsOf(ours?.layers).some(({ kind }) => kind === 'mobility' || kind === 'hip'),
  },
  {
    id: 'another-port',
    reason:
      'of two ports tshark takes the lower one first: a datagram from port 513 to 546 is the protocol of 513 to it',
    applies: ({ ours }) => {
      const udp = itemsOf(ours?.layers).findLast(({ kind }) => kind === 'udp')
      return udp !== undefined && Math.min(Number(udp.sourcePort), Number(udp.destinationPort)) < 546
    },
  },
  {
    id: 'payload-length-of-0',
    reason:
      'an IPv6 Payload Length of 0 stands for a packet that offload has not cut yet: it is read to its end; tshark reads nothing',
    applies: ({ ours }) => itemsOf(ours?.layers).findLast(({ kind }) => kind === 'ipv6')?.payloadLength === 0,
  },
  {
    id: 'fragments-without-the-rest',
    reason: 'a message of which fragments are missing is a line with that fault; tshark shows fragments',
    applies: ({ ours }) => isLost(ours, ['missing-fragments', 'too-many']),
  },
  {
    id: 'taken-for-another-format',
    reason: 'tshark takes this capture, cut in its second record, for one of another kind',
    applies: ({ capture }) => capture === 'synthetic__fmt_pcap_trunc_rechdr.pcap',
  },
]

/** Whether options of an extension header (RFC 8200 §4.2) are padding and router alerts, and end where it does. */
function isPlain(octets: string): boolean {
  const options = Buffer.from(octets, 'hex')
  let at = 0
  while (at < options.length) {
    if (![0, 1, 5].includes(options[at]!)) return false
    at += options[at] === 0 ? 1 : 2 + (options[at + 1] ?? options.length)
  }
  return at === options.length
}

/** 802.1ah: its service tag stands in tshark's layer of 802.1ad. */
function isBackboneBridged({ layers }: GoldenLayers): boolean {
  return itemsOf(layers.ieee8021ad).some((tag) => 'ieee8021ah.cdst' in tag)
}
