import { CORPUS } from './corpus.ts'
import { compareDirectory, summaryText } from './directory.ts'

/**
 * `npm run conformance [directory [goldens]]`: our decoding of every capture there against tshark's, field by field. The
 * goldens lie beside the captures unless a directory of their own is named.
 */
const result = await compareDirectory(process.argv[2] ?? CORPUS, process.argv[3])
if (result.goldens === 0) {
  process.stderr.write('no goldens there: dist/test/conformance/regenerate.js DIRECTORY [GOLDENS] makes them\n')
}
process.stdout.write(summaryText(result))
process.exitCode = result.captures > 0 && result.unjustified.length === 0 ? 0 : 1
