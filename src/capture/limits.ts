/** Captured octets of one record at most; more is damage, as in Wireshark. TSO and GRO stay well below. */
export const MAX_CAPTURED_OCTETS = 262_144

/** Frames of a batch at most: so few that what is noted of them stays near. */
export const BATCH_FRAMES = 128
