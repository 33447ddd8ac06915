import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

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
  dnsmasq: 'dnsmasq-base',
  dhclient: 'isc-dhcp-client',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  dumpcap: 'wireshark-common',
} as const

/** Why the lab cannot run here; empty when it can. */
export function whatIsMissing(): string[] {
  const problems = process.getuid?.() === 0 ? [] : ['it must run as root: it makes network namespaces']
  for (const [program, debianPackage] of Object.entries(PACKAGES)) {
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
