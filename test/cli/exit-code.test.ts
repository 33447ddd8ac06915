import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Answer } from '../../src/classify/analysis.ts'
import { exitCodeOf, FAIL_ON, hasGap } from '../../src/cli/exit-code.ts'
import { smallAnalysis } from '../report/small-analysis.ts'

const CODES = suite('exit codes')

CODES('where several hold: 130, 2, 3, 1, 0', () => {
  assert.is(exitCodeOf([]), 0)
  assert.is(exitCodeOf([0, 1]), 1)
  assert.is(exitCodeOf([1, 3]), 3)
  assert.is(exitCodeOf([3, 2, 1]), 2)
  assert.is(exitCodeOf([1, 2, 3, 130]), 130)
})

CODES('--fail-on: that answer or worse, in the order no, partial, unobserved, yes', () => {
  const answers = ['no', 'partial', 'unobserved', 'yes'] as const satisfies readonly Answer[]
  const failing = FAIL_ON.map((failOn) => [
    failOn,
    answers.filter((observed) => {
      const [row] = smallAnalysis.requirements
      return hasGap({ requirements: [{ ...row!, observed }] }, failOn)
    }),
  ])
  assert.equal(failing, [
    ['no', ['no']],
    ['partial', ['no', 'partial']],
    ['unobserved', ['no', 'partial', 'unobserved']],
    ['never', []],
  ])
})

CODES.run()
