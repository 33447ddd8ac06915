import type { Trial, Tried } from './worker.ts'

/** Stands for a program that breaks in every way there is, by the first octet of its input. */
process.on('message', ({ octets }: Trial) => {
  const [first] = octets
  if (first === 1) while (true) process.memoryUsage()
  if (first === 2) process.exit(9)
  const hoard: number[][] = []
  while (first === 3) hoard.push(Array<number>(100_000).fill(hoard.length))
  const tried: Tried = {
    broke: first === 4 ? 'Error: told to\n    at here\n    at there' : null,
    tookMs: first === 5 ? 5000 : 1,
  }
  process.send!(tried)
})
