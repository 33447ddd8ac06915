import { type Host, run, until } from './host.ts'

/** One Open vSwitch in a namespace: userspace datapath, its own database, no kernel module, no service manager. */
export class Switch {
  /** Where its sockets are. */
  readonly folder: string
  readonly #host: Host
  readonly #namespace: string

  private constructor(host: Host, namespace: string) {
    this.#host = host
    this.#namespace = namespace
    this.folder = host.file(`${namespace}/.`)
  }

  static async start(host: Host, namespace: string): Promise<Switch> {
    const self = new Switch(host, namespace)
    const env = { OVS_RUNDIR: self.folder, OVS_LOGDIR: self.folder, OVS_DBDIR: self.folder }
    const database = self.#path('conf.db')
    const quiet = ['-vconsole:warn', '-vsyslog:off']
    run('ovsdb-tool', ['create', database, '/usr/share/openvswitch/vswitch.ovsschema'])
    const databaseArgs = [database, `--remote=p${self.remote}`, `--unixctl=${self.#path('db.ctl')}`, ...quiet]
    host.start(namespace, 'ovsdb-server', databaseArgs, { env })
    await until(`Open vSwitch's database on ${namespace}`, () => self.#tries(['--no-wait', 'init']))
    host.start(namespace, 'ovs-vswitchd', [self.remote, `--unixctl=${self.#path('vs.ctl')}`, ...quiet], { env })
    self.configure('set Open_vSwitch . external-ids:system-id=lab')
    return self
  }

  /** `ovs-vsctl` commands, one or several parted by ` -- `. */
  configure(commands: string): void {
    run('ovs-vsctl', [`--db=${this.remote}`, '--timeout=20', ...commands.split(' ')])
  }

  addBridge(name: string, more = ''): void {
    // `secure`: only the flows given; the switch shall not fall back to forwarding by itself.
    const settings = `datapath_type=netdev fail_mode=secure${more}`
    this.configure(`add-br ${name} -- set bridge ${name} ${settings}`)
  }

  /** Replaces all flows of a bridge. */
  setFlows(bridge: string, flows: readonly string[]): void {
    const path = this.#host.file(`${this.#namespace}/${bridge}.flows`, `${flows.join('\n')}\n`)
    run('ovs-ofctl', ['-OOpenFlow13', 'replace-flows', this.#management(bridge), path])
  }

  addFlow(bridge: string, flow: string): void {
    run('ovs-ofctl', ['-OOpenFlow13', 'add-flow', this.#management(bridge), flow])
  }

  removeFlows(bridge: string, match: string): void {
    run('ovs-ofctl', ['-OOpenFlow13', '--strict', 'del-flows', this.#management(bridge), match])
  }

  /** A tunnel's far end: the userspace datapath drops what it must send before an ARP reply has come. */
  addNeighbour(bridge: string, address: string, mac: string): void {
    run('ovs-appctl', ['-t', this.#path('vs.ctl'), 'tnl/neigh/set', bridge, address, mac])
  }

  /** Its database, for `ovs-vsctl` and for OVN's controller. */
  get remote(): string {
    return `unix:${this.#path('db.sock')}`
  }

  #management(bridge: string): string {
    return `unix:${this.#path(`${bridge}.mgmt`)}`
  }

  #path(name: string): string {
    return this.#host.file(`${this.#namespace}/${name}`)
  }

  #tries(args: readonly string[]): boolean {
    try {
      run('ovs-vsctl', [`--db=${this.remote}`, '--timeout=5', ...args])
      return true
    } catch {
      return false
    }
  }
}
