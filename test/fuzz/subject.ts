import { analyze } from '../../src/analyze.ts'
import { decodeMessages } from '../../src/decode-messages.ts'
import { renderers } from '../../src/report/renderers.ts'

/**
 * What is fuzzed: the whole analysis, with an inventory where one is named, and the lines of `decode`, of one capture. Throws
 * what they throw, and where a result does not survive JSON.
 */
export async function tryOut(path: string, inventory: string | null): Promise<void> {
  const analyzed = await analyze([path], { workers: 0, ...(inventory !== null && { inventory }) })
  if (!analyzed.ok) throw new Error(`no analysis: ${analyzed.problems.join(', ')}`)
  const json = renderers.json(analyzed.analysis)
  if (Buffer.from(json, 'utf8').toString('utf8') !== json) throw new Error('the report holds what is no Unicode text')
  JSON.parse(json)
  renderers.table(analyzed.analysis, { width: 100, colour: false })
  await decodeMessages([path], {
    take: (message) => {
      const line = JSON.stringify(message)
      if (Buffer.from(line, 'utf8').toString('utf8') !== line)
        throw new Error(`frame ${message.frame}: no Unicode text`)
    },
  })
}
