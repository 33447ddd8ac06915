import { type Cloud, hasInterface, type Network, type Port } from './cloud.ts'
import type { Scenario } from './scenario.ts'
import type { Truth, TruthFile } from './truth.ts'

/** What a recording shows, for people who open its folder. */
export function readme({ name, summary }: Scenario, cloud: Cloud, truth: TruthFile): string {
  return `# ${name}

${capitalized(summary)}. Recorded by [\`captures/lab\`](../../lab/README.md) with seed ${truth.seed}; \`neutron.json\` is
the inventory, \`truth.json\` says what is true of it.

${table(
  ['network', 'project', 'on the wire', 'subnets'],
  cloud.networks.map((network) => [code(network.name), projectOf(network), wireOf(network), subnetsOf(network)]),
)}

${table(
  ['interface', 'whose', 'network', 'MAC', 'addresses'],
  cloud.ports.map((port) => [
    hasInterface(port, cloud) ? code(`${port.node}/${port.interfaceName}`) : '',
    ownerOf(port, cloud),
    code(port.network.name),
    code(port.mac),
    port.fixedIps.map(({ address }) => code(address)).join(', '),
  ]),
)}

${table(
  ['requirement', 'with inventory', 'without', 'because'],
  Object.entries<Truth>(truth.verdicts).map(([id, { withInventory, without, because }]) => [
    code(id),
    withInventory,
    without,
    because,
  ]),
)}
${Object.values<Truth>(truth.verdicts)
  .flatMap(({ facts = [] }) => facts)
  .map((fact) => `\n- ${fact}`)
  .join('')}
`.replace(/\n+$/, '\n')
}

/** What scenarios there are, for people who look for one. */
export function scenarioList(scenarios: readonly Scenario[]): string {
  const faults = scenarios.filter(({ name }) => name !== 'all-good')
  return `# Clouds in which something is amiss

Each folder is a cloud of its own with its inventory, recorded by [\`captures/lab\`](../lab/README.md); analyze one at a time:

    v6gap captures/faults/leak-wrong-vlan --inventory captures/faults/leak-wrong-vlan/neutron.json

\`truth.json\` says what is true of it, verdict by verdict, judged by hand, and its README says so in words.

${table(
  ['cloud', 'what is so'],
  faults.map(({ name, summary }) => [`[${name}](${name}/README.md)`, summary]),
)}
`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function code(text: string): string {
  return `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function projectOf({ project, shared, external }: Network): string {
  return [project, ...(shared ? ['shared'] : []), ...(external ? ['external'] : [])].join(', ')
}

function wireOf({ type, segmentationId }: Network): string {
  // Under OVN the VNI is the key of a datapath, and not what Neutron says.
  if (type === 'geneve') return `Geneve (${segmentationId} by Neutron)`
  return `${type.toUpperCase()} ${segmentationId}`
}

function subnetsOf({ subnets }: Network): string {
  return subnets.map(({ cidr, raMode }) => `${code(cidr)}${raMode === null ? '' : ` ${raMode}`}`).join(', ')
}

function ownerOf(port: Port, cloud: Cloud): string {
  if (port.role === 'dhcp') return 'DHCP'
  if (port.role === 'distributed') return 'metadata'
  if (port.role === 'guest') {
    const guest = cloud.guests.find(({ id }) => id === port.deviceId)
    return `VM ${guest?.name} (${port.project})${port.paperOnly ? ', not running' : ''}`
  }
  const router = cloud.routers.find(({ id }) => id === port.deviceId)
  return `${router?.name}${WHICH[port.role] ?? ''}`
}

const WHICH: Partial<Record<Port['role'], string>> = { 'router-gateway': ', gateway', 'router-ha': ', HA' }
