import { parentPort } from 'node:worker_threads'
import { type ChunkProducer, ChunkSource } from './octet-source.ts'
import { ZstdInflation } from './zstd.ts'
import type { FromInflater, ToInflater } from './zstd-messages.ts'

/** The thread that inflates what `ZstdAhead` sends it, into buffers that it is given: without one it waits. */

const port = parentPort! // this is what a worker starts with
const pieces: Uint8Array[] = []
const buffers: ArrayBuffer[] = []
let wake = () => {}
port.on('message', (message: ToInflater) => {
  if ('piece' in message) pieces.push(message.piece)
  else buffers.push(message.buffer)
  wake()
})

let filling: Uint8Array<ArrayBuffer> | null = null
let fill = 0

const stored: ChunkProducer = {
  stored: 0,
  failure: null,
  close: () => {},
  async next() {
    if (pieces.length === 0) flush() // who waits for more octets has given all it got from those before
    const piece = await first(pieces)
    tell({ kind: 'began' })
    return piece.length === 0 ? null : piece
  },
}

void inflateAll()

async function inflateAll(): Promise<void> {
  const inflation = new ZstdInflation(new ChunkSource(stored))
  for (let chunk = await inflation.next(); chunk !== null; chunk = await inflation.next()) await fillIn(chunk)
  flush()
  tell({ kind: 'end', failure: inflation.failure })
}

async function fillIn(chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    filling ??= new Uint8Array(await first(buffers))
    const some = chunk.subarray(at, at + filling.length - fill)
    filling.set(some, fill)
    fill += some.length
    at += some.length
    if (fill === filling.length) flush()
  }
}

function flush(): void {
  if (filling === null || fill === 0) return
  tell({ kind: 'inflated', octets: filling.subarray(0, fill) }, [filling.buffer])
  filling = null
  fill = 0
}

function tell(message: FromInflater, moved: ArrayBuffer[] = []): void {
  port.postMessage(message, moved)
}

/** The first of a list, once there is one. */
async function first<Item>(list: Item[]): Promise<Item> {
  for (;;) {
    const item = list.shift()
    if (item !== undefined) return item
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}
