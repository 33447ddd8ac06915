import { BATCH_FRAMES } from '../../capture/limits.ts'
import { HEARD_OCTETS } from '../heard-interface.ts'
import { KEY_OCTETS } from '../plain-key.ts'
import { MOST_ROWS, TABLE_OCTETS } from '../told-rows.ts'
import { WAITING_OCTETS } from '../waiting-room.ts'

// What lies where in the module's memory. All of it is there from the start, so that nothing ever moves: memory that was never
// written to costs nothing. `compiled-module.ts` finds what it needs of it by its names.

export const KEY: u32 = KEY_OCTETS
/** Octets of what is noted of a conversation, its key first. */
export const ENTRY: u32 = 128
/** Entries there may be, the first of which is not used. */
export const MOST_ENTRIES: u32 = MOST_ROWS
export const MOST_KNOWN = MOST_ENTRIES - 1
/** Interfaces of a capture there may be; frames of further ones are not plain. */
export const MOST_LINKS: u32 = 4096
/** Octets of frames there may be: as many as are read into at once (`read-capture.ts`). */
export const OCTETS_ROOM: u32 = 1 << 20
export const PORTS = 0x1_0000

const LINE = 64

export const OCTETS = memory.data(OCTETS_ROOM, LINE)

/** The lists of a `FrameBatch`. */
export const AT = memory.data(4 * BATCH_FRAMES, LINE)
export const END = memory.data(4 * BATCH_FRAMES, LINE)
export const ORIGINAL_LENGTH = memory.data(4 * BATCH_FRAMES, LINE)
export const SECOND = memory.data(8 * BATCH_FRAMES, LINE)
export const NANOSECOND = memory.data(4 * BATCH_FRAMES, LINE)
export const OFFSET = memory.data(8 * BATCH_FRAMES, LINE)
export const IFACE = memory.data(4 * BATCH_FRAMES, LINE)

/** Octets of what is told of an interface of a pcapng (`pcapng-blocks.ts`), and those of the section at hand, by id. */
export const INTERFACE: u32 = 64
export const INTERFACES = memory.data(INTERFACE * MOST_LINKS, LINE)
/** By interface: octets of FCS of its frames, and one more; 0 where they are not Ethernet. */
export const LINKS = memory.data(4 * MOST_LINKS, LINE)
/** A bit for each UDP port: those of VXLAN, and all behind which there is more than a conversation. */
export const TUNNEL_PORTS = memory.data(PORTS / 8, LINE)
export const SPECIAL_PORTS = memory.data(PORTS / 8, LINE)

/** Of the records gone over last (`passRecords`). */
export const PASSED = memory.data(4 * 3, LINE)

/** By frame of a batch: its key and the key's hash. */
export const FRAME_KEYS = memory.data(KEY * BATCH_FRAMES, LINE)
export const FRAME_HASHES = memory.data(4 * BATCH_FRAMES, LINE)

/** What is known of conversations, one after the other (`entries.ts`). */
export const ENTRIES = memory.data(ENTRY * MOST_ENTRIES, ENTRY)
/** Numbers of entries, where their hashes say. */
export const ENTRY_SLOTS = memory.data(4 * 2 * MOST_ENTRIES, LINE)

/** Rows that conversations are told as, by table. */
export const STATIONS = memory.data(TABLE_OCTETS, LINE)
export const ADDRESSES = memory.data(TABLE_OCTETS, LINE)
export const CONVERSATIONS = memory.data(TABLE_OCTETS, LINE)
export const TUNNELS = memory.data(TABLE_OCTETS, LINE)
/** The key of a row. */
export const ROW_KEY = memory.data(4 * 32, LINE)

/** By interface: the first word of its frames' keys, and what was heard of it (`heard.ts`). */
export const PLACES = memory.data(4 * MOST_LINKS, LINE)
export const HEARD = memory.data(HEARD_OCTETS * MOST_LINKS, LINE)

// Of messages (`plain-messages.ts`): sightings that wait, by table; and since these numbers were last taken, sightings by table, and
// messages by ND and DHCPv6 type.
export const TABLES: i32 = 5
export const WAITING = memory.data(WAITING_OCTETS * TABLES, LINE)
export const MOST_ND_TYPES: i32 = 5
export const MOST_DHCPV6_TYPES: i32 = 256
/** By table, the hash from which on it leaves rows out. */
export const THRESHOLDS = memory.data(8 * TABLES, LINE)
export const NOTED = memory.data(4 * TABLES, LINE)
export const ND_TYPES = memory.data(4 * MOST_ND_TYPES, LINE)
export const DHCPV6_TYPES = memory.data(4 * MOST_DHCPV6_TYPES, LINE)
