import type { Analysis, RequirementReport } from '../../src/classify/analysis.ts'

const row: RequirementReport = {
  id: 'vm-to-vm',
  title: 'IPv6 VM to VM only',
  claimed: 'yes',
  observed: 'yes',
  basis: 'inferred',
  notes: [],
  missing: [],
  evidence: [],
  items: [],
}

/** A made-up analysis that has one of everything, hostile text included. */
export const smallAnalysis: Analysis = {
  schema: 'v6gap/analysis@1',
  complete: true,
  inventory: null,
  captures: [
    {
      id: 'c1',
      path: 'compute1/tap0a1b2c3d-4e.pcap',
      duplicateOf: null,
      format: 'pcap',
      compression: null,
      octets: 123456,
      frames: 1234,
      firstTime: '2026-01-01T00:00:00.000000001Z',
      lastTime: '2026-01-01T00:01:00.000000000Z',
      complete: false,
      problems: [
        { kind: 'cut-short', at: 123400, needed: 60, available: 56, message: 'the file ends inside a record' },
      ],
    },
    {
      id: 'c2',
      path: 'copy.pcap',
      duplicateOf: 'c1',
      format: 'pcap',
      compression: null,
      octets: 123456,
      frames: 1234,
      firstTime: '2026-01-01T00:00:00.000000001Z',
      lastTime: '2026-01-01T00:01:00.000000000Z',
      complete: false,
      problems: [],
    },
  ],
  unread: [
    {
      path: 'notes\x1b[2J.txt',
      problem: { kind: 'no-capture', at: 0, needed: null, available: null, message: 'neither pcap nor pcapng' },
    },
  ],
  vantages: [
    {
      id: 'v1',
      capture: 'c1',
      captures: ['c1'],
      section: 0,
      interface: 0,
      node: 'compute1',
      name: 'tap0a1b2c3d-4e',
      role: 'vm-port',
      portId: null,
      network: null,
      linkType: 1,
      snaplen: 262144,
      frames: 1234,
      drops: 0,
      listened: [['2026-01-01T00:00:00.000000001Z', '2026-01-01T00:01:00.000000000Z']],
    },
  ],
  requirements: [
    {
      ...row,
      notes: ['Switched: 2001:db8::1 and 2001:db8::2 exchanged 12 packets with hop limit 64 on one network.'],
      evidence: [
        {
          shows: 'echo request from 2001:db8::1 to 2001:db8::2, hop limit 64',
          capture: 'c1',
          vantage: 'v1',
          frame: 17,
          time: '2026-01-01T00:00:01.000000000Z',
          message: 'packet',
        },
      ],
    },
    {
      ...row,
      id: 'dual-stack',
      title: 'Ability for a NIC to support both IPv4 and IPv6 (dual stack) address.',
      observed: 'partial',
      items: [
        { ...row, id: 'dual-stack.single-interface', title: 'VM with a single interface' },
        {
          ...row,
          id: 'dual-stack.two-interfaces',
          title: 'VM with two different interfaces associated with two different networks and two different subnets.',
          observed: 'unobserved',
          notes: ['No VM with two captured NICs; vendor \u202eevil.'],
          missing: ['the tap interfaces of both NICs of one VM'],
        },
      ],
    },
  ],
  networks: [],
  routers: [],
  stations: [],
  coverage: {
    frames: 1234,
    decoded: { 'router-advertisement': 12, solicit: 1000 },
    notDecoded: { 'cut-by-snaplen': 3, nothing: 0 },
    checksums: {
      icmpv6: { good: 4, unverified: 0, absent: 0, bad: { offload: 3, damage: 1200, unknown: 0 } },
      udp: { good: 4, unverified: 0, absent: 2, bad: { offload: 0, damage: 0, unknown: 1 } },
    },
  },
  limits: { conversations: { cap: 131072, leftOut: 2000 }, stations: { cap: 65536, leftOut: 0 } },
}
