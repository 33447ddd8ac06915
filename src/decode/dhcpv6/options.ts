import { hexText, IPV6_LENGTH } from '../address.ts'
import { type Malformed, type MalformedOption, malformedOption } from '../malformed.ts'
import { type AddressListOption, type AddressOption, readAddress, readAddressList } from './address-list.ts'
import { AUTHENTICATION_INFORMATION, type AuthenticationOption, readAuthentication } from './authentication.ts'
import * as domain from './domain-list.ts'
import { ENCRYPTED_DNS_NAME, type EncryptedDnsOption, readEncryptedDns } from './encrypted-dns.ts'
import * as id from './identifiers.ts'
import * as ia from './identity-association.ts'
import * as leaseQuery from './lease-query.ts'
import * as linkLayer from './link-layer-address.ts'
import type { Dhcpv6Message } from './message.ts'
import { type NtpServerOption, readNtpServer } from './ntp-server.ts'
import * as number from './number-option.ts'
import * as code from './option-code.ts'
import { atLeast, between, exactly, holding, listOf, type OptionOf, type OptionReader, whole } from './option-reader.ts'
import { type RelayMessageOption, readRelayMessage } from './relayed-message.ts'
import * as s46 from './softwire46.ts'
import * as status from './status-code.ts'
import * as text from './text-option.ts'
import * as vendor from './vendor.ts'
import { type OptionVisitor, type StopReason, stoppedOption, walkOptions } from './walk.ts'

/** An option of a DHCPv6 message, as it stood there. */
export type Dhcpv6Option =
  | AddressListOption
  | AddressOption
  | AuthenticationOption
  | domain.AftrNameOption
  | domain.ClientFqdnOption
  | domain.DomainListOption
  | EncryptedDnsOption
  | ia.IaAddressOption
  | ia.IaPrefixOption
  | ia.IdentityAssociationOption
  | ia.PdExcludeOption
  | ia.TemporaryAssociationOption
  | id.DuidOption
  | id.InterfaceIdOption
  | id.RemoteIdOption
  | leaseQuery.ClientDataOption
  | leaseQuery.LeaseQueryOption
  | leaseQuery.LeaseQueryRelayDataOption
  | linkLayer.ClientLinkLayerAddressOption
  | NtpServerOption
  | number.ClientArchitectureOption
  | number.ElapsedTimeOption
  | number.NetworkInterfaceIdentifierOption
  | number.OptionRequestOption
  | number.PreferenceOption
  | number.PresenceOption
  | number.ReconfigureMessageOption
  | number.RelayPortOption
  | number.SecondsOption
  | RelayMessageOption
  | s46.S46BindingOption
  | s46.S46ContainerOption
  | s46.S46DmrOption
  | s46.S46PortParametersOption
  | s46.S46RuleOption
  | status.StatusCodeOption
  | text.BootfileParametersOption
  | text.TextOption
  | UnknownOption
  | vendor.UserClassOption
  | vendor.VendorClassOption
  | vendor.VendorOptsOption
  | MalformedOption

/** An option this program has no name for. */
export interface UnknownOption extends OptionOf<'unknown'> {
  readonly octets: string
}

interface Definition {
  readonly kind: string
  readonly read: OptionReader<string>
}

type Row = readonly [code: number, definition: Definition]

function define<Kind extends string>(optionCode: number, kind: Kind, read: OptionReader<Kind>): Row {
  // A row's reader is only ever given data of the row's own kind.
  return [optionCode, { kind, read: read as OptionReader<string> }]
}

