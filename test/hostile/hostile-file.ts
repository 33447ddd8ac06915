/** A capture that somebody made to do harm, or that a machine broke. */
export interface HostileFile {
  /** What it does. */
  readonly title: string
  readonly extension: 'pcap' | 'pcapng' | 'gz' | 'zst'
  readonly octets: () => Uint8Array
  /** Octets it unfolds to, where it is compressed: the time it may take goes by those. */
  readonly unfolded?: number
  /** Exit code of `analyze --fail-on never`: 0, or 3 where it is no capture, or damaged. */
  readonly code: 0 | 3
}

/** The file name of a title. */
export function fileName({ title, extension }: HostileFile): string {
  return `${title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')}.${extension}`
}
