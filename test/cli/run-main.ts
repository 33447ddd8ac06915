import type { Io, Writer } from '../../src/cli/io.ts'
import { main } from '../../src/cli/main.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly stdout?: Partial<Writer>
  readonly stderr?: Partial<Writer>
  readonly signal?: AbortSignal
}

/** Runs the command in this process, with what it writes kept. */
export async function runMain(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  let out = ''
  let err = ''
  const stdout = async (text: string) => {
    out += text
  }
  const stderr = async (text: string) => {
    err += text
  }
  const io: Io = {
    stdout: { write: stdout, ...surroundings.stdout },
    stderr: { write: stderr, ...surroundings.stderr },
    env: surroundings.env ?? {},
    signal: surroundings.signal ?? new AbortController().signal,
  }
  const code = await main(argv, io)
  return { code, out, err }
}
