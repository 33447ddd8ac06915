'use strict'
// Preloaded by a run of the command, keeps beside each part it loaded what has been compiled of it: node -r keep-compiled.cjs BIN ARGUMENTS...
const { writeFileSync } = require('node:fs')
const v8 = require('node:v8')
const vm = require('node:vm')
const { isMainThread } = require('node:worker_threads')

const { setFlagsFromString } = v8
/** V8 takes only what was compiled under its own flags: those that the command sets, it sets when all is loaded. */
v8.setFlagsFromString = () => {}

/** V8 forgets what ran long ago unless a flag says otherwise. */
vm.Script = class extends vm.Script {
  constructor(...args) {
    setFlagsFromString('--flush-bytecode')
    super(...args)
    setFlagsFromString('--no-flush-bytecode')
  }
}

if (isMainThread) {
  process.on('exit', () => {
    setFlagsFromString('--flush-bytecode')
    for (const [file, script] of require(process.argv[1]).scripts) writeFileSync(file, script.createCachedData())
  })
}
