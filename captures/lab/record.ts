import type { ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cloud, Port } from './cloud.ts'
import { until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'
import { withoutTheMachine } from './pcapng.ts'

/** One capture file: who writes it, where, and how. */
export interface Recording {
  /** Below the output folder. */
  readonly path: string
  readonly namespace: string
  /** Several only with dumpcap; `any` gives a cooked capture. */
  readonly interfaces: readonly string[]
  readonly tool: 'tcpdump' | 'dumpcap'
  readonly nanoseconds: boolean
  /** Octets of each frame; 0 is all of them. */
  readonly snaplen: number
}

/**
 * Every vantage an operator has: VMs' taps, routers' and DHCP's interfaces, both NICs of each node. Formats are mixed
 * on purpose: nanoseconds on network nodes, pcapng on the first compute node's NICs.
 */
export function everywhere(cloud: Cloud): Recording[] {
  const nodes = cloud.nodes.flatMap(({ name }, index) =>
    ['eth1', 'eth2'].map((nic): Recording => {
      const pcapng = index === 0
      return {
        path: `${name}/${nic}.${pcapng ? 'pcapng' : 'pcap'}`,
        namespace: name,
        interfaces: [nic],
        tool: pcapng ? 'dumpcap' : 'tcpdump',
        nanoseconds: index > 0 && name.startsWith('network'),
        snaplen: 0,
      }
    }),
  )
  const ports = cloud.ports
    .filter(({ paperOnly }) => !paperOnly)
    .map(
      (port): Recording => ({
        path: `${port.node}/${port.interfaceName}.pcap`,
        namespace: captureNamespace(port),
        interfaces: [port.interfaceName],
        tool: 'tcpdump',
        nanoseconds: port.role !== 'guest',
        snaplen: 0,
      }),
    )
  return [...nodes, ...ports]
}

function captureNamespace(port: Port): string {
  if (port.role === 'guest') return port.node
  return port.role === 'dhcp' ? namespaceOf.dhcp(port.network.id) : namespaceOf.router(port.deviceId)
}

/** Running captures. */
export class Recorder {
  readonly #lab: Lab
  readonly #recordings: readonly Recording[]
  readonly #children: readonly ChildProcess[]

  private constructor(lab: Lab, recordings: readonly Recording[], children: readonly ChildProcess[]) {
    this.#lab = lab
    this.#recordings = recordings
    this.#children = children
  }

  /** Resolves when every capture listens. */
  static async start(lab: Lab, recordings: readonly Recording[]): Promise<Recorder> {
    const { host } = lab
    const children = recordings.map((recording) => {
      const file = host.file(`recorded/${recording.path}`)
      mkdirSync(dirname(file), { recursive: true })
      return host.start(recording.namespace, recording.tool, argsOf(recording, file), { log: logOf(recording) })
    })
    for (const recording of recordings) {
      const log = host.file(`log/${recording.namespace}/${logOf(recording)}`)
      const listens = recording.tool === 'tcpdump' ? /listening on/ : /^File: /m
      await until(`capture of ${recording.path}`, () => listens.test(readFileSync(log, 'utf8')))
    }
    return new Recorder(lab, recordings, children)
  }

  /** Ends the captures and moves the files to `output`. */
  async stop(output: string): Promise<void> {
    const ended = this.#children.map((child) => new Promise((resolve) => child.once('close', resolve)))
    for (const child of this.#children) child.kill('SIGINT')
    await Promise.all(ended)
    for (const { path, tool } of this.#recordings) {
      const from = this.#lab.host.file(`recorded/${path}`)
      const to = join(output, path)
      mkdirSync(dirname(to), { recursive: true })
      if (tool === 'dumpcap') writeFileSync(to, withoutTheMachine(readFileSync(from)))
      else copyFileSync(from, to)
    }
  }
}

function argsOf({ interfaces, tool, nanoseconds, snaplen }: Recording, file: string): string[] {
  const interfaceArgs = interfaces.flatMap((name) => ['-i', name])
  if (tool === 'dumpcap') return [...interfaceArgs, '-s', String(snaplen), '-w', file]
  const precision = nanoseconds ? ['--time-stamp-precision=nano'] : []
  // -Z root: tcpdump would give up root and then not be allowed to write.
  return [...interfaceArgs, '-n', '-U', '-Z', 'root', '-s', String(snaplen), ...precision, '-w', file]
}

function logOf({ path, tool }: Recording): string {
  return `${tool}-${path.replaceAll('/', '-')}`
}
