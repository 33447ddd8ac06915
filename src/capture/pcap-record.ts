// draft-ietf-opsawg-pcap, packet record.
//  |                      Timestamp (Seconds)                      |
//  |            Timestamp (Microseconds or nanoseconds)            |
//  |                    Captured Packet Length                     |
//  |                    Original Packet Length                     |
export const RECORD_SECOND = 0
export const RECORD_FRACTION = 4
export const RECORD_CAPTURED_LENGTH = 8
export const RECORD_ORIGINAL_LENGTH = 12
export const RECORD_HEADER_OCTETS = 16
