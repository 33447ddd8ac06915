import { join } from 'node:path'
import type { NodeClock } from './clock.ts'
import { type Cloud, type Guest, guestNamed, type Port, routerNamed } from './cloud.ts'
import { run } from './host.ts'

/** A finished recording, asked with tshark: what happened, told by nothing of the analyzer. */
export class Recorded {
  readonly cloud: Cloud
  readonly folder: string
  readonly clocks: readonly NodeClock[]

  constructor(cloud: Cloud, folder: string, clocks: readonly NodeClock[] = []) {
    this.cloud = cloud
    this.folder = folder
    this.clocks = clocks
  }

  /** How many frames of a file pass a display filter of Wireshark. */
  count(path: string, filter: string): number {
    return this.fields(path, filter, ['frame.number']).length
  }

  /** The fields of each frame that passes; of a field that stands in it several times, all, parted by commas. */
  fields(path: string, filter: string, names: readonly string[]): string[][] {
    const fields = names.flatMap((name) => ['-e', name])
    const said = run('tshark', ['-n', '-r', join(this.folder, path), '-Y', filter, '-T', 'fields', ...fields])
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
  }

  /** The file of a VM's port: `compute1/tap….pcap`. */
  tap(guest: string | Guest, index = 0): string {
    return this.portFile((typeof guest === 'string' ? guestNamed(this.cloud, guest) : guest).ports[index]!)
  }

  /** The file of a router's `qr-` on a network: the one with its IPv6 addresses. */
  routerInterface(router: string, network: string): string {
    const { interfaces } = routerNamed(this.cloud, router)
    const on = interfaces.filter((port) => port.network.name === network)
    return this.portFile(on.at(-1)!)
  }

  /** The file of a router's `qg-`. */
  gateway(router: string): string {
    return this.portFile(routerNamed(this.cloud, router).gateway!)
  }

  portFile({ node, interfaceName }: Port): string {
    return `${node}/${interfaceName}.pcap`
  }
}
