import { CONTAINER_FILES } from './containers.ts'
import { DHCPV6_FILES } from './dhcpv6.ts'
import { HEADER_FILES } from './headers.ts'
import type { HostileFile } from './hostile-file.ts'
import { NEIGHBOR_DISCOVERY_FILES } from './neighbor-discovery.ts'

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...CONTAINER_FILES,
  ...HEADER_FILES,
  ...NEIGHBOR_DISCOVERY_FILES,
  ...DHCPV6_FILES,
]
