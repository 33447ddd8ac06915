import { linkLayerText } from '../address.ts'
import { u16 } from '../octets.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

// RFC 6939 §4, octets of the content:
//  |   link-layer type (16 bits)   |  link-layer address (variable) ...
export const TYPE = 0
export const ADDRESS = 2

/** RFC 6939 §4: what a relay saw of its client. */
export interface ClientLinkLayerAddressOption extends OptionOf<'client-link-layer-address'> {
  readonly linkLayerType: number
  readonly linkLayerAddress: string
}

export function readClientLinkLayerAddress({
  kind,
  code,
  octets,
  at,
  end,
}: OptionData<'client-link-layer-address'>): ClientLinkLayerAddressOption {
  return {
    kind,
    code,
    linkLayerType: u16(octets, at + TYPE),
    linkLayerAddress: linkLayerText(octets, at + ADDRESS, end),
  }
}
