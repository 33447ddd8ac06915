/** A classic pcap (little endian, microseconds, Ethernet) of router solicitations a second apart. */
export function smallCapture(frames: number): Uint8Array {
  const frame = Buffer.from(
    '333300000002' + // all routers, RFC 2464 §7
      'fa163e000001' +
      '86dd' +
      '6000000000083aff' + // IPv6, 8 octets of ICMPv6, hop limit 255
      'fe80000000000000f8163efffe000001' +
      'ff020000000000000000000000000002' +
      '8500481f00000000', // router solicitation, RFC 4861 §4.1
    'hex',
  )
  const header = Buffer.from('d4c3b2a102000400000000000000000000000400' + '01000000', 'hex')
  const records = Array.from({ length: frames }, (_, index) => {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(1_767_225_600 + index, 0)
    record.writeUInt32LE(frame.length, 8)
    record.writeUInt32LE(frame.length, 12)
    return Buffer.concat([record, frame])
  })
  return Buffer.concat([header, ...records])
}
