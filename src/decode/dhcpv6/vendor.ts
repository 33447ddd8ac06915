import { hexText } from '../address.ts'
import type { Malformed, MalformedOption } from '../malformed.ts'
import { u32 } from '../octets.ts'
import { readOpaqueList } from './opaque-list.ts'
import type { OptionData, OptionOf } from './option-reader.ts'
import { type OptionVisitor, type StopReason, stoppedOption, walkOptions } from './walk.ts'

/** RFC 8415 §21.15. Each instance of user class data is opaque: hex. */
export interface UserClassOption extends OptionOf<'user-class'> {
  readonly userClassData: readonly string[]
}

export function readUserClass({ kind, code, octets, at, end }: OptionData<'user-class'>): UserClassOption | Malformed {
  const userClassData = readOpaqueList(kind, octets, at, end, hexText)
  return 'kind' in userClassData ? userClassData : { kind, code, userClassData: userClassData.items }
}

// RFC 8415 §21.16 Vendor Class and §21.17 Vendor-specific Information, octets of the content:
//  |                       enterprise-number                       |
//  |  vendor-class-data, vendor-option-data ...
const ENTERPRISE_NUMBER = 0
export const VENDOR_DATA = 4

/** RFC 8415 §21.16. */
export interface VendorClassOption extends OptionOf<'vendor-class'> {
  readonly enterpriseNumber: number
  readonly vendorClassData: readonly string[]
}

export function readVendorClass(data: OptionData<'vendor-class'>): VendorClassOption | Malformed {
  const { kind, code, octets, at, end } = data
  const list = readOpaqueList(kind, octets, at + VENDOR_DATA, end, hexText)
  if ('kind' in list) return list
  return { kind, code, enterpriseNumber: u32(octets, at + ENTERPRISE_NUMBER), vendorClassData: list.items }
}

/** An option whose meaning only its vendor knows. */
export interface VendorSpecificOption {
  readonly kind: 'vendor-specific'
  readonly code: number
  readonly octets: string
}

/** RFC 8415 §21.17. */
export interface VendorOptsOption extends OptionOf<'vendor-opts'> {
  readonly enterpriseNumber: number
  readonly vendorOptions: readonly (VendorSpecificOption | MalformedOption)[]
}

export function readVendorOpts({ kind, code, octets, at, end }: OptionData<'vendor-opts'>): VendorOptsOption {
  const visitor = new VendorOptionCollector(octets)
  walkOptions(octets, at + VENDOR_DATA, end, end, 0, visitor)
  return { kind, code, enterpriseNumber: u32(octets, at + ENTERPRISE_NUMBER), vendorOptions: visitor.collected }
}

class VendorOptionCollector implements OptionVisitor {
  readonly collected: (VendorSpecificOption | MalformedOption)[] = []
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  option(code: number, at: number, end: number): void {
    this.collected.push({ kind: 'vendor-specific', code, octets: hexText(this.#octets, at, end) })
  }

  stopped(reason: StopReason, at: number, end: number, sentEnd: number): void {
    this.collected.push(stoppedOption('vendor-specific', this.#octets, reason, at, end, sentEnd))
  }
}
