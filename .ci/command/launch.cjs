#!/usr/bin/env node
'use strict'
// How the command begins: what its parts are compiled to was kept when they were built (`build.mjs`), for compiling takes longer
// than a small capture does. Where nothing fitting was kept (another Node, another machine), a part is compiled as ever.
// A copy of this file stands for each entry, named as its part is.
const { readFileSync, statSync } = require('node:fs')
const { basename, join, sep } = require('node:path')
const { Script } = require('node:vm')

/** Only the very Node that compiled a part may take what it came to. */
const keptFor = `${process.version}-${process.arch}-${statSync(process.execPath).size}`
const loaded = new Map()
exports.scripts = new Map()

/** A part is named as what requires it does, or, as threads are told what to run, by the path it is built for. */
function load(wanted) {
  const name = wanted.replace(`${__dirname}${sep}`, './')
  if (!name.startsWith('./')) return require(name)
  const known = loaded.get(name)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  loaded.set(name, module)
  const filename = join(__dirname, 'parts', name)
  const cachedData = kept(`${filename}.${keptFor}`)
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
  exports.scripts.set(`${filename}.${keptFor}`, script)
  script.runInThisContext()(module.exports, load, module, __filename, __dirname)
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
