import type { Dhcpv6Option } from '../../src/decode/dhcpv6/options.ts'
import { contentOf } from '../encode/dhcpv6.ts'
import { toHex } from '../encode/octets.ts'
import { alone, field, fields, flags, inTheirWords, type Row, type Table } from './correspondence.ts'
import { FAULT, ourFault } from './fault.ts'
import { type Item, itemsOf, type Json } from './json.ts'
import { plainName, shownName } from './names.ts'
import { type Tree, treeOf, type Value } from './tree.ts'
import { ascii, bit, colons, date, hex, plain, textOctets } from './wording.ts'

/** Where a message stands decides what the bits of some of its options are called. */
type Sender = 'client' | 'server'

/** RFC 8415 §8 and §9. */
function messageTable(sender: Sender): Table {
  return [
    alone('kind'), // what the type is called
    field('msgType', 'dhcpv6.msgtype', plain),
    field('transactionId', 'dhcpv6.xid', hex(6)),
    field('hopCount', 'dhcpv6.hopcount', plain),
    field('linkAddress', 'dhcpv6.linkaddr', plain),
    field('peerAddress', 'dhcpv6.peeraddr', plain),
    nested(sender),
  ]
}

/** Options in a message or an option. tshark's label of each is left out on both sides. */
function nested(sender: Sender): Row {
  return fields(['options'], 'dhcpv6.option.type_str_tree', ({ options }) =>
    itemsOf(options)
      .map((option) => optionTree(option, sender))
      .filter(({ fields }) => fields.size > 0),
  )
}

/** The types a server sends (RFC 8415 §7.3): ADVERTISE, REPLY, RECONFIGURE; tshark reads the flags of an FQDN by them. */
const SERVER_TYPES: readonly Json[] = [2, 7, 10]

/** The DHCPv6 message in tshark's words. */
export function dhcpv6Tree(message: Item): Tree {
  return inTheirWords(messageTable(SERVER_TYPES.includes(message.msgType!) ? 'server' : 'client'), message)
}

function addresses(theirs: string): Table {
  return [field('addresses', theirs, plain)]
}

function text(theirs: string): Table {
  return [fields(['text'], theirs, (of) => whenNotEmpty(ascii(textOctets(of.text!)), textOctets(of.text!)))]
}

/** tshark shows no field for an empty text. */
function whenNotEmpty(shown: string, octets: string): readonly string[] {
  return octets === '' ? [] : [shown]
}

function seconds(theirs: string): Table {
  return [field('valueS', theirs, plain)]
}

/** A list of names, in a tree under a label of tshark's. */
function names(label: string, theirs: string): Table {
  return [
    fields(['domainNames', 'malformed', 'rest'], label, ({ domainNames }) => {
      const tree = treeOf((domainNames as readonly string[]).map((each) => nameField(theirs, each, true)))
      return tree.fields.size > 0 ? [tree] : []
    }),
  ]
}

/** tshark has fields of their own for the root and for names of one label. */
function nameField(theirs: string, escaped: string, terminated: boolean): readonly [string, readonly Value[]] {
  if (escaped === '.') return ['dhcpv6.root_only_domain_name', ["['.' (0)]"]]
  const name = plainName(escaped)
  if (!terminated) return [theirs, [shownName(name)]]
  const single = plainName(escaped.replaceAll(/\\\d{3}|\\./gs, 'x')).includes('.') ? theirs : 'dhcpv6.tld'
  return [single, [shownName(`${name}.`)]]
}

const DUID: Table = [
  // tshark shows nothing of one without a type
  fields(['duid'], 'dhcpv6.duid.bytes', ({ duid }) => hasType(duid).map(({ octets }) => colons(octets!))),
  fields([], 'dhcpv6.duid.type', ({ duid }) =>
    hasType(duid).map(({ octets }) => String(Number.parseInt(String(octets).slice(0, 4), 16))),
  ),
  inDuid('hardwareType', { 'duid-llt': 'dhcpv6.duidllt.hwtype', 'duid-ll': 'dhcpv6.duidll.hwtype' }, plain),
  // from 2000-01-01T00:00:00Z, which tshark 4.0 adds in 32 bits
  inDuid('timeS', { 'duid-llt': 'dhcpv6.duidllt.time' }, (time) => date((Number(time) + 946_684_800) % 2 ** 32, 0)),
  inDuid(
    'linkLayerAddress',
    { 'duid-llt': 'dhcpv6.duidllt.link_layer_addr', 'duid-ll': 'dhcpv6.duidll.link_layer_addr' },
    plain,
  ),
  inDuid('enterpriseNumber', { 'duid-en': 'dhcpv6.duiden.enterprise' }, plain),
  inDuid('identifier', { 'duid-en': 'dhcpv6.duiden.identifier' }, colons),
  inDuid('uuid', { 'duid-uuid': 'dhcpv6.duiduuid.bytes' }, (uuid) => colons(String(uuid).replaceAll('-', ''))),
].flat()

