import type { Combined } from './combine.ts'
import type { Network, Port, ProviderSegment, Router, Subnet } from './neutron.ts'
import type { Records } from './records.ts'
import { ipVersionOf } from './values.ts'

/** Records as the inventory shows them: what an answer lacks becomes what the rest of the program may rely on. */

export function networkOf(record: Records['network']): Network {
  return {
    id: record.id,
    name: record.name ?? null,
    projectId: record.projectId ?? null,
    external: record.external ?? false,
    shared: record.shared ?? false,
    segments: segmentsOf(record),
    mtu: record.mtu ?? null,
  }
}

/** A multi-provider network has a list; the others have the three fields, which the API leaves out for others than administrators. */
function segmentsOf({ segments, networkType, physicalNetwork, segmentationId }: Records['network']): ProviderSegment[] {
  if (segments !== undefined && segments !== null && segments.length > 0) return segments
  if ((networkType ?? physicalNetwork ?? segmentationId ?? null) === null) return []
  return [
    {
      networkType: networkType ?? null,
      physicalNetwork: physicalNetwork ?? null,
      segmentationId: segmentationId ?? null,
    },
  ]
}

export function subnetOf(record: Records['subnet']): Subnet {
  return {
    id: record.id,
    name: record.name ?? null,
    networkId: record.networkId,
    ipVersion: record.ipVersion ?? ipVersionOf(record.cidr),
    cidr: record.cidr,
    gatewayIp: record.gatewayIp ?? null,
    ipv6RaMode: record.ipv6RaMode ?? null,
    ipv6AddressMode: record.ipv6AddressMode ?? null,
    enableDhcp: record.enableDhcp ?? true, // as Neutron defaults it
    dnsNameservers: record.dnsNameservers ?? [],
  }
}

export function portOf(record: Records['port']): Port {
  return {
    id: record.id,
    name: record.name ?? null,
    networkId: record.networkId ?? null,
    projectId: record.projectId ?? null,
    macAddress: record.macAddress,
    fixedIps: record.fixedIps ?? [],
    deviceOwner: record.deviceOwner ?? '',
    deviceId: record.deviceId ?? '',
    status: record.status ?? null,
    host: record.host || null,
    vifType: record.vifType ?? null,
    vnicType: record.vnicType ?? null,
    allowedAddressPairs: record.allowedAddressPairs ?? [],
    subports: record.trunkDetails ?? [],
  }
}

/** Ports whose answer leaves out their network (`openstack port list` does) with that of their fixed IPs' subnets. */
export function onTheirNetworks(
  ports: readonly Combined<'port'>[],
  subnets: readonly Combined<'subnet'>[],
): readonly Combined<'port'>[] {
  const networkOfSubnet = new Map(subnets.map(({ record }) => [record.id, record.networkId]))
  return ports.map((port) => {
    if (port.record.networkId !== undefined) return port
    const networkId = (port.record.fixedIps ?? [])
      .map(({ subnetId }) => networkOfSubnet.get(subnetId ?? ''))
      .find((id) => id !== undefined)
    return networkId === undefined ? port : { ...port, record: { ...port.record, networkId } }
  })
}

export function routerOf(record: Records['router']): Router {
  return {
    id: record.id,
    name: record.name ?? null,
    projectId: record.projectId ?? null,
    externalNetworkId: record.externalGateway?.networkId ?? null,
    externalFixedIps: record.externalGateway?.fixedIps ?? [],
    ha: record.ha ?? false,
    distributed: record.distributed ?? false,
  }
}
