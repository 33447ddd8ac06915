import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ClockPlan, type NodeClock, withClock } from './clock.ts'
import { type Cloud, hasInterface, type Port } from './cloud.ts'
import { type Host, until } from './host.ts'
import { namespaceOf } from './lab.ts'
import { withoutTheMachine } from './pcapng.ts'

/** One capture file: who writes it, where, and how. */
export interface Recording {
  /** Below the output folder; its first folder is the node. */
  readonly path: string
  readonly namespace: string
  /** Several only with dumpcap; `any` gives a cooked capture. */
  readonly interfaces: readonly string[]
  readonly tool: 'tcpdump' | 'dumpcap'
  readonly nanoseconds: boolean
  /** Octets of each frame; 0 is all of them. */
  readonly snaplen: number
  /** Of `any` taken by tcpdump: which of the two cooked headers; `LINUX_SLL2` if not said. */
  readonly cooked?: 'LINUX_SLL' | 'LINUX_SLL2'
}

/**
 * Every vantage an operator has: VMs' taps, routers' and DHCP's interfaces where there are any, both NICs of each node. Formats are mixed
 * on purpose: nanoseconds on network nodes, pcapng on the first compute node's NICs.
 */
export function everywhere(cloud: Cloud): Recording[] {
  const nics = cloud.nodes.flatMap(({ name }) => ['eth1', 'eth2'].map((nic) => ofNic(cloud, name, nic)))
  const late = cloud.guests.filter(({ late }) => late).map(({ id }) => id)
  const ports = cloud.ports
    .filter((port) => !port.paperOnly && !late.includes(port.deviceId) && hasInterface(port, cloud))
    .map((port) => ofPort(port))
  return [...nics, ...ports]
}

/** `eth1`, the underlay, or `eth2`, the provider trunk. */
export function ofNic(cloud: Cloud, node: string, nic: string): Recording {
  const index = cloud.nodes.findIndex(({ name }) => name === node)
  const pcapng = index === 0
  return {
    path: `${node}/${nic}.${pcapng ? 'pcapng' : 'pcap'}`,
    namespace: node,
    interfaces: [nic],
    tool: pcapng ? 'dumpcap' : 'tcpdump',
    nanoseconds: index > 0 && node.startsWith('network'),
    snaplen: 0,
  }
}

/** `node`: where the port is plugged, if not where it is bound. */
export function ofPort(port: Port, node = port.node): Recording {
  return {
    path: `${node}/${port.interfaceName}.pcap`,
    namespace: port.role === 'guest' ? node : captureNamespace(port),
    interfaces: [port.interfaceName],
    tool: 'tcpdump',
    nanoseconds: port.role !== 'guest',
    snaplen: 0,
  }
}

/** `tcpdump -i any` on a node: its NICs, its bridges and the taps of its VMs in one cooked capture. */
export function ofAny(node: string, cooked: 'LINUX_SLL' | 'LINUX_SLL2'): Recording {
  return {
    path: `${node}/any.pcap`,
    namespace: node,
    interfaces: ['any'],
    tool: 'tcpdump',
    nanoseconds: false,
    snaplen: 0,
    cooked,
  }
}

/** A node's NICs and the taps of its VMs as interfaces of one pcapng. */
export function ofNodeInOneFile(cloud: Cloud, node: string): Recording {
  const taps = cloud.ports.filter((port) => port.role === 'guest' && port.node === node && !port.paperOnly)
  return {
    path: `${node}/${node}.pcapng`,
    namespace: node,
    interfaces: ['eth1', 'eth2', ...taps.map(({ interfaceName }) => interfaceName)],
    tool: 'dumpcap',
    nanoseconds: false,
    snaplen: 0,
  }
}

function captureNamespace(port: Port): string {
  if (port.role === 'guest') return port.node
  return port.role === 'dhcp' ? namespaceOf.dhcp(port.network.id) : namespaceOf.router(port.deviceId, port.node)
}

interface Running {
  readonly recording: Recording
  readonly child: ChildProcess
}

/** The captures that run; more may be started at any time. */
export class Recorder {
  readonly #host: Host
  readonly #running: Running[] = []
  /** When the first capture was about to start, in milliseconds since 1970. */
  #since: number | undefined

  constructor(host: Host) {
    this.#host = host
  }

  /** Resolves when each of these listens. */
  async start(recordings: readonly Recording[]): Promise<void> {
    this.#since ??= Date.now()
    for (const recording of recordings) {
      const { namespace, tool, path } = recording
      const file = this.#host.file(`recorded/${path}`)
      if (existsSync(file)) throw new Error(`two recordings for ${path}`)
      mkdirSync(dirname(file), { recursive: true })
      const child = this.#host.start(namespace, tool, argsOf(recording, file), { log: logOf(recording) })
      this.#running.push({ recording, child })
    }
    for (const recording of recordings) {
      const log = this.#host.file(`log/${recording.namespace}/${logOf(recording)}`)
      const listens = recording.tool === 'tcpdump' ? /listening on/ : /^File: /m
      await until(`capture of ${recording.path}`, () => listens.test(readFileSync(log, 'utf8')))
    }
  }

  /** Ends the captures and writes the files to `output`, with the times that the clocks of their nodes show. */
  async stop(output: string, clocks: readonly ClockPlan[]): Promise<readonly NodeClock[]> {
    const ended = this.#running.map(({ child }) =>
      child.exitCode === null ? new Promise((resolve) => child.once('close', resolve)) : undefined,
    )
    for (const { child } of this.#running) child.kill('SIGINT')
    await Promise.all(ended)
    const sinceNs = String(BigInt(this.#since ?? 0) * 1_000_000n)
    const told = clocks.map((clock): NodeClock => ({ ...clock, sinceNs }))
    for (const { path, tool } of this.#running.map(({ recording }) => recording)) {
      const taken = readFileSync(this.#host.file(`recorded/${path}`))
      const clean = tool === 'dumpcap' ? withoutTheMachine(taken) : taken
      const clock = told.find(({ node }) => path.startsWith(`${node}/`))
      const to = join(output, path)
      mkdirSync(dirname(to), { recursive: true })
      writeFileSync(to, clock === undefined ? clean : withClock(clean, clock))
    }
    return told
  }
}

function argsOf({ interfaces, tool, nanoseconds, snaplen, cooked }: Recording, file: string): string[] {
  const interfaceArgs = interfaces.flatMap((name) => ['-i', name])
  if (tool === 'dumpcap') return [...interfaceArgs, '-s', String(snaplen), '-w', file]
  const precision = nanoseconds ? ['--time-stamp-precision=nano'] : []
  const linkType = cooked === undefined ? [] : ['-y', cooked]
  // -Z root: tcpdump would give up root and then not be allowed to write.
  // --immediate-mode: else it loses what came in the last second before its end.
  const common = ['-n', '-U', '--immediate-mode', '-Z', 'root', '-s', String(snaplen)]
  return [...interfaceArgs, ...common, ...linkType, ...precision, '-w', file]
}

function logOf({ path, tool }: Recording): string {
  return `${tool}-${path.replaceAll('/', '-')}`
}
