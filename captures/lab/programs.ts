import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { MechanismDriver } from './plan.ts'

/** What the lab runs, and the Debian package each program comes from. */
const PACKAGES = {
  ip: 'iproute2',
  nft: 'nftables',
  ethtool: 'ethtool',
  ping: 'iputils-ping',
  'ovs-vswitchd': 'openvswitch-switch',
  'ovsdb-server': 'openvswitch-switch',
  'ovsdb-tool': 'openvswitch-common',
  'ovs-vsctl': 'openvswitch-switch',
  'ovs-ofctl': 'openvswitch-common',
  radvd: 'radvd',
  keepalived: 'keepalived',
  dnsmasq: 'dnsmasq-base',
  dhclient: 'isc-dhcp-client',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  rdisc6: 'ndisc6',
  python3: 'python3-minimal',
  dumpcap: 'wireshark-common',
} as const

const OVN_PACKAGES = {
  'ovs-appctl': 'openvswitch-common',
  'ovsdb-client': 'openvswitch-common',
  'ovn-northd': 'ovn-central',
  'ovn-nbctl': 'ovn-common',
  'ovn-controller': 'ovn-host',
} as const

/** Why the lab cannot run clouds of these drivers here; empty when it can. */
export function whatIsMissing(drivers: readonly MechanismDriver[]): string[] {
  const packages = { ...PACKAGES, ...(drivers.includes('ovn') ? OVN_PACKAGES : {}) }
  const problems = process.getuid?.() === 0 ? [] : ['it must run as root: it makes network namespaces']
  for (const [program, debianPackage] of Object.entries(packages)) {
    if (!isInstalled(program)) problems.push(`${program} is missing: apt-get install ${debianPackage}`)
  }
  return problems
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
