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

  values(): readonly Value[] {
    return [...this.#networks.values()].flatMap((stations) => [...stations.values()])
  }
}
