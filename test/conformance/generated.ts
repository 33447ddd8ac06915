/** Fields of tshark's that stand for no octets of a message: left out of the comparison on its side. */
/** In messages. */
export const GENERATED: readonly { readonly fields: RegExp; readonly reason: string }[] = [
  { fields: /^dhcpv6\.option\.type_str$/, reason: 'the name of an option code' },
  { fields: /^icmpv6\.opt\.linkaddr$/, reason: 'says again what src_linkaddr or target_linkaddr says' },
  { fields: /^icmpv6\.opt\..*linkaddr_eui64$/, reason: 'says again what linkaddr says, where it has eight octets' },
  {
    fields: /^icmpv6\.opt\.(reserved|padding|redirected_packet|digital_signature_padding)$/,
    reason: 'marks a place, and shows nothing',
  },
  { fields: /^icmpv6\.checksum(\.status|_tree)?$/, reason: 'compared with the line, in envelope.ts' },
  { fields: /^icmpv6\.opt\.cga\.subject_public_key_info$/, reason: 'the key, which icmpv6.opt.cga holds, taken apart' },
  {
    fields:
      /^(ip\.version|ipv6\.version|ipv6\.tclass|ipv6\.tclass_tree|ipv6\.flow|ipv6\.((src_|dst_)?host|addr|hopopts|dstopts|routing|fraghdr|fragments|(src_|dst_)?slaac_mac))$/,
    reason: 'of a quoted packet lengths, next header, hop limit and addresses are decoded',
  },
  { fields: /^(udp|tcp|icmp|icmpv6|data|esp|sctp)$/, reason: 'what a quoted packet holds' },
  {
    fields:
      /^(_ws\.|(ERROR|WARNING): )|^icmpv6\.opt\.(length|captive_portal)_tree$|^icmpv6\.unknown_data_tree$|^dhcpv6\.(hopcount|tld|root_only_domain_name|bogus_label_length|domain_field_len_exceeded|encoded_fqdn_gt_255|partial_name_preceded_by_fqdn|captive_portal)_tree$/,
    reason: 'notes of its experts: whether there are any is compared, see fault.ts',
  },
  {
    fields: /^dhcpv6\.(bogus_label_length|domain_field_len_exceeded|encoded_fqdn_gt_255)$/,
    reason: 'the same, of names',
  },
  { fields: /^dhcpv6\.domain_field_len$/, reason: 'says that a name is empty' },
]

/** In the layers of headers. */
export const GENERATED_IN_HEADERS: typeof GENERATED = [
  {
    fields: /_tree$|^_ws\./,
    reason: 'flags one by one, which the octets hold that are compared; notes of its experts',
  },
  {
    fields: /(\.|_)(addr|host|resolved|oui|slaac_mac|status)$|^(ip|ipv6)\.version$/,
    reason: 'made of other fields, or known from the layer',
  },
  { fields: /^eth\.(trailer|padding|fcs|stream)$/, reason: 'what follows the packet' },
  {
    fields: /^(ip|ipv6)\.(fragments|reassembled.*)$|^Options: |^vlan\.(trailer|padding)$/,
    reason: 'of reassembly, and of IPv4 options',
  },
  {
    fields: /^ipv6\.(opt|routing\.(src|srh|rpl|mipv6|type2|unknown_data).*)$|^(Pad1|PadN|Router Alert)/,
    reason: 'what extension headers hold',
  },
  {
    fields: /^udp\.(port|stream|payload|possible_traceroute)$|^Timestamps$/,
    reason: 'both ports again, conversations, what the datagram holds',
  },
  { fields: /^sll\.(unused|ltype|trailer)$/, reason: 'octets that record nothing' },
  { fields: /^ipv6\.src_sa_mac|isatap|6to4|teredo/, reason: 'what addresses are made of' },
  {
    fields: /^(shim6\.(?!nxt$|len$|len_oct$)|ah\.(?!next_header$|length$))/,
    reason: 'the same of SHIM6 and of an authentication header',
  },
  { fields: /^ieee8021a[dh]\.(trailer|padding)$/, reason: 'what follows the packet' },
]
