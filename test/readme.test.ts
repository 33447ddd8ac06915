import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const Readme = suite('The README')

Readme('shows what npm start prints', () => {
  const shown = readFileSync('README.md', 'utf8').split('`npm start` prints:')[1]!.split('`npm test`')[0]!
  const args = ['analyze', 'captures/all-good', '--inventory', 'captures/all-good/neutron.json', '--quiet']
  const printed = execFileSync(process.execPath, ['dist/bundle/cli/bin.js', ...args], { encoding: 'utf8' })
  const pieces = shown.replace(/^ {4}/gm, '').split('[…]')
  assert.is(pieces.length, 3)
  for (const piece of pieces) assert.ok(printed.includes(piece.trim()), `not what it prints:\n${piece}`)
})

Readme('shows what verify-ra prints', () => {
  const [shown] = readFileSync('README.md', 'utf8').split('    v6gap verify-ra captures/')[1]!.split('[…]')
  const [command, ...lines] = `v6gap verify-ra captures/${shown}`.split('\n')
  const args = [...command!.split(' ').slice(1), '--quiet']
  const { stdout } = spawnSync(process.execPath, ['dist/bundle/cli/bin.js', ...args], { encoding: 'utf8' })
  const piece = lines.join('\n').replace(/^ {4}/gm, '').trim()
  assert.ok(piece.length > 500 && stdout.includes(piece), `not what it prints:\n${piece}`)
})

Readme.run()
