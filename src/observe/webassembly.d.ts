/** As far as it is used here; of the libraries of TypeScript only those for browsers declare it. */
declare namespace WebAssembly {
  class Module {
    constructor(octets: Uint8Array)
  }
  class Instance {
    constructor(module: Module)
    readonly exports: object
  }
  interface Memory {
    readonly buffer: SharedArrayBuffer
  }
  interface Global {
    readonly value: number
  }
}
