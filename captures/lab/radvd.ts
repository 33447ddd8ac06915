import type { Port, Upstream } from './cloud.ts'

/** How often routers advertise, in seconds. */
export interface Cadence {
  readonly min: number
  readonly max: number
}

/** Neutron's own cadence (`min_rtr_adv_interval`, `max_rtr_adv_interval`). */
export const NEUTRON_CADENCE: Cadence = { min: 30, max: 100 }

/**
 * The configuration that Neutron's template (`agent/linux/ra.py`) gives for a router's IPv6 ports. Where the cadence is
 * shortened, lifetimes that radvd would derive from it are written out, so that the packets stay the ones of Neutron.
 */
export function routerRadvdConf(ports: readonly Port[], cadence: Cadence): string {
  return ports.map((port) => interfaceConf(port, cadence)).join('\n')
}

function interfaceConf(port: Port, cadence: Cadence): string {
  const subnets = port.fixedIps.map(({ subnet }) => subnet).filter(({ raMode }) => raMode !== null)
  const modes = new Set(subnets.map(({ raMode }) => raMode))
  const lifetime = 3 * NEUTRON_CADENCE.max
  // Nameservers of slaac subnets only, three at most.
  const nameservers = subnets
    .filter(({ raMode }) => raMode === 'slaac')
    .flatMap(({ dnsNameservers }) => dnsNameservers)
    .slice(0, 3)
  return `interface ${port.interfaceName}
{
   AdvSendAdvert on;
   MinRtrAdvInterval ${cadence.min};
   MaxRtrAdvInterval ${cadence.max};
   AdvDefaultLifetime ${lifetime};
   AdvLinkMTU ${port.network.mtu};
${modes.has('dhcpv6-stateless') ? '   AdvOtherConfigFlag on;\n' : ''}${modes.has('dhcpv6-stateful') ? '   AdvManagedFlag on;\n' : ''}${
  nameservers.length > 0 ? `   RDNSS ${nameservers.join(' ')} { AdvRDNSSLifetime ${lifetime}; };\n` : ''
}${subnets
  .map(
    ({ cidr, raMode }) => `   prefix ${cidr}
   {
        AdvOnLink on;
        AdvAutonomous ${raMode === 'dhcpv6-stateful' ? 'off' : 'on'};
   };
`,
  )
  .join('')}   route fe80::a9fe:a9fe/128 {
        AdvRouteLifetime ${lifetime};
   };
};
`
}

export interface Leg {
  readonly interfaceName: string
  readonly prefixes: readonly string[]
  /** Hosts form addresses here; on the external network they do not. */
  readonly autonomous: boolean
}

/** The upstream router is somebody else's, and its lifetimes differ from Neutron's. */
export function upstreamRadvdConf(legs: readonly Leg[], upstream: Upstream, cadence: Cadence): string {
  return legs
    .map(
      ({ interfaceName, prefixes, autonomous }) => `interface ${interfaceName}
{
   AdvSendAdvert on;
   MinRtrAdvInterval ${cadence.min};
   MaxRtrAdvInterval ${cadence.max};
   AdvDefaultLifetime ${upstream.routerLifetimeS};
   AdvLinkMTU 1500;
${upstream.unicastOnly ? '   UnicastOnly on;\n' : ''}${prefixes
  .map(
    (prefix) => `   prefix ${prefix}
   {
        AdvOnLink on;
        AdvAutonomous ${autonomous ? 'on' : 'off'};
        AdvValidLifetime ${upstream.validLifetimeS};
        AdvPreferredLifetime ${upstream.preferredLifetimeS};
   };
`,
  )
  .join('')}};
`,
    )
    .join('\n')
}

/** In the foreground; radvd checks its pid file for a second instance, so each has its own. */
export function radvdArgs(conf: string): string[] {
  return ['-n', '-m', 'stderr', '-C', conf, '-p', `${conf}.pid`]
}