function hasType(duid: Json | undefined): readonly Item[] {
  return itemsOf(duid).filter(({ octets }) => String(octets).length >= 4)
}

/** A field of a DUID of some kinds; tshark shows none that is empty. */
function inDuid(ours: string, theirs: Readonly<Record<string, string>>, word: (value: Json) => string): Table {
  return Object.entries(theirs).map(([kind, name]) =>
    fields([], name, ({ duid }) => {
      const of = duid as Item
      return of.kind === kind && of[ours] !== '' ? [word(of[ours]!)] : []
    }),
  )
}

function optionTable(kind: string, sender: Sender): Table | undefined {
  return kind === 'client-fqdn' ? fqdn(sender) : holding(kind, sender)
}

/** Options that hold options. */
function holding(kind: string, sender: Sender): Table | undefined {
  const own = HOLDING[kind]
  return own === undefined ? OPTIONS[kind] : [...own, nested(sender)]
}

/** RFC 4704 §4.1: tshark names N and S after who sends them, and shows O of a server alone. */
function fqdn(sender: Sender): Table {
  const key = `dhcpv6.clientfqdn.${sender}`
  return [
    ...flags('dhcpv6.client_fqdn_flags', 2, [
      ['reserved', 0xf8, null],
      ['noUpdate', 0x04, `${key}.n`],
      ['overridden', 0x02, sender === 'server' ? `${key}.o` : null],
      ['serverUpdates', 0x01, `${key}.s`],
    ]),
    alone('partial', 'malformed', 'rest'), // partial shows in the name; what is no name is judged by fault.ts
    ...['dhcpv6.client_domain', 'dhcpv6.tld', 'dhcpv6.root_only_domain_name'].map((theirs) =>
      fields(['domainName'], theirs, ({ domainName, partial }) => {
        if (domainName === null || domainName === '') return []
        const [name, values] = nameField('dhcpv6.client_domain', String(domainName), partial === false)
        return name === theirs ? values : []
      }),
    ),
  ]
}

const IA: Table = [
  field('t1S', 'dhcpv6.iaid.t1', plain),
  field('t2S', 'dhcpv6.iaid.t2', plain),
  field('iaid', 'dhcpv6.iaid', (iaid) => Number(iaid).toString(16).padStart(8, '0')),
]

const HOLDING: Readonly<Record<string, Table>> = {
  'ia-na': IA,
  'ia-pd': IA,
  'ia-ta': [field('iaid', 'dhcpv6.iata', (iaid) => Number(iaid).toString(16).padStart(8, '0'))],
  'ia-address': [
    field('address', 'dhcpv6.iaaddr.ip', plain),
    field('preferredLifetimeS', 'dhcpv6.iaaddr.pref_lifetime', plain),
    field('validLifetimeS', 'dhcpv6.iaaddr.valid_lifetime', plain),
  ],
  'ia-prefix': [
    field('preferredLifetimeS', 'dhcpv6.iaprefix.pref_lifetime', plain),
    field('validLifetimeS', 'dhcpv6.iaprefix.valid_lifetime', plain),
    field('prefixLength', 'dhcpv6.iaprefix.pref_len', plain),
    field('prefix', 'dhcpv6.iaprefix.pref_addr', plain),
  ],
  'lq-query': [
    field('queryType', 'dhcpv6.lq_query', plain),
    field('linkAddress', 'dhcpv6.lq_query_link_address', plain),
  ],
  'client-data': [],
  's46-cont-mape': [],
  's46-cont-mapt': [],
  's46-cont-lw': [],
  's46-rule': [
    fields(['reserved', 'forwarding'], 'dhcpv6.s46_rule.flags', (of) => [
      hex(2)((Number(of.reserved) << 1) | Number(of.forwarding)),
    ]),
    // tshark 4.0 shows the seven reserved bits as one Boolean
    fields([], 'dhcpv6.s46_rule.flags_tree', (of) => [
      treeOf([
        ['dhcpv6.s46_rule.flags.reserved', [bit(of.reserved !== 0)]],
        ['dhcpv6.s46_rule.flags.fmr', [bit(of.forwarding!)]],
      ]),
    ]),
    field('eaLength', 'dhcpv6.s46_rule.ea_len', plain),
    field('prefix4Length', 'dhcpv6.s46_rule.ipv4_pref_len', plain),
    field('ipv4Prefix', 'dhcpv6.s46_rule.ipv4_prefix', plain),
    field('prefix6Length', 'dhcpv6.s46_rule.ipv6_prefix_len', plain),
    fields(['ipv6Prefix'], 'dhcpv6.s46_rule.ipv6_prefix', (of) => [plain(of.ipv6Prefix!)]),
  ],
  's46-v4v6-binding': [
    field('ipv4Address', 'dhcpv6.s46_v4v6bind.ipv4_address', plain),
    field('prefix6Length', 'dhcpv6.s46_v4v6bind.ipv6_pref_len', plain),
    fields(['ipv6Prefix'], 'dhcpv6.s46_v4v6bind.ipv6_prefix', (of) => [plain(of.ipv6Prefix!)]),
  ],
}

