import type { ConversationRow } from '../observe/rows.ts'
import type { Joined } from '../observe/settled.ts'
import type { Cloud } from './cloud.ts'
import { sendersOfMac } from './senders-by-mac.ts'

export type Conversation = Joined<ConversationRow>

/** All conversations; each list by first frame. */
export interface Conversations {
  from(source: string, destination: string): readonly Conversation[]
  /** What a MAC sent, on whatever network. */
  by(mac: string): readonly Conversation[]
}

export function conversationsOf(cloud: Cloud): Conversations {
  const { conversations } = cloud.settled
  return {
    from: (source, destination) => conversations.between(source, destination),
    by: (mac) => conversations.of(sendersOfMac(cloud, mac)),
  }
}
