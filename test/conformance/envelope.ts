import { type GoldenFrame, headersOf } from './golden.ts'
import { HEADER_LAYERS, headersTree } from './header-table.ts'
import { type Item, isItem, itemsOf } from './json.ts'
import { type Tree, treeOf } from './tree.ts'
import { hex, plain } from './wording.ts'

/** Where and when a message was: a line's time, addresses, headers and checksum, and what tshark's layers say of them. */

export function envelopeTree(line: Item): Tree {
  const [link] = itemsOf(line.link)
  const { checksum } = line
  return treeOf(
    [
      ['frame.time_epoch', line.time === null ? [] : [epochText(String(line.time))]],
      ['source', [plain(line.source!)]],
      ['destination', [plain(line.destination!)]],
      ['hop limit', [plain(line.hopLimit!)]],
      ['link source', link === undefined ? [] : [plain(link.source!)]],
      ['link destination', link?.destination === undefined ? [] : [plain(link.destination)]],
      ['checksum', isItem(checksum) ? [hex(4)(checksum.value!)] : []],
      ['checksum status', isItem(checksum) ? [plain(checksum.status!)] : []],
      [
        'fragments',
        itemsOf(line.fragments)
          .map(({ frame }) => plain(frame!))
          .sort(),
      ],
      ['headers', [headersTree(itemsOf(line.layers))]],
    ],
    line,
  )
}

export function goldenEnvelope(frame: GoldenFrame): Tree {
  const { layers } = frame
  const packet = itemsOf(layers.ipv6).at(-1) ?? {}
  const message = frame.protocols.indexOf(frame.message?.protocol ?? '')
  const link = frame.protocols.slice(0, message).findLastIndex((name) => name === 'eth' || name === 'sll')
  const [ethernet] = frame.protocols[link] === 'eth' ? itemsOf(layers.eth).slice(-1) : []
  const [cooked] = frame.protocols[link] === 'sll' ? itemsOf(layers.sll) : []
  const upper =
    itemsOf(layers[frame.message?.protocol === 'icmpv6' ? 'icmpv6' : 'udp']).at(
      frame.message?.protocol === 'icmpv6' ? 0 : -1,
    ) ?? {}
  const name = frame.message?.protocol === 'icmpv6' ? 'icmpv6' : 'udp'
  const values = (...found: readonly unknown[]) => found.filter((each) => each !== undefined).map(String)
  return treeOf([
    ['frame.time_epoch', values(itemsOf(layers.frame)[0]?.['frame.time_epoch']).filter((time) => time !== '')],
    ['source', values(packet['ipv6.src'])],
    ['destination', values(packet['ipv6.dst'])],
    ['hop limit', values(packet['ipv6.hlim'])],
    ['link source', isTunneled(frame, link) ? [] : values(ethernet?.['eth.src'] ?? cooked?.['sll.src.eth'])],
    ['link destination', isTunneled(frame, link) ? [] : values(ethernet?.['eth.dst'])],
    ['checksum', values(upper[`${name}.checksum`])],
    ['checksum status', values(statusOf(upper, name))],
    ['fragments', fragmentsOf(frame)],
    ['headers', [headersOf(frame, HEADER_LAYERS)]],
  ])
}

/** Whether a tunnel lies between the link layer and the innermost packet: that has no link layer of its own. */
function isTunneled({ protocols, message }: GoldenFrame, link: number): boolean {
  return (
    protocols.slice(link, protocols.indexOf(message?.protocol ?? '')).filter((name) => name === 'ip' || name === 'ipv6')
      .length > 1
  )
}

/** Numbers of the frames a message was put together from. */
function fragmentsOf({ layers }: GoldenFrame): readonly string[] {
  return ['ip', 'ipv6'].flatMap((name) =>
    itemsOf(layers[name])
      .flatMap((layer) => [`${name}.fragments`, `${name}.fragments_tree`].flatMap((key) => itemsOf(layer[key])))
      .flatMap((fragments) => [fragments[`${name}.fragment`] ?? []].flat())
      .map(String)
      .sort(),
  )
}

const STATUS: Readonly<Record<string, string>> = { 0: 'bad', 1: 'good', 2: 'unverified', 3: 'absent', 4: 'absent' }

/** 4 is a checksum of 0 where IPv6 allows none: absent all the same. Of UDP it may stand one tree further in. */
function statusOf(upper: Item, name: string): string | undefined {
  const inside = upper[`${name}.checksum_tree`]
  const status = upper[`${name}.checksum.status`] ?? (isItem(inside) ? inside[`${name}.checksum.status`] : undefined)
  return status === undefined ? undefined : STATUS[String(status)]
}

/** `1600000000.000011000` of an ISO 8601 time with nine decimals. */
function epochText(iso: string): string {
  const [whole, fraction] = iso.replace('Z', '').split('.')
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction}`
}