/** What each option code means: the kind in JSON, the length its RFC gives it, and how to read it. */
const DEFINITIONS: ReadonlyMap<number, Definition> = new Map([
  define(code.CLIENTID, 'client-id', whole(id.readDuid)),
  define(code.SERVERID, 'server-id', whole(id.readDuid)),
  define(code.IA_NA, 'ia-na', holding(ia.IA_OPTIONS, ia.readIdentityAssociation)),
  define(code.IA_TA, 'ia-ta', holding(ia.IA_TA_OPTIONS, ia.readTemporaryAssociation)),
  define(code.IAADDR, 'ia-address', holding(ia.ADDRESS_OPTIONS, ia.readIaAddress)),
  define(code.ORO, 'option-request', listOf(2, number.readOptionRequest)),
  define(code.PREFERENCE, 'preference', exactly(1, number.readPreference)),
  define(code.ELAPSED_TIME, 'elapsed-time', exactly(2, number.readElapsedTime)),
  define(code.RELAY_MSG, 'relay-message', holding(0, readRelayMessage)),
  define(code.AUTH, 'authentication', atLeast(AUTHENTICATION_INFORMATION, readAuthentication)),
  define(code.UNICAST, 'server-unicast', exactly(IPV6_LENGTH, readAddress)),
  define(code.STATUS_CODE, 'status-code', atLeast(status.MESSAGE, status.readStatusCode)),
  define(code.RAPID_COMMIT, 'rapid-commit', exactly(0, number.readPresence)),
  define(code.USER_CLASS, 'user-class', whole(vendor.readUserClass)),
  define(code.VENDOR_CLASS, 'vendor-class', atLeast(vendor.VENDOR_DATA, vendor.readVendorClass)),
  define(code.VENDOR_OPTS, 'vendor-opts', atLeast(vendor.VENDOR_DATA, vendor.readVendorOpts)),
  define(code.INTERFACE_ID, 'interface-id', whole(id.readInterfaceId)),
  define(code.RECONF_MSG, 'reconfigure-message', exactly(1, number.readReconfigureMessage)),
  define(code.RECONF_ACCEPT, 'reconfigure-accept', exactly(0, number.readPresence)),
  define(code.SIP_SERVER_D, 'sip-server-domain-names', whole(domain.readDomainList)),
  define(code.SIP_SERVER_A, 'sip-server-addresses', listOf(IPV6_LENGTH, readAddressList)),
  define(code.DNS_SERVERS, 'dns-servers', listOf(IPV6_LENGTH, readAddressList)),
  define(code.DOMAIN_LIST, 'domain-list', whole(domain.readDomainList)),
  define(code.IA_PD, 'ia-pd', holding(ia.IA_OPTIONS, ia.readIdentityAssociation)),
  define(code.IAPREFIX, 'ia-prefix', holding(ia.PREFIX_OPTIONS, ia.readIaPrefix)),
  define(code.NIS_SERVERS, 'nis-servers', listOf(IPV6_LENGTH, readAddressList)),
  define(code.NISP_SERVERS, 'nisp-servers', listOf(IPV6_LENGTH, readAddressList)),
  define(code.NIS_DOMAIN_NAME, 'nis-domain-name', whole(domain.readDomainList)),
  define(code.NISP_DOMAIN_NAME, 'nisp-domain-name', whole(domain.readDomainList)),
  define(code.SNTP_SERVERS, 'sntp-servers', listOf(IPV6_LENGTH, readAddressList)),
  define(code.INFORMATION_REFRESH_TIME, 'information-refresh-time', exactly(4, number.readSeconds)),
  define(code.BCMCS_SERVER_D, 'bcmcs-server-domain-names', whole(domain.readDomainList)),
  define(code.BCMCS_SERVER_A, 'bcmcs-server-addresses', listOf(IPV6_LENGTH, readAddressList)),
  define(code.REMOTE_ID, 'remote-id', atLeast(id.REMOTE_ID, id.readRemoteId)),
  define(code.SUBSCRIBER_ID, 'subscriber-id', whole(text.readText)),
  define(code.CLIENT_FQDN, 'client-fqdn', atLeast(domain.FQDN_NAME, domain.readClientFqdn)),
  define(code.PANA_AGENT, 'pana-agents', listOf(IPV6_LENGTH, readAddressList)),
  define(code.NEW_POSIX_TIMEZONE, 'new-posix-timezone', whole(text.readText)),
  define(code.NEW_TZDB_TIMEZONE, 'new-tzdb-timezone', whole(text.readText)),
  define(code.ERO, 'echo-request', listOf(2, number.readOptionRequest)),
  define(code.LQ_QUERY, 'lq-query', holding(leaseQuery.QUERY_OPTIONS, leaseQuery.readLeaseQuery)),
  define(code.CLIENT_DATA, 'client-data', holding(0, leaseQuery.readClientData)),
  define(code.CLT_TIME, 'clt-time', exactly(4, number.readSeconds)),
  define(code.LQ_RELAY_DATA, 'lq-relay-data', holding(leaseQuery.QUERIED_MESSAGE, leaseQuery.readLeaseQueryRelayData)),
  define(code.LQ_CLIENT_LINK, 'lq-client-links', listOf(IPV6_LENGTH, readAddressList)),
  define(code.CAPWAP_AC_V6, 'capwap-access-controllers', listOf(IPV6_LENGTH, readAddressList)),
  define(code.RELAY_ID, 'relay-id', whole(id.readDuid)),
  define(code.NTP_SERVER, 'ntp-server', whole(readNtpServer)),
  define(code.BOOTFILE_URL, 'bootfile-url', whole(text.readText)),
  define(code.BOOTFILE_PARAM, 'bootfile-parameters', whole(text.readBootfileParameters)),
  define(code.CLIENT_ARCH_TYPE, 'client-architecture', listOf(2, number.readClientArchitecture)),
  define(code.NII, 'network-interface-identifier', exactly(3, number.readNetworkInterfaceIdentifier)),
  define(code.AFTR_NAME, 'aftr-name', whole(domain.readAftrName)),
  define(code.PD_EXCLUDE, 'pd-exclude', between(ia.PD_EXCLUDE_LEAST, ia.PD_EXCLUDE_MOST, ia.readPdExclude)),
  define(
    code.CLIENT_LINKLAYER_ADDR,
    'client-link-layer-address',
    atLeast(linkLayer.ADDRESS, linkLayer.readClientLinkLayerAddress),
  ),
  define(code.SOL_MAX_RT, 'sol-max-rt', exactly(4, number.readSeconds)),
  define(code.INF_MAX_RT, 'inf-max-rt', exactly(4, number.readSeconds)),
  define(code.S46_RULE, 's46-rule', holding(s46.RULE_IPV6_PREFIX, s46.readS46Rule)),
  define(code.S46_BR, 's46-br', exactly(IPV6_LENGTH, readAddress)),
  define(code.S46_DMR, 's46-dmr', atLeast(s46.DMR_IPV6_PREFIX, s46.readS46Dmr)),
  define(code.S46_V4V6BIND, 's46-v4v6-binding', holding(s46.BIND_IPV6_PREFIX, s46.readS46Binding)),
  define(code.S46_PORTPARAMS, 's46-port-parameters', exactly(s46.PORT_PARAMETERS_LENGTH, s46.readS46PortParameters)),
  define(code.S46_CONT_MAPE, 's46-cont-mape', holding(0, s46.readS46Container)),
  define(code.S46_CONT_MAPT, 's46-cont-mapt', holding(0, s46.readS46Container)),
  define(code.S46_CONT_LW, 's46-cont-lw', holding(0, s46.readS46Container)),
  define(code.V6_CAPTIVE_PORTAL, 'captive-portal', whole(text.readText)),
  define(code.MUD_URL_V6, 'mud-url', whole(text.readText)),
  define(code.RELAY_PORT, 'relay-port', exactly(2, number.readRelayPort)),
  define(code.V6_DNR, 'encrypted-dns', atLeast(ENCRYPTED_DNS_NAME, readEncryptedDns)),
])