/** RFC 3315 §21.4: the delayed authentication protocol. */
const DELAYED = 2

/** Options tshark 4.0 shows by code and length alone. */
const UNDECODED = (...ours: readonly string[]): Table => [alone(...ours)]

const OPTIONS: Readonly<Record<string, Table>> = {
  'client-id': DUID,
  'server-id': DUID,
  'relay-id': DUID,
  'option-request': [field('requestedOptions', 'dhcpv6.requested_option_code', plain)],
  'echo-request': [field('requestedOptions', 'dhcpv6.requested_option_code', plain)],
  preference: [field('preference', 'dhcpv6.option_preference', plain)],
  'elapsed-time': [field('elapsedTimeMs', 'dhcpv6.elapsed_time', plain)],
  'relay-message': [
    fields(['message', 'octets'], 'dhcpv6', ({ message, octets }) =>
      itemsOf(message)
        .map((each) => (each.kind === 'malformed' ? typeAlone(each, String(octets)) : dhcpv6Tree(each)))
        .filter(({ fields }) => fields.size > 0),
    ),
  ],
  authentication: [
    field('protocol', 'dhcpv6.auth.protocol', plain),
    field('algorithm', 'dhcpv6.auth.algorithm', plain),
    field('rdm', 'dhcpv6.auth.rdm', plain),
    field('replayDetection', 'dhcpv6.auth.replay_detection', colons),
    // the parts of the delayed protocol's information in its place
    fields(['authenticationInformation', 'delayed'], 'dhcpv6.auth.info', (of) =>
      of.delayed !== undefined || (of.protocol === DELAYED && of.authenticationInformation === '')
        ? []
        : [colons(of.authenticationInformation!)],
    ),
    inDelayed('realm', 'dhcpv6.auth.realm', (realm) => ascii(String(realm))),
    inDelayed('keyId', 'dhcpv6.auth.key_id', plain),
    inDelayed('hmacMd5', 'dhcpv6.auth.md5_data', colons),
    alone('reconfigureKey'), // the same octets again, told apart (RFC 8415 §20.4.1)
  ],
  'server-unicast': [field('address', 'dhcpv6.unicast', plain)],
  'status-code': [
    field('statusCode', 'dhcpv6.status_code', plain),
    fields(['statusMessage'], 'dhcpv6.status_msg', (of) =>
      whenNotEmpty(ascii(textOctets(of.statusMessage!)), textOctets(of.statusMessage!)),
    ),
  ],
  'rapid-commit': [],
  'reconfigure-accept': [],
  'user-class': [
    fields(['userClassData'], 'User Class suboption', ({ userClassData }) =>
      (userClassData as readonly string[]).map((octets) =>
        treeOf([
          ['dhcpv6.userclass.length', [String(octets.length / 2)]],
          ['dhcpv6.userclass.opaque_data', [colons(octets)]],
        ]),
      ),
    ),
  ],
  'vendor-class': [
    field('enterpriseNumber', 'dhcpv6.vendorclass.enterprise', plain),
    // tshark 4.0 takes the octets after the first length for one text
    fields(['vendorClassData'], 'dhcpv6.vendorclass.data', (of) => {
      const octets = contentHex(of)
      return octets.length > 8 ? [ascii(octets.slice(12))] : []
    }),
  ],
  'vendor-opts': [
    field('enterpriseNumber', 'dhcpv6.vendoropts.enterprise', plain),
    fields(['vendorOptions'], 'option', ({ vendorOptions }) =>
      itemsOf(vendorOptions)
        .filter(({ kind }) => kind !== 'malformed')
        .map(({ code, octets }) =>
          treeOf([
            ['dhcpv6.vendoropts.enterprise.option_code', [plain(code!)]],
            ['dhcpv6.vendoropts.enterprise.option_length', [String(String(octets).length / 2)]],
            ['dhcpv6.vendoropts.enterprise.option_data', [colons(octets!)]],
          ]),
        ),
    ),
  ],
  'interface-id': [
    fields(['interfaceId'], 'dhcpv6.interface_id', (of) =>
      whenNotEmpty(colons(of.interfaceId!), String(of.interfaceId)),
    ),
  ],
  'reconfigure-message': [field('msgType', 'dhcpv6.reconf_msg', plain)],
  'sip-server-domain-names': names('SIP Servers Domain Search List', 'dhcpv6.sip_server_domain_search_fqdn'),
  'sip-server-addresses': addresses('dhcpv6.sip_server_a'),
  'dns-servers': addresses('dhcpv6.dns_server'),
  'domain-list': names('Domain name suffix search list', 'dhcpv6.search_list_entry'),
  'nis-servers': addresses('dhcpv6.nis_server'),
  'nisp-servers': addresses('dhcpv6.nisp_server'),
  'nis-domain-name': names('nis-domain-name', 'dhcpv6.nis_fqdn'),
  'nisp-domain-name': names('nisp-domain-name', 'dhcpv6.nisp_fqdn'),
  'sntp-servers': addresses('dhcpv6.sntp_server'),
  'information-refresh-time': seconds('dhcpv6.lifetime'),
  'bcmcs-server-domain-names': names('BCMCS Servers Domain Search List', 'dhcpv6.bcmcs_server_fqdn'),
  'bcmcs-server-addresses': addresses('dhcpv6.bcmcs_server_a'),
  'remote-id': [
    field('enterpriseNumber', 'dhcpv6.remoteid.enterprise', plain),
    fields(['remoteId'], 'dhcpv6.remoteid_enterprise_id', (of) => [colons(of.remoteId!)]),
  ],
  'subscriber-id': text('dhcpv6.subscriber_id'),
  'pana-agents': addresses('dhcpv6.pana_agent'),
  'new-posix-timezone': text('dhcpv6.timezone'),
  'new-tzdb-timezone': text('dhcpv6.tzdb'),
  'clt-time': seconds('dhcpv6.clt_time'),
  'lq-relay-data': [
    field('peerAddress', 'dhcpv6.lq_relay_data_peer_addr', plain),
    // tshark 4.0 takes the message for a text
    fields(['message', 'octets'], 'dhcpv6.lq_relay_data_msg', (of) => [ascii(contentHex(of).slice(32))]),
  ],
  'lq-client-links': addresses('dhcpv6.lq_client_link'),
  'capwap-access-controllers': addresses('dhcpv6.capwap_ac_v6'),
  'ntp-server': [
    fields(['suboptions'], 'NTP Server Address', (of) => ntp(of, 'server-address')),
    fields([], 'NTP Multicast Address', (of) => ntp(of, 'multicast-address')),
    fields([], 'NTP Server FQDN', (of) => ntp(of, 'server-fqdn')),
  ],
  'bootfile-url': UNDECODED('text'),
  'bootfile-parameters': UNDECODED('parameters'),
  'client-architecture': UNDECODED('architectureTypes'),
  'network-interface-identifier': UNDECODED('type', 'major', 'minor'),
  'aftr-name': ['dhcpv6.aftr_name', 'dhcpv6.tld', 'dhcpv6.root_only_domain_name'].map((theirs) =>
    fields(['domainName'], theirs, ({ domainName }) => {
      const [name, values] = nameField('dhcpv6.aftr_name', String(domainName), true)
      return name === theirs ? values : []
    }),
  ),
  'pd-exclude': [
    field('prefixLength', 'dhcpv6.pd_exclude.pref_len', plain),
    field('subnetId', 'dhcpv6.pd_exclude.subnet_id', colons),
  ],
  'client-link-layer-address': UNDECODED('linkLayerType', 'linkLayerAddress'),
  'sol-max-rt': UNDECODED('valueS'),
  'inf-max-rt': UNDECODED('valueS'),
  's46-br': [field('address', 'dhcpv6.s46_br.address', plain)],
  's46-dmr': [
    field('prefix6Length', 'dhcpv6.s46_dmr.dmr_pref_len', plain),
    field('ipv6Prefix', 'dhcpv6.s46_dmr.dmr_prefix', plain),
  ],
  's46-port-parameters': [
    field('offset', 'dhcpv6.s46_portparam.offset', plain),
    field('psidLength', 'dhcpv6.s46_portparam.psid_len', plain),
    fields(['psid', 'padding'], 'dhcpv6.s46_portparam.psid', (of) => [plain(of.psid!)]),
  ],
  'captive-portal': [field('text', 'dhcpv6.captive_portal', (text) => ascii(textOctets(text)))],
  'mud-url': text('dhcpv6.mudurl'),
  'relay-port': [field('downstreamSourcePort', 'dhcpv6.relay_port', plain)],
  'encrypted-dns': UNDECODED('servicePriority', 'authenticationDomainName', 'addresses', 'serviceParameters'),
  unknown: UNDECODED('octets'),
}

