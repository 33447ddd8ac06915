import type { Settled } from '../../observe/settled.ts'

/** As notes name a vantage: `compute1/tap0a1b2c3d-4e`. */
export function vantageName(settled: Settled, vantage: number): string {
  const { node, name } = settled.vantages[vantage]!
  return `${node}/${name}`
}
