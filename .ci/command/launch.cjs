#!/usr/bin/env node
'use strict'
// How the command begins: what its parts are compiled to was kept when they were built (`build.mjs`), for compiling takes longer
// than a small capture does. Where nothing fitting was kept (another Node, another machine), a part is compiled as ever.
// A copy of this file stands for each entry, named as its part is.
const { readFileSync, statSync } = require('node:fs')
const { basename, join } = require('node:path')
const { setFlagsFromString } = require('node:v8')
const { Script } = require('node:vm')

// Compiling what is hot takes a thread of its own, for each thread anew, while all cores scan; and what costs most of a scan is
// compiled already. So less is compiled, later: a tenth of the time that tenant traffic took. Measured with this V8; others may know better.
if (process.versions.v8.startsWith('11.3.')) {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200')
  setFlagsFromString('--interrupt-budget=400000')
}

/** Only the very Node that compiled a part may take what it came to. */
const keptFor = `${process.version}-${process.arch}-${statSync(process.execPath).size}`
const loaded = new Map()
exports.scripts = new Map()

function load(name) {
  if (!name.startsWith('./')) return require(name)
  const known = loaded.get(name)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  loaded.set(name, module)
  const filename = join(__dirname, 'parts', name)
  const cachedData = kept(`${filename}.${keptFor}`)
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
  exports.scripts.set(`${filename}.${keptFor}`, script)
  script.runInThisContext()(module.exports, load, module, __filename)
  return module.exports
}

function kept(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

Object.assign(exports, load(`./${basename(__filename)}`))
