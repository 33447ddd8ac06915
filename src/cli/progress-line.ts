import type { Progress } from '../pool/pool.ts'
import type { Io, Writer } from './io.ts'

const ERASE_LINE = '\r\x1b[2K'

/** One line on a terminal that is written over and over, and gone at the end. */
export class ProgressLine {
  readonly #terminal: Writer
  #shown = ''

  constructor(terminal: Writer) {
    this.#terminal = terminal
  }

  show(now: Progress, total: Progress): void {
    const share = total.octets === 0 ? '' : `, ${Math.min(Math.floor((now.octets / total.octets) * 100), 100)} %`
    const line = `reading captures: ${now.files} of ${total.files} done, ${mebibytes(now.octets)} MiB${share}`
    this.tell(line)
  }

  /** Our own words, in one line. */
  tell(line: string): void {
    const text = line.slice(0, (this.#terminal.columns ?? 80) - 1)
    if (text !== this.#shown) this.#write(ERASE_LINE + text)
    this.#shown = text
  }

  async erase(): Promise<void> {
    if (this.#shown !== '') await this.#terminal.write(ERASE_LINE).catch(() => {})
    this.#shown = ''
  }

  #write(text: string): void {
    this.#terminal.write(text).catch(() => {}) // a terminal that went away must not stop the analysis
  }
}

/** On a terminal only, unless progress is not wanted. */
export function progressLine(
  io: Io,
  wanted: { readonly progress: boolean; readonly quiet?: true },
): ProgressLine | null {
  return io.stderr.isTTY === true && wanted.progress && !wanted.quiet ? new ProgressLine(io.stderr) : null
}

function mebibytes(octets: number): string {
  return (octets / (1024 * 1024)).toFixed(1)
}
