import { type Host, run, until } from './host.ts'
import { namespaceOf } from './lab.ts'

/** OVN's central services: the database Neutron's driver writes, the one the nodes read, and `ovn-northd` in between. */
export class Northbound {
  /** What the nodes connect to: sockets are files, so no namespace stands in the way. */
  readonly southbound: string
  readonly #database: string

  private constructor(database: string, southbound: string) {
    this.#database = database
    this.southbound = southbound
  }

  static async start(host: Host): Promise<Northbound> {
    host.addNamespace(namespaceOf.central)
    const [database, southbound] = await Promise.all([startDatabase(host, 'nb'), startDatabase(host, 'sb')])
    const remotes = [`--ovnnb-db=${database}`, `--ovnsb-db=${southbound}`]
    const control = `--unixctl=${host.file(`${namespaceOf.central}/northd.ctl`)}`
    host.start(namespaceOf.central, 'ovn-northd', [...remotes, control, ...QUIET], { env: environment(host) })
    const self = new Northbound(database, southbound)
    self.configure(['init'])
    return self
  }

  /** New rows, all in one transaction, so that they can name one another. */
  insert(rows: readonly Row[]): void {
    const create = ({ table, id, columns }: Row) => [
      '--',
      ...(id === undefined ? [] : [`--id=${id}`]),
      'create',
      table,
      ...Object.entries(columns).map(([name, value]) => `${name}=${value}`),
    ]
    this.configure(rows.flatMap(create).slice(1))
  }

  /** One or several commands of ovn-nbctl(8), parted by `--`. */
  configure(args: readonly string[]): string {
    return run('ovn-nbctl', [`--db=${this.#database}`, '--timeout=30', ...args])
  }

  /** Waits until every node has made flows of what was written. */
  settle(): void {
    this.configure(['--wait=hv', 'sync'])
  }
}

/** A row to be inserted: columns as `column`, `map`, `set` and `reference` write them. */
export interface Row {
  readonly table: string
  /** Its name in the transaction, from `reference`. */
  readonly id?: string
  readonly columns: Readonly<Record<string, string>>
}

/** A string as ovsdb's command line wants it: quoted like JSON. */
export const column = (value: string): string => JSON.stringify(value)

export const set = (values: readonly string[]): string => `[${values.join(',')}]`

export function map(values: Readonly<Record<string, string | number | boolean>>): string {
  return `{${Object.entries(values)
    .map(([key, value]) => `${column(key)}=${column(String(value))}`)
    .join(',')}}`
}

/** A row of the same transaction, by a label of its own. */
export const reference = (label: string): string => `@${label.replaceAll(/[^A-Za-z0-9]/g, '_')}`

const QUIET = ['-vconsole:warn', '-vsyslog:off']

function environment(host: Host): Record<string, string> {
  const folder = host.file(`${namespaceOf.central}/.`)
  return { OVS_RUNDIR: folder, OVN_RUNDIR: folder, OVS_LOGDIR: folder, OVN_LOGDIR: folder }
}

async function startDatabase(host: Host, name: 'nb' | 'sb'): Promise<string> {
  const path = (file: string) => host.file(`${namespaceOf.central}/${file}`)
  const remote = `unix:${path(`${name}.sock`)}`
  run('ovsdb-tool', ['create', path(`${name}.db`), `/usr/share/ovn/ovn-${name}.ovsschema`])
  const args = [path(`${name}.db`), `--remote=p${remote}`, `--unixctl=${path(`${name}.ctl`)}`, ...QUIET]
  host.start(namespaceOf.central, 'ovsdb-server', args, { env: environment(host), log: `ovsdb-server-${name}` })
  const answers = () => {
    try {
      run('ovsdb-client', ['--timeout=5', 'list-dbs', remote])
      return true
    } catch {
      return false
    }
  }
  await until(`OVN's ${name} database`, answers)
  return remote
}
