import type { CompiledModule } from './compiled-module.ts'
import {
  FIRST_NANOSECOND,
  FIRST_SECOND,
  HEARD_FRAMES,
  HEARD_OCTETS,
  LAST_NANOSECOND,
  LAST_SECOND,
} from './heard-interface.ts'
import { listen, type ScannedVantage } from './tally.ts'

/** What was heard by interface, of frames that were counted where they lie in memory. */
export class HeardInterfaces {
  readonly #heard: DataView
  readonly #vantageOf: (iface: number) => ScannedVantage
  /** How many interfaces were announced. */
  #interfaces = 0

  /** @param vantageOf the vantage of an interface's frames, made where there is none yet */
  constructor({ heard }: CompiledModule, vantageOf: (iface: number) => ScannedVantage) {
    this.#heard = heard
    this.#vantageOf = vantageOf
  }

  /** An interface was announced. */
  announce(iface: number): void {
    if (iface < this.#heard.byteLength / HEARD_OCTETS) this.#interfaces = Math.max(this.#interfaces, iface + 1)
  }

  /** Tells vantages what was heard since this was last called. */
  tell(): void {
    const heard = this.#heard
    for (let iface = 0; iface < this.#interfaces; iface++) {
      const at = iface * HEARD_OCTETS
      const frames = heard.getUint32(at + HEARD_FRAMES, true)
      if (frames === 0) continue
      const vantage = this.#vantageOf(iface)
      vantage.frames += frames
      listen(vantage, heard.getFloat64(at + FIRST_SECOND, true), heard.getInt32(at + FIRST_NANOSECOND, true))
      listen(vantage, heard.getFloat64(at + LAST_SECOND, true), heard.getInt32(at + LAST_NANOSECOND, true))
      heard.setUint32(at + HEARD_FRAMES, 0, true)
    }
  }
}