/** Of a message whose header is not all there, what its first octet says. */
function typeAlone(malformed: Item, octets: string): Tree {
  const type = octets === '' ? [] : [String(Number.parseInt(octets.slice(0, 2), 16))]
  return treeOf([['dhcpv6.msgtype', type]], malformed)
}

function inDelayed(ours: string, theirs: string, word: (value: Json) => string): Row {
  return fields([], theirs, ({ delayed }) => itemsOf(delayed).map((of) => word(of[ours]!)))
}

const NTP_FIELDS: Readonly<Record<string, string>> = {
  'server-address': 'dhcpv6.ntpserver.addr',
  'multicast-address': 'dhcpv6.ntpserver.mc_addr',
}

/** Suboptions of a kind: tshark has a tree for each under a label. */
function ntp({ suboptions }: Item, kind: string): readonly Tree[] {
  return itemsOf(suboptions)
    .filter((each) => each.kind === kind)
    .map((each) => {
      const octets = kind === 'server-fqdn' ? nameLength(String(each.domainName)) : 16
      return treeOf([
        ['dhcpv6.ntpserver.option.type', [plain(each.code!)]],
        ['dhcpv6.ntpserver.option.length', [String(octets)]],
        kind === 'server-fqdn'
          ? nameField('dhcpv6.ntpserver.fqdn', String(each.domainName), true)
          : [NTP_FIELDS[kind]!, [plain(each.address!)]],
      ])
    })
}

