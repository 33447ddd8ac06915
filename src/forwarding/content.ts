import type { JoinedNd } from '../observe/settled.ts'
import { withoutChecksum } from './alteration.ts'

/** Whole messages of like addresses and length that a cut one is compared with: a flood has thousands. */
const MOST_ALIKE = 64

/** Messages of one content, told apart by number. */
export class Contents {
  readonly #whole = new Map<string, number>()
  readonly #cut = new Map<string, number>()
  /** Contents that came whole, by what they share with any copy a snaplen cut. */
  readonly #byHead = new Map<string, { readonly octets: string; readonly content: number }[]>()
  readonly #known = new Map<JoinedNd, number>()
  #count = 0

  /** Whole messages are to be told first: a cut one is taken for the first whole one that begins as it does. */
  numberOf(row: JoinedNd): number {
    const known = this.#known.get(row)
    if (known !== undefined) return known
    const octets = withoutChecksum(row.octets)
    const head = headOf(row)
    const content = isCut(row) ? this.#ofCut(head, octets) : this.#ofWhole(head, octets)
    this.#known.set(row, content)
    return content
  }

  #ofWhole(head: string, octets: string): number {
    const key = `${head} ${octets}`
    const known = this.#whole.get(key)
    if (known !== undefined) return known
    const content = this.#count++
    this.#whole.set(key, content)
    const alike = this.#byHead.get(head) ?? []
    this.#byHead.set(head, alike)
    if (alike.length < MOST_ALIKE) alike.push({ octets, content })
    return content
  }

  #ofCut(head: string, octets: string): number {
    const key = `${head} ${octets}`
    const known = this.#cut.get(key)
    if (known !== undefined) return known
    const whole = this.#byHead.get(head)?.find((each) => each.octets.startsWith(octets))
    const content = whole?.content ?? this.#count++
    this.#cut.set(key, content)
    return content
  }
}

/** Whether fewer octets were captured, or kept, than sent. */
export function isCut({ octets, length }: JoinedNd): boolean {
  return octets.length < 2 * length
}

/** All but the octets; VLAN tag and Ethernet addresses are set aside. */
function headOf({ source, destination, hopLimit, extensionHeaders, length }: JoinedNd): string {
  return `${source} ${destination} ${hopLimit} ${extensionHeaders} ${length}`
}
