import { setFlagsFromString } from 'node:v8'

// Flags of V8, for the whole process from now on. Measured with this V8; others may know better. They are for when all is loaded that is
// to be, threads too: what was compiled ahead under other flags, Node's own modules among it, V8 compiles anew. Threads took 24 ms
// longer to start.
const IS_MEASURED = process.versions.v8.startsWith('11.3.')

/** Suits a scan, and what is judged by it. */
export function suitScan(): void {
  compileLess()
  if (IS_MEASURED) keepNewSpace()
}

/**
 * Has V8 compile less, and later. Compiling what is hot takes a thread of its own, for each thread anew, while all cores scan; and what
 * costs most of a scan is compiled already: it took a tenth of the time that tenant traffic did.
 */
export function compileLess(): void {
  if (!IS_MEASURED) return
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200')
  setFlagsFromString('--interrupt-budget=400000')
}

/**
 * Gives new objects no more room than there was: nearly all that settling and judging make stays to the end, and would be copied to and
 * fro in a larger one. It took no more time, and 30 of 150 MB less.
 */
function keepNewSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