/** The kind options of this code have in JSON. */
export function dhcpv6OptionKind(optionCode: number): string {
  return DEFINITIONS.get(optionCode)?.kind ?? 'unknown'
}

/** Reads a message inside a message, `depth` deep. */
export type MessageDecoder = (
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  depth: number,
) => Dhcpv6Message | Malformed

/** The options sent in [at, sentEnd) and captured in [at, end): unknown and malformed ones in their places. */
export function decodeDhcpv6Options(
  octets: Uint8Array,
  at: number,
  end: number,
  sentEnd: number,
  depth: number,
  decodeMessage: MessageDecoder,
): readonly Dhcpv6Option[] {
  const collector = new OptionCollector(octets, decodeMessage)
  walkOptions(octets, at, end, sentEnd, depth, collector)
  return collector.options
}

class OptionCollector implements OptionVisitor {
  readonly options: Dhcpv6Option[] = []
  readonly #octets: Uint8Array
  readonly #decodeMessage: MessageDecoder

  constructor(octets: Uint8Array, decodeMessage: MessageDecoder) {
    this.#octets = octets
    this.#decodeMessage = decodeMessage
  }

  option(optionCode: number, at: number, end: number, sentEnd: number, depth: number): void {
    const octets = this.#octets
    const decodeMessage = this.#decodeMessage
    const { kind, read } = DEFINITIONS.get(optionCode) ?? UNKNOWN
    const option = read({
      kind,
      code: optionCode,
      octets,
      at,
      end,
      sentEnd,
      options: (nestedAt) => decodeDhcpv6Options(octets, nestedAt, end, sentEnd, depth + 1, decodeMessage),
      message: (nestedAt) => decodeMessage(octets, nestedAt, end, sentEnd, depth + 1),
    })
    this.options.push(option.kind === 'malformed' ? malformedOption(option, optionCode, octets, at, end) : option)
  }

  stopped(reason: StopReason, at: number, end: number, sentEnd: number): void {
    this.options.push(stoppedOption('dhcpv6-option', this.#octets, reason, at, end, sentEnd))
  }
}

const UNKNOWN: Definition = {
  kind: 'unknown',
  read: whole(({ code: optionCode, octets, at, end }) => ({
    kind: 'unknown',
    code: optionCode,
    octets: hexText(octets, at, end),
  })),
}
