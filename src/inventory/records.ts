import * as z from 'zod'
import { keyPlace } from './documents.ts'
import { readPairs } from './pairs.ts'
import { quoted } from './quoted.ts'
import { apiName, type Kind, type Named, respell } from './spellings.ts'
import {
  addressOrPrefix,
  count,
  countOrNull,
  flag,
  host,
  id,
  idOrNull,
  ipAddress,
  ipAddressOrNull,
  ipVersion,
  ipVersionOf,
  ipv6ModeOrNull,
  macAddress,
  macAddressOrNull,
  name,
  prefix,
  text,
  textOrNull,
  texts,
} from './values.ts'

/**
 * What one answer says, field by field: a field that it lacks is not there. Clients print null for a field that the API kept
 * from them, so a null where the API knows none is as good as nothing.
 */

const COMMON = { id, name: name.optional(), projectId: idOrNull.optional() }

const fixedIps = z.preprocess(
  readPairs,
  z.array(
    z
      .object({ subnet_id: idOrNull.optional(), ip_address: ipAddress }, 'expected an object')
      .transform((fixedIp) => ({ subnetId: fixedIp.subnet_id ?? null, ipAddress: fixedIp.ip_address })),
    'expected a list of fixed IPs',
  ),
)

const allowedAddressPairs = z.preprocess(
  readPairs,
  z.array(
    z
      .object({ ip_address: addressOrPrefix, mac_address: macAddressOrNull.optional() }, 'expected an object')
      .transform((pair) => ({ macAddress: pair.mac_address ?? null, ipAddress: pair.ip_address })),
    'expected a list of address pairs',
  ),
)

const subports = z.preprocess(
  readPairs,
  z.array(
    z
      .object({ port_id: id, segmentation_id: count, mac_address: macAddressOrNull.optional() }, 'expected an object')
      .transform((subport) => ({
        portId: subport.port_id,
        segmentationId: subport.segmentation_id,
        macAddress: subport.mac_address ?? null,
      })),
    'expected a list of subports',
  ),
)

/** The API says `{trunk_id, sub_ports}`, `openstack port list --long` the subports alone. */
const trunkDetails = z.preprocess((given) => subportsIn(given), subports)

function subportsIn(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'sub_ports' in given ? given.sub_ports : given
}

const segments = z
  .array(
    z
      .object(
        {
          'provider:network_type': textOrNull.optional(),
          'provider:physical_network': textOrNull.optional(),
          'provider:segmentation_id': countOrNull.optional(),
        },
        'expected an object',
      )
      .transform((segment) => ({
        networkType: segment['provider:network_type'] ?? null,
        physicalNetwork: segment['provider:physical_network'] ?? null,
        segmentationId: segment['provider:segmentation_id'] ?? null,
      })),
    'expected a list of segments',
  )
  .nullable()

/** `openstack router …` of older clients prints this object as JSON in a text. */
const externalGateway = z.preprocess(
  (given) => (typeof given === 'string' ? gatewayIn(given) : given),
  z
    .object({ network_id: idOrNull.optional(), external_fixed_ips: fixedIps.optional() }, 'expected an object or null')
    .transform((gateway) => ({ networkId: gateway.network_id ?? null, fixedIps: gateway.external_fixed_ips ?? [] }))
    .nullable(),
)

function gatewayIn(given: string): unknown {
  if (given === '' || given === 'None' || given === 'null') return null
  try {
    return JSON.parse(given)
  } catch {
    return given
  }
}

const SCHEMAS = {
  network: z.object({
    ...COMMON,
    external: flag.nullish(),
    shared: flag.nullish(),
    networkType: textOrNull.optional(),
    physicalNetwork: textOrNull.optional(),
    segmentationId: countOrNull.optional(),
    segments: segments.optional(),
    mtu: countOrNull.optional(),
  }),
  subnet: z
    .object({
      ...COMMON,
      networkId: id,
      ipVersion: ipVersion.optional(),
      cidr: prefix,
      gatewayIp: ipAddressOrNull.optional(),
      ipv6RaMode: ipv6ModeOrNull.optional(),
      ipv6AddressMode: ipv6ModeOrNull.optional(),
      enableDhcp: flag.nullish(),
      dnsNameservers: texts.optional(),
    })
    .superRefine((subnet, context) => {
      const family = ipVersionOf(subnet.cidr)
      if (subnet.ipVersion === undefined || subnet.ipVersion === family) return
      const message = `expected ${family}, as cidr is of that version`
      context.addIssue({ code: 'custom', path: ['ipVersion'], message, input: subnet.ipVersion })
    }),
  port: z.object({
    ...COMMON,
    networkId: id.optional(),
    macAddress,
    fixedIps: fixedIps.optional(),
    deviceOwner: text.optional(),
    deviceId: text.optional(),
    status: textOrNull.optional(),
    host: host.optional(),
    vifType: textOrNull.optional(),
    vnicType: textOrNull.optional(),
    allowedAddressPairs: allowedAddressPairs.optional(),
    trunkDetails: trunkDetails.optional(),
  }),
  router: z.object({
    ...COMMON,
    externalGateway: externalGateway.optional(),
    ha: flag.nullish(),
    distributed: flag.nullish(),
  }),
} satisfies Record<Kind, z.ZodType>

/** Each kind's record. */
export type Records = { readonly [K in Kind]: Readonly<z.infer<(typeof SCHEMAS)[K]>> }

export type RecordReading<T> =
  | { readonly ok: true; readonly record: T }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads one answer; its problems name the path in the file, in the spelling that stands there. */
export function readRecord<K extends Kind>(kind: K, item: object, place: string): RecordReading<Records[K]> {
  const fields = respell(kind, item)
  const given = Object.fromEntries([...fields].map(([field, { value }]) => [field, value]))
  const schema = SCHEMAS[kind] as unknown as z.ZodType<Records[K]> // TypeScript does not follow K through the table
  const parsed = schema.safeParse(given, { reportInput: true })
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => problemOf(kind, issue, fields, place)) }
  }
  return { ok: true, record: parsed.data }
}

function problemOf(kind: Kind, issue: z.core.$ZodIssue, fields: ReadonlyMap<string, Named>, place: string): string {
  const [field, ...rest] = issue.path
  const named = fields.get(String(field))
  let at = keyPlace(place, named?.name ?? apiName(kind, String(field)))
  if (named !== undefined && subportsIn(named.value) !== named.value) at = `${at}.sub_ports`
  for (const step of rest) at = typeof step === 'number' ? `${at}[${step}]` : keyPlace(at, String(step))
  return `${at}: ${issue.message}, got ${quoted(issue.input)}`
}
