import { hexText } from '../address.ts'
import { u32 } from '../octets.ts'
import { type Duid, decodeDuid } from './duid.ts'
import type { OptionData, OptionOf } from './option-reader.ts'

/** RFC 8415 §21.2 and §21.3; RFC 5460 §5.4.1 for the relay's. */
export interface DuidOption extends OptionOf<'client-id' | 'server-id' | 'relay-id'> {
  readonly duid: Duid
}

export function readDuid<Kind extends DuidOption['kind']>(data: OptionData<Kind>): DuidOption {
  const { kind, code, octets, at, end } = data
  return { kind, code, duid: decodeDuid(octets, at, end) }
}

/** RFC 8415 §21.18: the relay's own name for an interface. */
export interface InterfaceIdOption extends OptionOf<'interface-id'> {
  readonly interfaceId: string
}

export function readInterfaceId({ kind, code, octets, at, end }: OptionData<'interface-id'>): InterfaceIdOption {
  return { kind, code, interfaceId: hexText(octets, at, end) }
}

// RFC 4649 §3, octets of the content:
//  |                       enterprise-number                       |
//  |  remote-id ...
const REMOTE_ENTERPRISE_NUMBER = 0
export const REMOTE_ID = 4

/** RFC 4649 §3. */
export interface RemoteIdOption extends OptionOf<'remote-id'> {
  readonly enterpriseNumber: number
  readonly remoteId: string
}

export function readRemoteId({ kind, code, octets, at, end }: OptionData<'remote-id'>): RemoteIdOption {
  const enterpriseNumber = u32(octets, at + REMOTE_ENTERPRISE_NUMBER)
  return { kind, code, enterpriseNumber, remoteId: hexText(octets, at + REMOTE_ID, end) }
}
