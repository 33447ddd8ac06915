/** What a run of the command touches, handed in, so that `main` itself touches no global. */
export interface Io {
  readonly stdout: Writer
  readonly stderr: Writer
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ctrl-C. */
  readonly signal: AbortSignal
  /** Nothing else runs in this process. */
  readonly ownProcess?: boolean | undefined
}

export interface Writer {
  /** Settles when the text is handed over; rejects with the system's error (`EPIPE`: nobody reads). */
  readonly write: (text: string) => Promise<void>
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}
