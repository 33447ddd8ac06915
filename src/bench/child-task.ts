/** What a run is to do. */
export type ChildTask =
  | { readonly kind: 'read'; readonly paths: readonly string[] }
  | {
      readonly kind: 'analyze'
      readonly paths: readonly string[]
      readonly inventory: string | null
      readonly workers: number
    }

/** What it found. */
export interface ChildResult {
  /** Read from disk, or in the captures once inflated. */
  readonly octets: number
  readonly frames: number
  readonly peakRssOctets: number
  /** Inputs that could not be read, or not to their end. */
  readonly problems: readonly string[]
}
