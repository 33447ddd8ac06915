// Numbers of which keys are made, wherever they are hashed: see `row-key.ts` and `key-writer.ts`.

/** In the first of the two words of a MAC address. */
export const HAS_MAC = 1 << 16

// In a key's third word, behind the kind of the segment: ids of inner VLANs, and whether the segment has an id.
export const INNER_1 = 4
export const INNER_2 = 17
export const HAS_ID = 1 << 30

/** Octets of a run kept in a key; longer runs are told apart by a hash of the rest. */
export const KEPT_OCTETS = 2048

// How many words of a key place a frame (in its part; there), name its sender as well, and its link: see `row-key.ts`.
export const PART_WORDS = 2
export const PLACE_WORDS = 4
export const SOURCE_WORDS = 6
export const LINK_WORDS = 8

/** In place of the interface index of LINUX_SLL2, where there is none. */
export const NO_INTERFACE_INDEX = -1
