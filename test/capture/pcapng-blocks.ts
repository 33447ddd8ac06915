/** Blocks of a pcapng, laid down field by field in either byte order. */
export class PcapngBlocks {
  readonly little: boolean

  constructor(little: boolean) {
    this.little = little
  }

  u16(value: number): Uint8Array {
    const octets = new Uint8Array(2)
    new DataView(octets.buffer).setUint16(0, value, this.little)
    return octets
  }

  u32(value: number): Uint8Array {
    const octets = new Uint8Array(4)
    new DataView(octets.buffer).setUint32(0, value, this.little)
    return octets
  }

  u64(value: bigint): Uint8Array {
    const octets = new Uint8Array(8)
    new DataView(octets.buffer).setBigInt64(0, value, this.little)
    return octets
  }

  /** Any block: type, length, body padded to 32 bits, length. */
  block(type: number, ...body: readonly Uint8Array[]): Uint8Array {
    const padded = pad(join(...body))
    const length = this.u32(12 + padded.length)
    return join(this.u32(type), length, padded, length)
  }

  option(code: number, value: Uint8Array): Uint8Array {
    return join(this.u16(code), this.u16(value.length), pad(value))
  }

  /** Section Header Block of version 1.0 and unknown section length. */
  section(...options: readonly Uint8Array[]): Uint8Array {
    return this.block(0x0a0d0d0a, this.u32(0x1a2b3c4d), this.u16(1), this.u16(0), this.u64(-1n), ...options)
  }

  description(linkType: number, snaplen: number, ...options: readonly Uint8Array[]): Uint8Array {
    return this.block(1, this.u16(linkType), this.u16(0), this.u32(snaplen), ...options)
  }

  enhanced(iface: number, ticks: bigint, data: Uint8Array, original = data.length, ...options: readonly Uint8Array[]) {
    const lengths = join(this.u32(data.length), this.u32(original))
    return this.block(6, this.u32(iface), this.ticks(ticks), lengths, pad(data), ...options)
  }

  obsolete(iface: number, drops: number, ticks: bigint, data: Uint8Array): Uint8Array {
    const lengths = join(this.u32(data.length), this.u32(data.length))
    return this.block(2, this.u16(iface), this.u16(drops), this.ticks(ticks), lengths, data)
  }

  simple(original: number, data: Uint8Array): Uint8Array {
    return this.block(3, this.u32(original), data)
  }

  statistics(iface: number, ...options: readonly Uint8Array[]): Uint8Array {
    return this.block(5, this.u32(iface), this.ticks(0n), ...options)
  }

  /** Upper and lower 32 bits, in this order whatever the byte order. */
  ticks(value: bigint): Uint8Array {
    return join(this.u32(Number(value >> 32n)), this.u32(Number(value & 0xffffffffn)))
  }
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function pad(octets: Uint8Array): Uint8Array {
  return join(octets, new Uint8Array(-octets.length & 3))
}
