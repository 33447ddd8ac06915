import type { ConversationRow } from '../observe/rows.ts'
import type { Joined } from '../observe/settled.ts'
import type { Cloud } from './cloud.ts'
import { byFirst } from './evidence.ts'
import { Paired } from './paired.ts'

export type Conversation = Joined<ConversationRow>

/** All conversations, each list by first frame. */
export interface Conversations {
  readonly rows: readonly Conversation[]
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

/** Each index is made when first asked for: without a VM there is nothing to ask. */
function indexConversations(cloud: Cloud): Conversations {
  const rows = [...cloud.settled.conversations].sort(byFirst)
  let bySource: Paired<string, Conversation> | undefined
  let byMac: ReadonlyMap<string, readonly Conversation[]> | undefined
  return {
    rows,
    from(source, destination) {
      bySource ??= bySourceOf(rows)
      return bySource.get(source, destination)
    },
    by(mac) {
      byMac ??= byMacOf(rows)
      return byMac.get(mac) ?? []
    },
  }
}

function bySourceOf(rows: readonly Conversation[]): Paired<string, Conversation> {
  const found = new Paired<string, Conversation>(({ destination }) => destination)
  for (const row of rows) found.add(row.source, row)
  return found
}

function byMacOf(rows: readonly Conversation[]): ReadonlyMap<string, readonly Conversation[]> {
  const found = new Map<string, Conversation[]>()
  for (const row of rows) {
    const known = found.get(row.linkSource)
    if (known === undefined) found.set(row.linkSource, [row])
    else known.push(row)
  }
  return found
}
