import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { join as joined, PcapngBlocks, text } from '../capture/pcapng-blocks.ts'
import { ethernet, ipv6, octets, ROUTER, ROUTER_MAC, routerAdvertisement, udp, word16, word32 } from '../frames.ts'
import { type Ran, runMain } from './run-main.ts'

const HOSTILE = suite<{ readonly directory: string }>('text from packets, files and recorders, wherever it is shown', {
  directory: '',
})

HOSTILE.before.each((context) => {
  Object.assign(context, { directory: mkdtempSync(join(tmpdir(), 'v6gap-')) })
})
HOSTILE.after.each(({ directory }) => rmSync(directory, { recursive: true }))

/** What could move a cursor, begin a sequence, end a line, reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u

const TEXTS = {
  'an ANSI sequence': text('a\x1b[2J\x1b]0;owned\x07b'),
  'control characters': text('a\x00\x08\x7f\r\nb\t'),
  'a bidirectional override': text('a\u202egnp.exe\u2066b'),
  'C1 controls': text('a\u009b2Jb\u0085'),
  'line separators': text('a\u2028b\u2029c'),
  'what is shown as nothing': text('a\u200b\u00ad\ufeff\u{e0041}b'),
  'invalid UTF-8': Uint8Array.of(0x61, 0xff, 0xc0, 0x80, 0x1b, 0x5b, 0x41),
  'a lone surrogate, encoded': Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x0a),
  'JSON of its own': text('","kind":"forged","x":"\n{"kind":"forged"}\n'),
  backslashes: text('\\u{1b}\\n\\'),
} as const

function option(code: number, content: Uint8Array): Uint8Array {
  return octets(word16(code), word16(content.length), content)
}

/** As one label of a domain name. */
function name(label: Uint8Array): Uint8Array {
  return octets([label.length], label, [0])
}

/** A REPLY with `wild` in every option that holds text, or names, or may be shown as such. */
function reply(wild: Uint8Array): Uint8Array {
  const item = octets(word16(wild.length), wild)
  const message = octets(
    [7, 1, 2, 3],
    option(13, octets([0, 5], wild)), //              status message
    option(15, item), //                              user class
    option(16, octets(word32(9), item)), //           vendor class
    option(17, octets(word32(9), option(1, wild))), // vendor options
    option(18, wild), //                              interface id
    option(24, name(wild)), //                        domain list
    option(37, octets(word32(9), wild)), //           remote id
    option(38, wild), //                              subscriber id
    option(39, octets([1], name(wild))), //           FQDN
    option(41, wild), //                              POSIX time zone
    option(42, wild), //                              TZDB time zone
    option(56, octets(word16(3), word16(wild.length + 2), name(wild))), // NTP server
    option(59, wild), //                              boot file URL
    option(60, item), //                              boot file parameters
    option(64, name(wild)), //                        AFTR
    option(103, wild), //                             captive portal
    option(112, wild), //                             MUD URL
    option(0xfffe, wild),
  )
  return ipv6(ROUTER, 'fe80::2', 17, udp(547, 546, message), 64)
}

/** An RA with `wild` in its DNSSL and captive portal options. */
function advertisement(wild: Uint8Array): Uint8Array {
  const nd = (type: number, content: Uint8Array) => {
    const length = Math.ceil((content.length + 2) / 8)
    return octets([type, length], content, new Uint8Array(length * 8 - content.length - 2))
  }
  const options = octets(nd(31, octets(word16(0), word32(600), name(wild))), nd(37, wild))
  return ipv6(ROUTER, 'ff02::1', 58, octets(routerAdvertisement().subarray(40), options), 255)
}

/** A pcapng whose recorder, interface and packets are all named so. */
function capture(wild: Uint8Array): Uint8Array {
  const { section, description, enhanced, option: recorded } = bound(new PcapngBlocks(true))
  const frame = (packet: Uint8Array) => ethernet('fa:16:3e:00:00:02', ROUTER_MAC, 0x86dd, packet)
  const ticks = 1_767_225_600_000_000n
  return joined(
    section(recorded(1, wild), recorded(2, wild), recorded(4, wild)), // comment, hardware, application
    description(1, 0, recorded(1, wild), recorded(2, wild), recorded(3, wild)), // comment, name, description
    enhanced(0, ticks, frame(reply(wild)), undefined, recorded(1, wild)),
    enhanced(0, ticks + 1n, frame(advertisement(wild)), undefined, recorded(1, wild)),
  )
}

