import { Groups } from '../observe/groups.ts'
import { NOT_FOUND } from '../observe/key-store.ts'
import { macOfText } from '../observe/mac-number-text.ts'
import { Numbering } from '../observe/numbering.ts'
import type { Senders } from '../observe/settled.ts'
import type { Cloud } from './cloud.ts'

const indexed = new WeakMap<Senders, SendersByMac>()

/** Senders with a MAC address, wherever they sent. */
export function sendersOfMac({ settled: { senders } }: Cloud, mac: string): readonly number[] {
  const known = indexed.get(senders) ?? new SendersByMac(senders)
  indexed.set(senders, known)
  return known.of(mac)
}

class SendersByMac {
  readonly #macs = new Numbering(2)
  readonly #senders: Groups

  constructor({ macs }: Senders) {
    const numbers = Int32Array.from(macs, (mac) => {
      this.#run(mac)
      return this.#macs.number()
    })
    this.#senders = new Groups(this.#macs.length, numbers)
  }

  of(text: string): readonly number[] {
    const mac = macOfText(text)
    if (mac === undefined) return []
    this.#run(mac)
    const known = this.#macs.known()
    return known === NOT_FOUND ? [] : this.#senders.of(known)
  }

  #run(mac: number): void {
    const { run } = this.#macs
    run[0] = Math.floor(mac / 2 ** 32)
    run[1] = mac
  }
}
