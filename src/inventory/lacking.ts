import type { Combined } from './combine.ts'
import { shownPath } from './quoted.ts'
import { KINDS, type Kind } from './spellings.ts'

/** A field on which judgements rest: in the API's words, and what cannot be judged without it. */
interface Wanted<K extends Kind> {
  readonly field: string
  readonly decides: string
  /** Whether `openstack … list --long` prints it; the API and `openstack … show` give them all. */
  readonly listed: boolean
  readonly lacks: (record: Combined<K>['record']) => boolean
}

const UNNUMBERED: ReadonlySet<string> = new Set(['flat', 'local'])

const NETWORK: readonly Wanted<'network'>[] = [
  { field: 'project_id', decides: 'whose it is', listed: true, lacks: (it) => it.projectId === undefined },
  {
    field: 'router:external',
    decides: 'whether it is external',
    listed: true,
    lacks: (it) => unsaid(it.external),
  },
  { field: 'shared', decides: 'whether it makes a tenant', listed: true, lacks: (it) => unsaid(it.shared) },
  {
    field: 'provider:network_type',
    decides: 'how it is encapsulated',
    listed: true,
    lacks: (it) => !(it.segments ?? it.networkType),
  },
  {
    field: 'provider:segmentation_id',
    decides: 'which VLAN id, VNI or key carries it',
    listed: false,
    lacks: (it) => !it.segments && unsaid(it.segmentationId) && !UNNUMBERED.has(it.networkType ?? ''),
  },
]

const SUBNET: readonly Wanted<'subnet'>[] = [
  {
    field: 'ipv6_ra_mode',
    decides: 'which RAs Neutron should send',
    listed: false,
    lacks: (it) => it.ipv6RaMode === undefined && it.cidr.includes(':'),
  },
  {
    field: 'ipv6_address_mode',
    decides: 'how addresses should be assigned',
    listed: false,
    lacks: (it) => it.ipv6AddressMode === undefined && it.cidr.includes(':'),
  },
]

const PORT: readonly Wanted<'port'>[] = [
  { field: 'network_id', decides: 'its network', listed: false, lacks: (it) => it.networkId === undefined },
  { field: 'project_id', decides: 'whose it is', listed: false, lacks: (it) => it.projectId === undefined },
  { field: 'device_owner', decides: 'its role', listed: true, lacks: (it) => it.deviceOwner === undefined },
  { field: 'device_id', decides: 'its VM or router', listed: false, lacks: (it) => it.deviceId === undefined },
  { field: 'fixed_ips', decides: 'its addresses', listed: true, lacks: (it) => it.fixedIps === undefined },
  { field: 'binding:host_id', decides: 'its node', listed: false, lacks: (it) => unsaid(it.host) },
  {
    field: 'allowed_address_pairs',
    decides: 'which other MACs may use it',
    listed: false,
    lacks: (it) => it.allowedAddressPairs === undefined,
  },
]

const ROUTER: readonly Wanted<'router'>[] = [
  {
    field: 'external_gateway_info',
    decides: 'its external network',
    listed: true,
    lacks: (it) => it.externalGateway === undefined,
  },
  { field: 'ha', decides: 'whether it may run on two nodes', listed: true, lacks: (it) => unsaid(it.ha) },
  {
    field: 'distributed',
    decides: 'whether it runs on every node',
    listed: true,
    lacks: (it) => unsaid(it.distributed),
  },
]

function unsaid(value: unknown): boolean {
  return value === undefined || value === null
}

/** Under OVN the API has neither of these extensions: all routers are distributed, and their gateways move by themselves. */
const OVN_LACKS: ReadonlySet<string> = new Set(['ha', 'distributed'])

/** OVN has a port for itself on each network. */
function isOfOvn({ port }: CombinedByKind): boolean {
  return port.some(({ record }) => record.deviceOwner === 'network:distributed')
}

export type CombinedByKind = { readonly [K in Kind]: readonly Combined<K>[] }

/** What the answers lack, kind by kind, and the commands that give it. */
export function lackingNotes(found: CombinedByKind): readonly string[] {
  const lacks = [
    ...lackingOf('network', found.network, NETWORK),
    ...lackingOf('subnet', found.subnet, SUBNET),
    ...lackingOf('port', found.port, PORT),
    ...lackingOf('router', found.router, isOfOvn(found) ? ROUTER.filter(({ field }) => !OVN_LACKS.has(field)) : ROUTER),
    ...KINDS.filter((kind) => found[kind].length === 0).map((kind) => ({
      kind,
      note: `The inventory holds no ${kind}s`,
    })),
  ]
  const kinds = KINDS.filter((kind) => lacks.some((lack) => lack.kind === kind))
  return [...lacks.map(({ note }) => note), ...(kinds.length === 0 ? [] : [howToAsk(kinds)])]
}

interface Lack {
  readonly kind: Kind
  readonly note: string
}

function lackingOf<K extends Kind>(kind: K, found: readonly Combined<K>[], wanted: readonly Wanted<K>[]): Lack[] {
  const poor = found.filter(({ record }) => wanted.some(({ lacks }) => lacks(record)))
  if (poor.length === 0) return []
  const missing = wanted.filter(({ lacks }) => poor.some(({ record }) => lacks(record)))
  const fields = missing.map(({ field, decides }) => `${field} (${decides})`).join(', ')
  const listed = missing.every((field) => field.listed) ? `; openstack ${kind} list --long -f json has it` : ''
  const whose = `${filesOf(poor)}: ${poor.length} of ${found.length} ${kind}s`
  return [{ kind, note: `${whose} lack ${fields}: what rests on that cannot be judged${listed}` }]
}

/** The API leaves `provider:*` and `binding:*` out for others than administrators, and shows them their own project's things alone. */
function howToAsk(kinds: readonly Kind[]): string {
  const lists = kinds.map((kind) => `${kind}s`).join(' ')
  return (
    'Asked as an administrator, the API gives all of it: ' +
    'NEUTRON=$(openstack endpoint list --service network --interface public -f value -c URL); ' +
    `for list in ${lists}; do curl -s -H "X-Auth-Token: $(openstack token issue -f value -c id)" ` +
    '"$NEUTRON/v2.0/$list" > "$list.json"; done ' +
    `(or a file for each with openstack ${kinds.join('|')} show -f json ID)`
  )
}

const FILES_NAMED = 3

function filesOf(found: readonly { readonly paths: readonly string[] }[]): string {
  const paths = [...new Set(found.flatMap((one) => one.paths))].sort()
  const named = paths.slice(0, FILES_NAMED).map(shownPath).join(', ')
  return paths.length > FILES_NAMED ? `${named} and ${paths.length - FILES_NAMED} more` : named
}
