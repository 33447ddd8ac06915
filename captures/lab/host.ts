import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * The machine the lab runs on: the namespaces, programs and files a run made, and how all of them go away again.
 * Everything a run starts lives in one of its namespaces, so ending the processes found there ends them all.
 */
export class Host {
  readonly #prefix = `v6gap${process.pid}-`
  readonly #namespaces: string[] = []
  readonly #folder: string

  constructor() {
    removeWhatDeadRunsLeft()
    this.#folder = mkdtempSync(join(tmpdir(), this.#prefix))
    // dnsmasq gives up root before it reads its files.
    chmodSync(this.#folder, 0o755)
  }

  /** A path in the run's own folder, written if `text` is given. */
  file(name: string, text?: string, mode = 0o644): string {
    const path = join(this.#folder, name)
    mkdirSync(dirname(path), { recursive: true })
    if (text !== undefined) writeFileSync(path, text, { mode })
    return path
  }

  addNamespace(name: string): void {
    run('ip', ['netns', 'add', this.#prefix + name])
    this.#namespaces.push(name)
    this.ip(name, 'link set lo up')
  }

  /** A command in a namespace, to its end. Throws with what it said if it fails. */
  in(namespace: string, program: string, args: readonly string[]): string {
    return run('ip', ['netns', 'exec', this.#prefix + namespace, program, ...args])
  }

  ip(namespace: string, command: string): string {
    return run('ip', ['-n', this.#prefix + namespace, ...command.split(' ')])
  }

  /** Names as in /proc/sys/net: `ipv6/conf/all/forwarding`. Interfaces have dots and hyphens, hence no sysctl(8). */
  set(namespace: string, values: Readonly<Record<string, number>>): void {
    const lines = Object.entries(values).map(([name, value]) => `echo ${value} > /proc/sys/net/${name}`)
    this.in(namespace, 'sh', ['-e', '-c', lines.join('\n')])
  }

  /** Two ends of a cable in two namespaces, with the offloads off that would leave checksums to no hardware. */
  cable(a: CableEnd, b: CableEnd): void {
    const end = ({ namespace, name, mac }: CableEnd) => [
      'name',
      name,
      ...(mac ? ['address', mac] : []),
      'netns',
      this.#prefix + namespace,
    ]
    run('ip', ['link', 'add', ...end(a), 'type', 'veth', 'peer', ...end(b)])
    for (const { namespace, name } of [a, b]) {
      const features = ['rx', 'tx', 'sg', 'tso', 'gso', 'gro'].flatMap((feature) => [feature, 'off'])
      this.in(namespace, 'ethtool', ['-K', name, ...features])
    }
  }

  /** An interface goes to another namespace, down; the other end of its cable stays as it is. */
  move(from: string, to: string, name: string): void {
    this.ip(from, `link set ${name} netns ${this.#prefix}${to}`)
  }

  /** A daemon in the foreground of a namespace; what it says goes to a log in the run's folder. */
  start(namespace: string, program: string, args: readonly string[], options: StartOptions = {}): ChildProcess {
    const path = this.file(`log/${namespace}/${options.log ?? program}`, '')
    const log = openSync(path, 'a')
    const child = spawn('ip', ['netns', 'exec', this.#prefix + namespace, program, ...args], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
    })
    closeSync(log)
    return child
  }

  /** As `in`, without waiting in the way: gives what it said, even when it failed. */
  async attempt(namespace: string, program: string, args: readonly string[]): Promise<string> {
    const child = spawn('ip', ['netns', 'exec', this.#prefix + namespace, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    await new Promise((resolve) => child.once('close', resolve))
    return said
  }

  /** Ends programs of a namespace outright, as the end of a machine would: they say goodbye to nobody. */
  kill(namespace: string, ...programs: readonly string[]): void {
    for (const id of run('ip', ['netns', 'pids', this.#prefix + namespace])
      .split('\n')
      .filter(Boolean)) {
      if (programs.includes(programOf(id))) process.kill(Number(id), 'SIGKILL')
    }
  }

  /** A copy of the run's folder: logs, configuration, captures not yet moved. */
  keep(folder: string): void {
    // The switches' sockets are files too, and cannot be copied.
    const filter = (path: string) => lstatSync(path).isFile() || lstatSync(path).isDirectory()
    cpSync(this.#folder, folder, { recursive: true, filter })
  }

  /** Synchronous, so that it also serves an exit that waits for nobody; a second call finds nothing to do. */
  tearDown(): void {
    const namespaces = this.#namespaces.splice(0).map((name) => this.#prefix + name)
    removeNamespaces(namespaces)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export interface CableEnd {
  readonly namespace: string
  readonly name: string
  readonly mac?: string
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly log?: string
}

export function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`${program} ${args.join(' ')}: ${said}`)
  }
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

/** Asks until it is so; says what it waited for if that never comes. */
export async function until(what: string, isSo: () => boolean, timeoutS = 30): Promise<void> {
  const end = Date.now() + timeoutS * 1000
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutS} s in vain: ${what}`)
    await sleep(0.2)
  }
}

/** Empty if it ended by itself in between. */
function programOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

function removeNamespaces(namespaces: readonly string[]): void {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const processes = namespaces.flatMap((name) => run('ip', ['netns', 'pids', name]).split('\n').filter(Boolean))
    for (const id of processes) {
      try {
        process.kill(Number(id), signal)
      } catch {
        // It ended by itself in between.
      }
    }
    if (processes.length > 0) run('sleep', ['0.3'])
  }
  for (const name of namespaces) run('ip', ['netns', 'del', name])
}

/** A run that was killed outright could not clean up; the id of its process stands in the names it left. */
function removeWhatDeadRunsLeft(): void {
  const namespaces = run('ip', ['netns', 'list'])
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
  removeNamespaces(namespaces.filter(isOfADeadRun))
  for (const folder of readdirSync(tmpdir()).filter(isOfADeadRun)) {
    rmSync(join(tmpdir(), folder), { recursive: true, force: true })
  }
}

function isOfADeadRun(name: string): boolean {
  const owner = /^v6gap(\d+)-/.exec(name)?.[1]
  return owner !== undefined && !isRunning(Number(owner))
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch {
    return false
  }
}