function bound(blocks: PcapngBlocks) {
  return {
    section: blocks.section.bind(blocks),
    description: blocks.description.bind(blocks),
    enhanced: blocks.enhanced.bind(blocks),
    option: blocks.option.bind(blocks),
  }
}

/** Line by line nothing unsafe; colours, where there are any, are ours. */
function assertSafe({ out, err }: Ran, what: string): void {
  for (const line of [...out.split('\n'), ...err.split('\n')]) {
    assert.is(UNSAFE.exec(line)?.[0].codePointAt(0), undefined, `${what}: ${JSON.stringify(line)}`)
  }
}

/** Every string in a JSON value. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text itself, or where it is none its octets in hex. */
function exactText(wild: Uint8Array): string {
  try {
    return UTF8.decode(wild)
  } catch {
    return Buffer.from(wild).toString('hex')
  }
}

for (const [what, wild] of Object.entries(TEXTS)) {
  HOSTILE(`${what}: decode shows it in characters that are safe, and JSON keeps its value`, async ({ directory }) => {
    const path = join(directory, 'tap0.pcapng')
    writeFileSync(path, capture(wild))
    const json = await runMain(['decode', path])
    assertSafe(json, 'ndjson')
    const lines = json.out.trimEnd().split('\n')
    assert.is(lines.length, 2)
    const [first, second] = lines.map((line) => JSON.parse(line))
    assert.equal([first.kind, second.kind], ['reply', 'router-advertisement'])
    const exact = exactText(wild)
    const told = stringsIn(first.options).filter((each) => each === exact).length
    assert.ok(told >= 7, `${told} of the texts are told as they were sent`)
    assert.ok(stringsIn(second.options).some((each) => each.startsWith(exact.replace(/\0+$/, ''))))
    const people = await runMain(['decode', path, '--format', 'text'])
    assertSafe(people, 'text')
    assert.is(people.out.split('\n').length, 3)
  })

  HOSTILE(`${what}: analyze and verify-ra show it in characters that are safe`, async ({ directory }) => {
    const path = join(directory, 'tap0.pcapng')
    writeFileSync(path, capture(wild))
    for (const command of ['analyze', 'verify-ra']) {
      for (const format of ['table', 'json']) {
        const ran = await runMain([command, path, '--format', format])
        assert.ok(ran.out.length > 100, `${command} --format ${format}: ${ran.err}`)
        assertSafe(ran, `${command} --format ${format}`)
      }
    }
  })
}

const FILE_NAMES = ['a\x1b[2Jb', 'a\nb', 'a\u202eb', 'a\u2028b', '"a', 'a\\u{1b}b'] as const

for (const fileName of FILE_NAMES) {
  HOSTILE(`a file named ${JSON.stringify(fileName)}: shown safely, opened by its name`, async ({ directory }) => {
    mkdirSync(join(directory, fileName))
    const path = join(directory, fileName, `${fileName}.pcapng`)
    writeFileSync(path, capture(text('plain')))
    writeFileSync(join(directory, fileName, `${fileName}.txt`), 'no capture')
    for (const argv of [
      ['decode', directory],
      ['decode', directory, '--format', 'text'],
      ['decode', path, join(directory, fileName, `${fileName}.txt`)],
      ['analyze', directory],
      ['analyze', directory, '--format', 'json'],
      ['analyze', join(directory, fileName, 'gone')],
      ['decode', path, '--output', join(directory, fileName, 'gone', 'x')],
    ]) {
      assertSafe(await runMain(argv), argv.join(' '))
    }
    const [first] = (await runMain(['decode', directory])).out.split('\n')
    assert.is(JSON.parse(first!).capture, join(fileName, `${fileName}.pcapng`))
  })
}

HOSTILE('no name from a packet or a recorder becomes the name of a file', async ({ directory }) => {
  const path = join(directory, 'tap0.pcapng')
  writeFileSync(path, capture(text('../../escaped')))
  const output = join(directory, 'out')
  await runMain(['decode', path, '--output', output])
  assert.equal(readdirSync(directory).sort(), ['out', 'tap0.pcapng'])
  assertSafe({ code: 0, out: readFileSync(output, 'utf8'), err: '' }, '--output')
})

HOSTILE.run()
