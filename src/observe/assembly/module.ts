import { clearHeard } from './heard.ts'
import { clearKnown } from './known-conversations.ts'
import { clearLinks } from './links.ts'
import { clearLatest } from './plain-frames.ts'
import { clearMessages } from './plain-messages.ts'

// What the compiled module offers: `../compiled-module.ts` uses all of it.

export { forget, hearAll, joinEntries, known, tellRows } from './known-conversations'
export {
  ADDRESSES,
  AT,
  CONVERSATIONS,
  DHCPV6_TYPES,
  END,
  ENTRIES,
  ENTRY,
  HEARD,
  IFACE,
  MOST_DHCPV6_TYPES,
  MOST_KNOWN,
  MOST_LINKS,
  MOST_ND_TYPES,
  NANOSECOND,
  ND_TYPES,
  NOTED,
  OCTETS,
  OCTETS_ROOM,
  OFFSET,
  ORIGINAL_LENGTH,
  PASSED,
  SECOND,
  STATIONS,
  TABLES,
  THRESHOLDS,
  TUNNELS,
  WAITING,
} from './layout'
export { addSpecialPort, addTunnelPort, linkEthernet, linkOther } from './links'
export { pass, passBlocks, passRecords } from './passing'
export { addInterface, beginSection } from './pcapng-blocks'
export { read } from './plain-frames'

/** As new, for frames of another capture; it is told of its links and ports again. */
export function reset(): void {
  clearKnown()
  clearLatest()
  clearHeard()
  clearLinks()
  clearMessages()
}
