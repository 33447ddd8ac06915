import { createHash } from 'node:crypto'

/**
 * Names to numbers, the same for the same seed. Everything is derived from a label, and from the order of calls only
 * where two labels collide: a scenario that adds a network leaves the ids of the others as they were.
 */
export class Seed {
  readonly value: number
  readonly #taken = new Map<string, Set<number>>()

  constructor(value: number) {
    this.value = value
  }

  octets(label: string): Buffer {
    return createHash('sha256').update(`${this.value}/${label}`).digest()
  }

  /** A number from `low` to `high`, both included. */
  between(label: string, low: number, high: number): number {
    return low + (this.octets(label).readUIntBE(0, 6) % (high - low + 1))
  }

  /** As `between`, and never the same number twice in one `pool`. */
  distinct(pool: string, label: string, low: number, high: number): number {
    const taken = this.#taken.get(pool) ?? new Set<number>()
    this.#taken.set(pool, taken)
    for (let attempt = 0; attempt < 1000; attempt++) {
      const number = this.between(`${pool}/${label}/${attempt}`, low, high)
      if (taken.has(number)) continue
      taken.add(number)
      return number
    }
    throw new Error(`no free number left in ${pool}`)
  }

  pick<T>(label: string, choices: readonly T[]): T {
    return choices[this.between(label, 0, choices.length - 1)]!
  }

  /** A version 4 UUID by its looks. */
  uuid(label: string): string {
    const octets = this.octets(`uuid/${label}`)
    octets[6] = (octets[6]! & 0x0f) | 0x40
    octets[8] = (octets[8]! & 0x3f) | 0x80
    return octets.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** A project id is a UUID without hyphens, as Keystone writes it. */
  projectId(label: string): string {
    return this.uuid(`project/${label}`).replaceAll('-', '')
  }

  /** A MAC address under a three-octet prefix such as `fa:16:3e`, distinct under that prefix. */
  mac(prefix: string, label: string): string {
    const tail = this.distinct(`mac/${prefix}`, label, 0, 0xffffff).toString(16).padStart(6, '0')
    return `${prefix}:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4)}`
  }
}
