import { fileURLToPath } from 'node:url'
import { type FixedIp, type Guest, guestNamed } from './cloud.ts'
import { until } from './host.ts'
import { type Lab, namespaceOf } from './lab.ts'

/** Who talks to whom, in the words of a scenario: names of VMs, families, protocols. */
export class Traffic {
  readonly #lab: Lab

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** The address of a VM: its first NIC's with that family unless told. */
  address(name: string, version: 4 | 6, index?: number): string {
    return this.#fixedIp(name, version, index).address
  }

  /** The gateway of that address's subnet, where a router's port answers. */
  gateway(name: string, version: 4 | 6, index?: number): string {
    return this.#fixedIp(name, version, index).subnet.gateway
  }

  get outside(): string {
    return this.#lab.cloud.upstream.hostAddress
  }

  /** Echo requests; whether all were answered. */
  async ping(from: string, address: string, count = 3): Promise<boolean> {
    return (await this.pings(from, address, count)) === count
  }

  /** Echo requests; how many were answered. */
  async pings(from: string, address: string, count = 3): Promise<number> {
    const args = ['-n', '-c', String(count), '-i', '0.25', '-W', '2', address]
    const said = await this.#lab.host.attempt(namespaceOf.guest(from), 'ping', args)
    return Number(/ (\d+) received/.exec(said)?.[1] ?? 0)
  }

  /** The upstream router pings a VM's global address; whether all was answered. */
  async callFromUpstream(name: string, count = 2): Promise<boolean> {
    const args = ['-n', '-c', String(count), '-i', '0.25', '-W', '2', this.address(name, 6)]
    const said = await this.#lab.host.attempt(namespaceOf.upstream, 'ping', args)
    return said.includes(` ${count} received`)
  }

  /** Echo requests to a router's link-local address until `enough` resolves: the port is heard, and no VM is tried. */
  async murmur(from: string, enough: Promise<void>, router = this.#lab.cloud.upstream.linkLocal): Promise<void> {
    const { host } = this.#lab
    const args = ['-n', '-i', '0.7', `${router}%eth0`]
    const child = host.start(namespaceOf.guest(from), 'ping', args, { log: 'murmur' })
    await enough
    child.kill('SIGINT')
  }

  /** A router solicitation from the VM's link-local address; whether an advertisement came within a second and a half. */
  async solicit(from: string): Promise<boolean> {
    const said = await this.#lab.host.attempt(namespaceOf.guest(from), 'rdisc6', [
      '-1',
      '-r',
      '1',
      '-w',
      '1500',
      'eth0',
    ])
    return said.includes('from fe80:')
  }

  /** One question and one answer over TCP or UDP, on a port of its own; whether the answer came. */
  async ask(
    protocol: 'tcp' | 'udp',
    from: string,
    to: string | 'outside',
    address: string,
    port: number,
  ): Promise<boolean> {
    const { host } = this.#lab
    const server = to === 'outside' ? namespaceOf.outside : namespaceOf.guest(to)
    const log = `peer-${protocol}-${port}`
    host.start(server, process.execPath, [PEER, 'answer', protocol, address, String(port)], { log })
    await until(`${to} listens on ${protocol} ${port}`, () => this.#listens(server, protocol, port))
    const said = await host.attempt(namespaceOf.guest(from), process.execPath, [
      PEER,
      'ask',
      protocol,
      address,
      String(port),
    ])
    return said.includes('answered')
  }

  #listens(namespace: string, protocol: string, port: number): boolean {
    const flag = protocol === 'tcp' ? '-ltn' : '-lun'
    return this.#lab.host.in(namespace, 'ss', [flag]).includes(`:${port} `)
  }

  #fixedIp(name: string, version: 4 | 6, index?: number): FixedIp {
    const ports = index === undefined ? this.#guest(name).ports : [this.#guest(name).ports[index]!]
    const fixedIp = ports.flatMap(({ fixedIps }) => fixedIps).find(({ subnet }) => subnet.version === version)
    if (fixedIp === undefined) throw new Error(`${name} has no IPv${version} address`)
    return fixedIp
  }

  #guest(name: string): Guest {
    return guestNamed(this.#lab.cloud, name)
  }
}

const PEER = fileURLToPath(new URL('./peer.js', import.meta.url))
