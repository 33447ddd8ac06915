import BitField from 'bitfield'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { trailing, type WithTrailing } from './trailing.ts'
import { OPTION_FIELDS } from './walk.ts'

export const FLAGS_EXPANSION_LENGTH = 8

/** RFC 5175 §4: 48 more flags for Router Advertisements. */
export interface FlagsExpansionOption extends NdpOptionOf<'flags-expansion'>, WithTrailing {
  /** Numbers of the bits that are set, as the RFC draws them: 16 is the first after Length, 63 the last. */
  readonly bits: readonly number[]
}

export function readFlagsExpansion(data: NdpOptionData<'flags-expansion'>): FlagsExpansionOption {
  const { kind, type, length, octets, at } = data
  const flags = new BitField(octets.subarray(at, at + FLAGS_EXPANSION_LENGTH))
  const bits: number[] = []
  flags.forEach((set, bit) => {
    if (set) bits.push(bit)
  }, OPTION_FIELDS * 8)
  return { kind, type, length, bits, ...trailing(data, FLAGS_EXPANSION_LENGTH) }
}
