// Sightings that wait for their rows to be looked up, in the memory of the compiled module (`assembly/waiting.ts`): how many there are
// and how many words their keys take, then their lists, each beginning at one of these octets.

/** So many may wait: enough that their waits for memory overlap, few enough that their keys stay near. */
export const MOST_WAITING = 64
export const MOST_WAITING_WORDS = 4096
/** Sightings that one message may add, and words of their keys: at most two runs of octets, or what of a DHCPv6 message there is room for. */
const MOST_ADDED = 64
export const MOST_ADDED_WORDS = 2048
export const WAITING_ROOM = MOST_WAITING + MOST_ADDED
export const WAITING_WORDS_ROOM = MOST_WAITING_WORDS + MOST_ADDED_WORDS

export const WAITING_COUNT = 0
export const WAITING_END = 4
export const WAITING_MOMENTS = 64
export const WAITING_HASHES = WAITING_MOMENTS + 8 * 4 * WAITING_ROOM
export const WAITING_ENDS = WAITING_HASHES + 4 * WAITING_ROOM
export const WAITING_FOLLOW = WAITING_ENDS + 4 * WAITING_ROOM
export const WAITING_WORDS = WAITING_FOLLOW + WAITING_ROOM
export const WAITING_OCTETS = WAITING_WORDS + 4 * WAITING_WORDS_ROOM
