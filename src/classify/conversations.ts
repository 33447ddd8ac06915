import type { ConversationRow } from '../observe/rows.ts'
import type { Joined } from '../observe/settled.ts'
import type { Cloud, Station } from './cloud.ts'
import { strangersWith } from './strangers.ts'

export type Conversation = Joined<ConversationRow>

/**
 * What stations sent, by first frame; with an inventory, which may tell where it belongs, also what their MACs sent where the network
 * is unknown.
 */
export function conversationsOf(cloud: Cloud, stations: readonly Station[]): readonly Conversation[] {
  if (cloud.settled.conversations.length === 0) return []
  const macs = new Set(cloud.lookup === null ? [] : stations.map(({ mac }) => mac))
  const strangers = [...macs].flatMap((mac) => strangersWith(cloud, mac))
  return cloud.settled.conversations.of([...cloud.stations.sendersOf(stations), ...strangers])
}
