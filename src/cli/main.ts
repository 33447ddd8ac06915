import { CommanderError } from 'commander'
import { escapeText } from '../report/escape.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { createProgram } from './program.ts'

/** Runs the command line `argv` (without node and script). Touches nothing but `io` and the files it names. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await run(argv, io)
  } catch (error) {
    if (isClosedPipe(error)) return EXIT.done // `| head` has seen enough
    throw error
  }
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let out = ''
  let err = ''
  let code: ExitCode = EXIT.done
  const program = createProgram(io, (result) => {
    code = result
  })
  program.configureOutput({
    writeOut: (text) => {
      out += text
    },
    writeErr: (text) => {
      err += text
    },
    outputError: (text, write) => write(`${text.trimEnd().split('\n').map(escapeText).join('\n')}\n`),
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  })
  for (const command of program.commands) command.copyInheritedSettings(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode === 0 ? EXIT.done : EXIT.usage
  }
  if (err !== '') await io.stderr.write(err)
  if (out !== '') await io.stdout.write(out)
  return code
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
