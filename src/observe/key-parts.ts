/** Octets of a run kept in a key; longer runs are told apart by a hash of the rest. */
export const KEPT_OCTETS = 2048

/**
 * What a key says behind the words every key begins with, part by part, from the octets of the frame at hand. Said to a KeyHash first;
 * and to a KeyWriter where the key is kept.
 */
export interface KeyParts {
  word(value: number): void
  /** The MAC address at `at`. */
  mac(at: number): void
  /** The address at `at` of IP version 4 or 6. */
  address(at: number, version: number): void
  /** Octets [at, end), and how many they are. */
  octets(at: number, end: number): void
  nothing(): void
}
