import { compareText } from '../observe/compare-text.ts'

/**
 * Something of each station, by network, then MAC. Two maps rather than one with a text of both: a row's MAC is hashed once,
 * a text made of it anew each time.
 */
export class ByStation<Value> {
  readonly #networks = new Map<number, Map<string, Value>>()

  get(network: number, mac: string): Value | undefined {
    return this.#networks.get(network)?.get(mac)
  }

  has(network: number, mac: string): boolean {
    return this.#networks.get(network)?.has(mac) === true
  }

  set(network: number, mac: string, value: Value): void {
    const known = this.#networks.get(network)
    if (known === undefined) this.#networks.set(network, new Map([[mac, value]]))
    else known.set(mac, value)
  }

  /** What is there, or else is put there. */
  at(network: number, mac: string, make: () => Value): Value {
    const known = this.get(network, mac)
    if (known !== undefined) return known
    const made = make()
    this.set(network, mac, made)
    return made
  }

  /** By network, then MAC. */
  *[Symbol.iterator](): Generator<readonly [network: number, mac: string, value: Value]> {
    for (const network of [...this.#networks.keys()].sort((a, b) => a - b)) {
      const stations = this.#networks.get(network)!
      for (const mac of [...stations.keys()].sort(compareText)) yield [network, mac, stations.get(mac)!]
    }
  }
}
