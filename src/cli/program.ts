import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addAnalyze } from './analyze-command.ts'
import { addBench } from './bench-command.ts'
import { addDecode } from './decode-command.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { addVerifyRa } from './verify-ra-command.ts'

const AFTER = `
Plain "v6gap PATH..." analyzes; its options: v6gap analyze --help

Exit codes:
  0  done
  1  a requirement came out at --fail-on or worse; RAs were lost or altered
  2  wrong usage
  3  an input could not be read, or not to its end, or is no capture
  130  interrupted
`

/** The command line; `done` is told what a command ends with. */
export function createProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('v6gap')
    .description('Says, row by row of the Kilo IPv6 gap table, what packet captures from OpenStack nodes prove.')
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .usage('[command] [options] [paths...]')
    .addHelpText('after', AFTER)
    .exitOverride()
  addAnalyze(program, io, done)
  addDecode(program, io, done)
  addBench(program, io, done)
  addVerifyRa(program, io, done)
  return program
}

function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version // our own file
}
