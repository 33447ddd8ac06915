import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { GOLDEN } from './capture.ts'
import { capturesIn } from './directory.ts'

/**
 * Has tshark write a golden for every capture in a directory in which it finds a message, beside the capture or below the
 * directory named second: `node dist/test/conformance/regenerate.js DIRECTORY [GOLDENS]`. The goldens here are tshark 4.0.17's.
 */
const ARGUMENTS = ['-n', '-o', 'udp.check_checksum:TRUE', '-T', 'json', '--no-duplicate-keys']
const FILTER = 'icmpv6.type in {133..137} || dhcpv6 || dhcpv6.bulk_leasequery'

const [directory = '.', goldens = directory] = process.argv.slice(2)
const empty = mkdtempSync(join(tmpdir(), 'v6gap-')) // no one's preferences
try {
  for (const name of capturesIn(directory)) {
    const { stdout, status, error } = spawnSync('tshark', [...ARGUMENTS, '-r', join(directory, name), '-Y', FILTER], {
      maxBuffer: 2 ** 30,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8', WIRESHARK_CONFIG_DIR: empty },
    })
    if (error) throw error
    // 2: a capture that ends in damage; what comes before it counts
    if (status !== 0 && status !== 2) console.error(`${name}: tshark ended with ${status}`)
    if (!stdout.includes('_source')) continue
    const golden = join(goldens, name) + GOLDEN
    mkdirSync(dirname(golden), { recursive: true })
    writeFileSync(golden, gzipSync(stdout, { level: 9 }))
  }
} finally {
  rmSync(empty, { recursive: true })
}
