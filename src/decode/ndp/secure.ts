import { hexText, ipv6Text } from '../address.ts'
import { type Malformed, malformed } from '../malformed.ts'
import { u16, u48 } from '../octets.ts'
import type { NdpOptionData, NdpOptionOf } from './option-reader.ts'
import { trailing, type WithTrailing } from './trailing.ts'
import { OPTION_FIELDS } from './walk.ts'

// RFC 3971 §5.1:
//  |     Type      |    Length     |  Pad Length   |   Reserved    |
//  |  CGA Parameters ...  |  Padding ...
const PAD_LENGTH = 2
const CGA_RESERVED = 3
const CGA_PARAMETERS = 4
// CGA Parameters, RFC 3972 §3: modifier (16), subnet prefix (8), collision count (1), public key, extension fields.
const SUBNET_PREFIX = 16
const COLLISION_COUNT = 24
const PUBLIC_KEY = 25
export const CGA_LENGTH = CGA_PARAMETERS + PUBLIC_KEY

/** RFC 3971 §5.1. */
export interface CgaOption extends NdpOptionOf<'cga'> {
  readonly padLength: number
  readonly reserved: number
  readonly modifier: string
  readonly subnetPrefix: string
  readonly collisionCount: number
  /** The DER-encoded key and the extension fields that may follow it. */
  readonly publicKey: string
  readonly padding: string
}

export function readCga(data: NdpOptionData<'cga'>): CgaOption | Malformed {
  const { kind, type, length, octets, at, end } = data
  const padLength = octets[at + PAD_LENGTH]!
  const parametersEnd = end - padLength
  if (parametersEnd - at < CGA_LENGTH) return malformed(kind, 'overrun', at, CGA_LENGTH + padLength, end - at)
  const parameters = at + CGA_PARAMETERS
  return {
    kind,
    type,
    length,
    padLength,
    reserved: octets[at + CGA_RESERVED]!,
    modifier: hexText(octets, parameters, parameters + SUBNET_PREFIX),
    subnetPrefix: subnetPrefixText(octets, parameters + SUBNET_PREFIX),
    collisionCount: octets[parameters + COLLISION_COUNT]!,
    publicKey: hexText(octets, parameters + PUBLIC_KEY, parametersEnd),
    padding: hexText(octets, parametersEnd, end),
  }
}

/** The upper 64 bits of an address. */
function subnetPrefixText(octets: Uint8Array, at: number): string {
  const prefix = new Uint8Array(16)
  prefix.set(octets.subarray(at, at + 8))
  return ipv6Text(prefix, 0)
}

// RFC 3971 §5.2:
//  |     Type      |    Length     |           Reserved            |
//  |                          Key Hash (16)                        |
//  |  Digital Signature ...  |  Padding ...
const RSA_RESERVED = 2
const KEY_HASH = 4
const DIGITAL_SIGNATURE = 20
export const RSA_LENGTH = DIGITAL_SIGNATURE

/** RFC 3971 §5.2. */
export interface RsaSignatureOption extends NdpOptionOf<'rsa-signature'> {
  readonly reserved: number
  readonly keyHash: string
  /** With its padding: only who knows the key can tell where it ends. */
  readonly digitalSignature: string
}

export function readRsaSignature(data: NdpOptionData<'rsa-signature'>): RsaSignatureOption {
  const { kind, type, length, octets, at, end } = data
  return {
    kind,
    type,
    length,
    reserved: u16(octets, at + RSA_RESERVED),
    keyHash: hexText(octets, at + KEY_HASH, at + DIGITAL_SIGNATURE),
    digitalSignature: hexText(octets, at + DIGITAL_SIGNATURE, end),
  }
}

// RFC 3971 §5.3.1:
//  |     Type      |    Length     |          Reserved (6)         |
//  |         Timestamp: 48 bits of seconds, 16 bits of 1/65536 s   |
const TIMESTAMP_RESERVED = 2
const TIMESTAMP = 8
const TIMESTAMP_FRACTION = 14
export const TIMESTAMP_LENGTH = 16

/** RFC 3971 §5.3.1. */
export interface TimestampOption extends NdpOptionOf<'timestamp'>, WithTrailing {
  readonly reserved: string
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  readonly timestampS: number
  /** 1/65536 seconds after that. */
  readonly timestampFraction: number
}

export function readTimestamp(data: NdpOptionData<'timestamp'>): TimestampOption {
  const { kind, type, length, octets, at } = data
  return {
    kind,
    type,
    length,
    reserved: hexText(octets, at + TIMESTAMP_RESERVED, at + TIMESTAMP),
    timestampS: u48(octets, at + TIMESTAMP),
    timestampFraction: u16(octets, at + TIMESTAMP_FRACTION),
    ...trailing(data, TIMESTAMP_LENGTH),
  }
}

/** RFC 3971 §5.3.2; RFC 7527 sends it with DAD probes. */
export interface NonceOption extends NdpOptionOf<'nonce'> {
  readonly nonce: string
}

export function readNonce({ kind, type, length, octets, at, end }: NdpOptionData<'nonce'>): NonceOption {
  return { kind, type, length, nonce: hexText(octets, at + OPTION_FIELDS, end) }
}
