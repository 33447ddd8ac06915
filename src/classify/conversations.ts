import type { ConversationRow } from '../observe/rows.ts'
import type { Joined } from '../observe/settled.ts'
import type { Cloud } from './cloud.ts'
import { byFirst } from './evidence.ts'
import { GroupedRows } from './grouped-rows.ts'
import { placeIn } from './place-in.ts'

export type Conversation = Joined<ConversationRow>

/** All conversations; each list by first frame. */
export interface Conversations {
  from(source: string, destination: string): readonly Conversation[]
  /** What a MAC sent, on whatever network. */
  by(mac: string): readonly Conversation[]
}

const indexed = new WeakMap<Cloud, Conversations>()

export function conversationsOf(cloud: Cloud): Conversations {
  const known = indexed.get(cloud) ?? indexConversations(cloud)
  indexed.set(cloud, known)
  return known
}

/** The index of MACs is made when it is first asked for: without a VM there is nothing to ask. */
function indexConversations({ settled: { conversations, senders } }: Cloud): Conversations {
  let byMac: GroupedRows<Conversation> | undefined
  return {
    from: (source, destination) => [...conversations.between(source, destination)].sort(byFirst),
    by(mac) {
      byMac ??= new GroupedRows(conversations, senders.macs.length, senders.mac)
      const place = placeIn(senders.macs, mac)
      return place < 0 ? [] : [...byMac.of(place)].sort(byFirst)
    },
  }
}
