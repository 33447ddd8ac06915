import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { capturePlace, vantageNames } from '../../src/capture/vantage-name.ts'
import { merge } from '../../src/observe/merge.ts'
import { nothing } from '../../src/observe/observation.ts'
import { scanCapture } from '../../src/observe/scan.ts'
import { type NamedCapture, settle } from '../../src/observe/settle.ts'

const Corpus = suite("Other people's captures")
const CORPUS = '../shared/corpus'
const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => !/\.(json|gz|md)$/.test(name)) : []

if (files.length === 0) {
  Corpus('is not here: the frames of captures/all-good hold the ground', async () => {
    const scanned = await scanCapture('captures/all-good/compute1/eth1.pcapng')
    assert.ok(scanned.ok && scanned.summary.frames > 0)
  })
} else {
  Corpus(
    `${files.length} captures are scanned, merged and settled without a throw, every frame accounted for`,
    async () => {
      let observation = nothing
      const named: NamedCapture[] = []
      for (const file of files) {
        const scanned = await scanCapture(join(CORPUS, file))
        if (!scanned.ok) continue
        const { summary } = scanned
        const [part] = scanned.observation.parts
        assert.is(part!.coverage.frames, summary.frames, file)
        const text = JSON.stringify(scanned.observation)
        assert.is(JSON.stringify(JSON.parse(text)), text, `${file} survives JSON`)
        observation = merge(observation, scanned.observation)
        named.push({ path: file, summary, names: vantageNames(file, capturePlace(file, false), summary.interfaces) })
      }
      const settled = settle(observation, named)
      assert.is(settled.captures.length, named.length)
      for (const row of settled.neighborDiscovery) {
        const capture = settled.captures[row.first.capture]!
        assert.ok(row.first.frame >= 1, capture.path)
      }
    },
  )
}

Corpus.run()
