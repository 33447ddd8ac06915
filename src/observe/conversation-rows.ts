import { UNTAGGED, VLAN } from '../decode/segment-number.ts'
import { finished, mixed, mixedWords } from './key-hash.ts'
import { HAS_MAC } from './key-numbers.ts'
import {
  KEY_ADDRESSES,
  KEY_DESTINATION_MAC,
  KEY_ID,
  KEY_SHAPE,
  KEY_SOURCE_MAC,
  KEY_TUNNEL,
  SHAPE_HOP_LIMIT,
  SHAPE_INNER_VLAN,
  SHAPE_INNER_VLAN_MASK,
  SHAPE_IPV4,
  SHAPE_SEGMENT,
  SHAPE_SEGMENT_MASK,
} from './plain-key.ts'
import { LINK_WORDS, NO_INTERFACE_INDEX, PLACE_WORDS, SOURCE_WORDS, segmentWord } from './row-key.ts'
import type { Tally } from './tally.ts'

const NO_ID = -1
const NO_INNER_VLAN = -1
const LONGEST_KEY = LINK_WORDS + 1 + 2 * 4

/**
 * Adds what was counted under keys of plain packets (`plain-key.ts`) to the rows that reading their headers would have found: of
 * their conversation and of the tunnel around them.
 */
export class ConversationRows {
  readonly #tally: Tally
  readonly #words = new Uint32Array(LONGEST_KEY)

  constructor(tally: Tally) {
    this.#tally = tally
  }

  /**
   * @param place of the interface, as a key's first word
   * @param at where in `keys` the key begins
   * @param numbers of a row
   */
  add(place: number, keys: DataView, at: number, numbers: Float64Array): void {
    const words = this.#words
    const shape = keys.getInt32(at + KEY_SHAPE, true)
    const segment = (shape >> SHAPE_SEGMENT) & SHAPE_SEGMENT_MASK
    const innerVlan = (shape >> SHAPE_INNER_VLAN) & SHAPE_INNER_VLAN_MASK || NO_INNER_VLAN
    const id = segment === UNTAGGED ? NO_ID : keys.getUint32(at + KEY_ID, true)
    words[0] = place
    words[1] = NO_INTERFACE_INDEX
    words[2] = segmentWord(segment, innerVlan, NO_INNER_VLAN, id)
    words[3] = id
    const placeHash = mixedWords(0, words, 0, PLACE_WORDS)
    if (segment !== UNTAGGED && segment !== VLAN) this.#addTunnel(placeHash, keys, at + KEY_TUNNEL, numbers)
    this.#writeMac(PLACE_WORDS, keys, at + KEY_SOURCE_MAC)
    this.#writeMac(SOURCE_WORDS, keys, at + KEY_DESTINATION_MAC)
    const version = shape & SHAPE_IPV4 ? 4 : 6
    words[LINK_WORDS] = (shape & SHAPE_HOP_LIMIT) | (version << 8)
    const linkHash = mixed(mixedWords(placeHash, words, PLACE_WORDS, LINK_WORDS), words[LINK_WORDS]!)
    const length = LINK_WORDS + 1 + (version === 4 ? 2 : 8)
    for (let word = LINK_WORDS + 1; word < length; word++) {
      words[word] = keys.getInt32(at + KEY_ADDRESSES + 4 * (word - LINK_WORDS - 1))
    }
    const hash = version === 4 ? this.#mixedAddresses(linkHash) : mixedWords(linkHash, words, LINK_WORDS + 1, length)
    this.#tally.addConversation(finished(hash), words, length, numbers)
  }

  /** The tunnel between two IPv4 addresses; the first words say where. */
  #addTunnel(placeHash: number, keys: DataView, at: number, numbers: Float64Array): void {
    const words = this.#words
    words[PLACE_WORDS] = 4
    words[PLACE_WORDS + 1] = keys.getInt32(at)
    words[PLACE_WORDS + 2] = keys.getInt32(at + 4)
    let hash = placeHash
    for (let word = PLACE_WORDS; word < PLACE_WORDS + 3; word++) hash = mixed(hash, words[word]!)
    this.#tally.tunnels.absorb(finished(hash), words, PLACE_WORDS + 3, numbers, 0)
  }

  #writeMac(word: number, keys: DataView, at: number): void {
    this.#words[word] = HAS_MAC | keys.getUint16(at)
    this.#words[word + 1] = keys.getInt32(at + 2)
  }

  /** IPv4 addresses are hashed one by one. */
  #mixedAddresses(hash: number): number {
    return mixed(mixed(hash, this.#words[LINK_WORDS + 1]!), this.#words[LINK_WORDS + 2]!)
  }
}
