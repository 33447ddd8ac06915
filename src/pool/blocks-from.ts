import { on } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { RecordBlock } from '../capture/record-block.ts'
import type { ToTaker } from './task.ts'

/** The blocks that come to a thread; it has read one when it asks for the next. */
export async function* blocksFrom(port: MessagePort): AsyncGenerator<RecordBlock> {
  const messages = on(port, 'message')
  port.postMessage(null)
  for await (const [message] of messages) {
    const block = message as ToTaker // what `StreamThreads` sends
    if (block === null) break
    yield block
    port.postMessage(block.octets.buffer, [block.octets.buffer])
  }
}