/** Octets of a name with its root label. */
function nameLength(escaped: string): number {
  return escaped === '.' ? 1 : plainName(escaped).length + 2
}

/** A line's option is what the decoder made: the encoder takes it by its kind. */
function contentHex(of: Item): string {
  return toHex(contentOf(of as unknown as Exclude<Dhcpv6Option, { kind: 'malformed' }>))
}

/** The option in tshark's words; none of it where tshark drops it. */
function optionTree(of: Item, sender: Sender): Tree {
  if (of.kind === 'malformed') return malformedTree(of)
  const table = optionTable(String(of.kind), sender) ?? []
  return inTheirWords(
    [
      alone('kind'), // what the code is called
      field('code', 'dhcpv6.option.type', plain),
      fields([], 'dhcpv6.option.length', () => [String(contentHex(of).length / 2)]),
      ...table,
      fields([], FAULT, (option) => (ourFault(option) ? ['yes'] : [])),
    ],
    of,
  )
}

/** tshark drops an option whose header or length does not fit, and shows code and length of others that break a rule. */
function malformedTree(of: Item): Tree {
  if (of.layer === 'dhcpv6-option') return treeOf([], of)
  const length = of.reason === 'cut' ? Number(of.needed) : String(of.octets).length / 2
  return treeOf(
    [
      ['dhcpv6.option.type', [String(of.code)]],
      ['dhcpv6.option.length', [String(length)]],
      [FAULT, ['yes']],
    ],
    of,
  )
}
