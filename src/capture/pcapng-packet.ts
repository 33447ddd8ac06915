// draft-ietf-opsawg-pcapng, Enhanced Packet Block; the obsolete one differs in the 32 bits of the Interface ID: this and a Drops Count,
// 16 bits each.
//  |                    Block Type = 0x00000006                    |
//  |                      Block Total Length                       |
//  |                         Interface ID                          |
//  |                        Timestamp (Upper)                      |
//  |                        Timestamp (Lower)                      |
//  |                    Captured Packet Length                     |
//  |                    Original Packet Length                     |
//  /                 Packet Data, padded to 32 bits                /
//  /                           Options                             /
//  |                      Block Total Length                       |
export const ENHANCED_PACKET = 6
export const TOTAL_LENGTH = 4
export const INTERFACE_ID = 8
export const UPPER_TIMESTAMP = 12
export const LOWER_TIMESTAMP = 16
export const CAPTURED_LENGTH = 20
export const ORIGINAL_LENGTH = 24
export const PACKET_DATA = 28
/** Behind the body of any block. */
export const TRAILER_OCTETS = 4
/** Octets of the block without data and options. */
export const MIN_PACKET_OCTETS = 32
