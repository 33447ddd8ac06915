import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Spread, spreadOf } from '../../src/bench/spread.ts'

/** Times v6gap beside what else reads captures, on one file, interleaved; whatever is not installed is left out, and said. */

const USAGE = `npm run peers -- FILE.pcap [--rounds N] [--all]

Whole processes, their start included, file in the page cache. --all: tshark on files over 150 MB, too.
`
const SLOW_OCTETS = 150_000_000
const MESSAGES = '(icmp6 and ip6[40] == 134) or (ip6 and udp and (port 546 or port 547))'
const DEBIAN_GO_PACKAGES = '/usr/share/gocode'

interface Contender {
  readonly name: string
  readonly command: readonly string[]
  readonly seconds: number[]
  said: string
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, all: { type: 'boolean', default: false } },
})
const [file] = positionals
if (file === undefined || !existsSync(file)) {
  process.stderr.write(USAGE)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'v6gap-peers-'))
try {
  const contenders = [...ours(file), ...peers(file, folder, values.all)]
  spawnSync('cat', [file], { stdio: 'ignore' }) // into the page cache
  for (let round = 0; round < Number(values.rounds); round++) for (const each of contenders) run(each)
  process.stdout.write(table(contenders))
} finally {
  rmSync(folder, { recursive: true })
}

function ours(path: string): readonly Contender[] {
  const command = [process.execPath, 'dist/bundle/cli/bin.js', 'analyze', path, '--no-progress', '--fail-on', 'never']
  return [
    contender('dd', ['dd', `if=${path}`, 'of=/dev/null', 'bs=1M']),
    contender('v6gap analyze', command),
    contender('v6gap analyze --workers 0', [...command, '--workers', '0']),
    contender('node -e 0', [process.execPath, '-e', '0']),
  ]
}

function peers(path: string, builds: string, all: boolean): readonly Contender[] {
  const found: Contender[] = []
  const offer = (name: string, program: string, command: () => readonly string[]) => {
    if (has(program)) found.push(contender(name, command()))
    else process.stderr.write(`left out: ${name} (no ${program} here)\n`)
  }
  offer('C, one thread, counts only', 'cc', () => {
    build('cc', ['-O3', '-march=native', '-o', join(builds, 'floor'), 'bench/peers/floor.c'])
    return [join(builds, 'floor'), path]
  })
  if (existsSync(join(DEBIAN_GO_PACKAGES, 'src/github.com/google/gopacket'))) {
    offer('gopacket', 'go', () => {
      const env = { GO111MODULE: 'off', GOPATH: DEBIAN_GO_PACKAGES, GOFLAGS: '', GOCACHE: join(builds, 'cache') }
      build('go', ['build', '-o', join(builds, 'gopacket'), resolve('bench/peers/gopacket.go')], env)
      return [join(builds, 'gopacket'), path]
    })
  }
  offer('tcpdump, BPF filter', 'tcpdump', () => {
    return ['tcpdump', '-nn', '--count', '-r', path, `${MESSAGES} or (vlan and (${MESSAGES}))`]
  })
  offer('npm pcap-parser, headers only', process.execPath, () => [
    process.execPath,
    'dist/bench/peers/pcap-parser.js',
    path,
  ])
  if (all || statSync(path).size <= SLOW_OCTETS) {
    offer('tshark', 'tshark', () => ['tshark', '-n', '-r', path, '-Y', 'icmpv6.type == 134 || dhcpv6'])
  }
  return found
}

function contender(name: string, command: readonly string[]): Contender {
  return { name, command, seconds: [], said: '' }
}

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

function build(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 2, 2], env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`${program} could not build a peer`)
}

function run(each: Contender): void {
  const [program, ...args] = each.command
  const start = process.hrtime.bigint()
  const { status, stdout, stderr } = spawnSync(program!, args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
  each.seconds.push(Number(process.hrtime.bigint() - start) / 1e9)
  if (status !== 0) throw new Error(`${each.name} ended with ${status}: ${stderr}`)
  each.said = /^frames .*/m.exec(stdout)?.[0] ?? ''
}

function table(contenders: readonly Contender[]): string {
  const spreads = contenders.map(({ seconds }) => spreadOf(seconds))
  const [dd, us] = [spreads[0]!.median, spreads[1]!.median]
  const rows = contenders.map(({ name, said }, index) => {
    const { median, min, max }: Spread = spreads[index]!
    const cells = [
      median.toFixed(3),
      `${min.toFixed(3)}–${max.toFixed(3)}`,
      (median / dd).toFixed(2),
      (us / median).toFixed(2),
      said,
    ]
    return `| ${[name, ...cells].join(' | ')} |\n`
  })
  return `| | median s | min–max | × dd | v6gap takes × | counted |\n|---|---|---|---|---|---|\n${rows.join('')}`
}
