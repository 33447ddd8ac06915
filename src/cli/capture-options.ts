import { type Command, InvalidArgumentError } from 'commander'
import { readVantageOverride, type VantageOverride } from '../capture/vantage-name.ts'
import type { SurveyOptions } from '../survey.ts'
import type { Io } from './io.ts'
import type { ProgressLine } from './progress-line.ts'

/** More threads than any machine has that this runs on. */
export const MOST_WORKERS = 1024

/** What a command that reads captures and reports on them takes. */
export interface CaptureOptions {
  readonly inventory?: string
  readonly vantage?: readonly VantageOverride[]
  readonly workers?: number
  readonly vxlanPort?: readonly number[]
  readonly output?: string
  readonly quiet?: true
  readonly progress: boolean
  readonly color: boolean
}

/** The options about what is read. */
export function addInputOptions(command: Command): Command {
  return command
    .argument('[paths...]', 'captures, directories of captures, or - for standard input')
    .option('--inventory <file|dir>', "what Neutron's API answered, as JSON", named('a file or directory'))
    .option(
      '--vantage <glob=node/interface>',
      'where the captures of these paths were taken (repeatable)',
      vantageOverride,
    )
    .option('--workers <n>', 'threads that scan; 0: the main thread alone (default: the cores)', workers)
    .option('--vxlan-port <port>', 'UDP port that carries VXLAN, besides 4789 and 8472 (repeatable)', vxlanPort)
}

/** The options about what is written. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--output <file>', 'write the report there; it appears there whole or not at all', named('a file'))
    .option('--quiet', 'no notes and no progress; errors only')
    .option('--no-progress', 'no progress')
    .option('--no-color', 'no colour (also: NO_COLOR in the environment)')
}

export function surveyOptions(options: CaptureOptions, io: Io, progress: ProgressLine | null): SurveyOptions {
  return {
    signal: io.signal,
    ownProcess: io.ownProcess,
    vantages: options.vantage ?? [],
    ...(options.inventory === undefined ? {} : { inventory: options.inventory }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.vxlanPort === undefined ? {} : { vxlanPorts: options.vxlanPort }),
    ...(progress === null ? {} : { onProgress: (now, total) => progress.show(now, total) }),
  }
}

export function named(what: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError(`It must name ${what}.`)
    return value
  }
}

export function vantageOverride(value: string, before: readonly VantageOverride[] = []): readonly VantageOverride[] {
  const override = readVantageOverride(value)
  if (typeof override === 'string') throw new InvalidArgumentError(`${override}.`)
  return [...before, override]
}

function workers(value: string): number {
  return wholeNumber(value, 0, MOST_WORKERS)
}

export function vxlanPort(value: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(value, 1, 65_535)]
}

export function wholeNumber(value: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
  return number
}
