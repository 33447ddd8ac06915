import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { FAULT, theirFault } from './fault.ts'
import { GENERATED, GENERATED_IN_HEADERS } from './generated.ts'
import { type Item, isItem, itemsOf, type Json } from './json.ts'
import { type Tree, treeOf, type Value } from './tree.ts'

/** What tshark found in one frame: see regenerate.ts for the command. */
export interface GoldenFrame {
  readonly number: number
  /** Layer names from the outside in. */
  readonly protocols: readonly string[]
  readonly layers: Item
  /** The Neighbor Discovery or DHCPv6 message the frame carries; none where it only quotes one. */
  readonly message: { readonly protocol: 'icmpv6' | 'dhcpv6'; readonly tree: Tree } | null
  /** tshark stopped inside the frame: at an error of the sender, or at the snap length. */
  readonly stopped: 'malformed' | 'short' | null
}

/**
 * The frames of a golden. It is read octet by octet, a character each: tshark writes octets of names as they are, so that a
 * golden is not always UTF-8.
 */
export function readGolden(path: string): readonly GoldenFrame[] {
  const json: Json = JSON.parse(gunzipSync(readFileSync(path)).toString('latin1'))
  return itemsOf(json).map((frame) => frameOf(inside(frame, '_source', 'layers')))
}

function inside(item: Item, ...names: readonly string[]): Item {
  return names.reduce<Item>((of, name) => (isItem(of[name]) ? of[name] : {}), item)
}

function frameOf(layers: Item): GoldenFrame {
  const frame = inside(layers, 'frame')
  return {
    number: Number(frame['frame.number']),
    protocols: String(frame['frame.protocols']).split(':'),
    layers,
    message: messageOf(layers, String(frame['frame.protocols']).split(':')),
    stopped: '_ws.malformed' in layers ? 'malformed' : '_ws.short' in layers ? 'short' : null,
  }
}

const ND_TYPES: readonly Json[] = ['133', '134', '135', '136', '137']

/** What follows the first ICMPv6 layer is quoted by it. */
function messageOf(layers: Item, protocols: readonly string[]): GoldenFrame['message'] {
  const protocol = protocols.find((name) => name === 'icmpv6' || name === 'dhcpv6')
  const [layer] = protocol === undefined ? [] : itemsOf(layers[protocol])
  if (layer === undefined || (protocol !== 'icmpv6' && protocol !== 'dhcpv6')) return null
  if (protocol === 'icmpv6' && !ND_TYPES.includes(layer['icmpv6.type']!)) return null
  return { protocol, tree: treeOfLayer(layer) }
}

/** A layer without the fields tshark makes up, its options each with a verdict on it. */
export function treeOfLayer(item: Item, generated = GENERATED): Tree {
  const isOption = 'icmpv6.opt.type' in item || 'dhcpv6.option.type' in item
  return treeOf([
    ...Object.entries(item)
      .filter(([name]) => !generated.some(({ fields }) => fields.test(name)))
      .map(([name, value]) => [name, valuesOf(value, generated)] as const),
    [FAULT, isOption && theirFault(item) ? ['yes'] : []],
  ])
}

/** Trees of which nothing is left are left out too. */
function valuesOf(value: Json, generated: typeof GENERATED): readonly Value[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((each) => valuesOf(each, generated))
  if (!isItem(value)) return [String(value)]
  const tree = treeOfLayer(value, generated)
  return tree.fields.size > 0 ? [tree] : []
}

/** Headers: the layers of these names, each from the outside in. */
export function headersOf({ layers }: GoldenFrame, names: readonly string[]): Tree {
  return treeOf(
    names.map((name) => [name, itemsOf(layers[name]).map((each) => treeOfLayer(each, GENERATED_IN_HEADERS))] as const),
  )
}
