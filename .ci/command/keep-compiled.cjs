'use strict'
// Runs the command and keeps, beside each part it loaded, what has been compiled of it: keep-compiled.cjs BIN ARGUMENTS...
const { writeFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const vm = require('node:vm')

/** V8 takes only what was compiled under its own flags, and forgets what ran long ago unless a flag says otherwise. */
vm.Script = class extends vm.Script {
  constructor(...args) {
    setFlagsFromString('--flush-bytecode')
    super(...args)
    setFlagsFromString('--no-flush-bytecode')
  }
}

const [, , bin, ...args] = process.argv
process.argv = [process.execPath, bin, ...args]
const { scripts } = require(bin)
process.on('exit', () => {
  setFlagsFromString('--flush-bytecode')
  for (const [file, script] of scripts) writeFileSync(file, script.createCachedData())
})
