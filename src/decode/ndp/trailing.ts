import { hexText } from '../address.ts'
import type { NdpOptionData } from './option-reader.ts'

/** Options longer than their RFC says keep the octets after their fields. */
export interface WithTrailing {
  /** Octets after the fields, hex; there only if there are any. */
  readonly trailing?: string
}

/** What follows the first `used` octets of an option. */
export function trailing({ octets, at, end }: NdpOptionData<string>, used: number): WithTrailing {
  return at + used < end ? { trailing: hexText(octets, at + used, end) } : {}
}
