import { type Item, isItem, itemsOf, type Json } from './json.ts'

/** Both sides say of an option whether it breaks its rules: one field of the comparison, made of what each has for it. */
export const FAULT = 'at fault'

/** Trees that are options or messages of their own, and what a quoted packet holds. */
const PARTS = new Set([
  'icmpv6.opt',
  'dhcpv6.option.type_str_tree',
  'dhcpv6',
  ...['ip', 'ipv6', 'udp', 'tcp', 'icmp', 'icmpv6', 'data'],
])
/** An expert note of the malformed group puts `_ws.malformed` next to it; the others are of names. */
const MARKS = new Set([
  '_ws.malformed',
  'dhcpv6.bogus_label_length',
  'dhcpv6.domain_field_len_exceeded',
  'dhcpv6.encoded_fqdn_gt_255',
  'dhcpv6.partial_name_preceded_by_fqdn',
])

/** Whether tshark marked this option, and not one inside it. */
export function theirFault(option: Item): boolean {
  return Object.entries(option).some(([name, value]) => MARKS.has(name) || (!PARTS.has(name) && faultInside(value)))
}

function faultInside(value: Json): boolean {
  return itemsOf(value).some(theirFault)
}

/** What stands in our option when something in it did not decode. */
export function ourFault(option: Item): boolean {
  return (
    option.kind === 'malformed' ||
    'malformed' in option ||
    'trailing' in option ||
    isShortDuid(option.duid) ||
    (isItem(option.message) && option.message.kind === 'malformed') ||
    (option.kind === 'pref64' && option.prefixLength === null) ||
    [...itemsOf(option.suboptions), ...itemsOf(option.vendorOptions)].some(ourFault)
  )
}

/** A DUID too short for its type is one of no known type. */
function isShortDuid(duid: Json | undefined): boolean {
  return (
    isItem(duid) &&
    duid.kind === 'unknown' &&
    (duid.type === null || (Number(duid.type) >= 1 && Number(duid.type) <= 4))
  )
}

/** Whether anything in a message of ours, however deep, did not decode. */
export function anyFault(of: Json): boolean {
  if (Array.isArray(of)) return (of as readonly Json[]).some(anyFault)
  return isItem(of) && (ourFault(of) || Object.values(of).some(anyFault))
}

/** Whether a line is of a message in fragments that could not be put together, for one of these reasons. */
export function isLost(line: Item | undefined, reasons: readonly string[]): boolean {
  return itemsOf(line?.malformed).some(({ layer, reason }) => layer === 'fragment' && reasons.includes(String(reason)))
}
