import { linkLayerText } from '../address.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { OPTION_FIELDS } from './walk.ts'

/** RFC 4861 §4.6.1. */
export interface LinkLayerAddressOption extends NdpOptionOf<'source-link-layer-address' | 'target-link-layer-address'> {
  /** All octets after Length: six on Ethernet (RFC 2464 §6), whatever else the sender wrote. */
  readonly linkLayerAddress: string
}

export function readLinkLayerAddress<Kind extends LinkLayerAddressOption['kind']>(
  data: NdpOptionData<Kind>,
): LinkLayerAddressOption {
  const { kind, type, length, octets, at, end } = data
  return { kind, type, length, linkLayerAddress: linkLayerText(octets, at + OPTION_FIELDS, end) }
}
