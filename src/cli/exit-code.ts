import type { Analysis, Answer } from '../classify/analysis.ts'

/** What the process ends with. */
export const EXIT = {
  done: 0,
  gap: 1,
  usage: 2,
  input: 3,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Where several hold, the first of these does. */
const PRECEDENCE: readonly ExitCode[] = [EXIT.interrupted, EXIT.usage, EXIT.input, EXIT.gap, EXIT.done]

export function exitCodeOf(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.done
}

/** Answers from the worst to the best. */
const FROM_WORST: readonly Answer[] = ['no', 'partial', 'unobserved', 'yes']

/** What `--fail-on` takes, the default first. */
export const FAIL_ON = ['no', 'partial', 'unobserved', 'never'] as const
export type FailOn = (typeof FAIL_ON)[number]

/** Whether a requirement came out at `failOn` or worse. An item cannot be worse than its row without the row telling. */
export function hasGap({ requirements }: Pick<Analysis, 'requirements'>, failOn: FailOn): boolean {
  if (failOn === 'never') return false
  const failing = FROM_WORST.slice(0, FROM_WORST.indexOf(failOn) + 1)
  return requirements.some(({ observed, items }) =>
    [observed, ...items.map((item) => item.observed)].some((answer) => failing.includes(answer)),
  )
}
