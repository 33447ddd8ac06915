#!/usr/bin/env node
import type { Writer } from './io.ts'
import { main } from './main.ts'

/** A defect of the program must not pass for a gap (1); sysexits.h calls it EX_SOFTWARE. */
const OUR_FAULT = 70

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort()) // the second time it ends the process at once
}

void main(process.argv.slice(2), {
  stdout: writer(process.stdout),
  stderr: writer(process.stderr),
  env: process.env,
  signal: interruption.signal,
  ownProcess: true,
})
  .catch((error: unknown) => {
    console.error(error)
    return OUR_FAULT
  })
  .then((code) => process.exit(code)) // whatever a pipe nobody writes to still keeps open

function writer(stream: NodeJS.WriteStream): Writer {
  stream.on('error', () => {}) // told through the callback of the write that met it
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns
    },
  }
}
