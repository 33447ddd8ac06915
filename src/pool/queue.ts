import type { PlannedTask } from './plan.ts'

/** Slots of tasks, files from the largest to the smallest. */
export class Queue {
  readonly #files: number[]
  readonly #streams: number[]

  constructor(tasks: readonly PlannedTask[]) {
    const slots = tasks.map((_, slot) => slot)
    this.#streams = slots.filter((slot) => tasks[slot]!.octets === null)
    this.#files = slots
      .filter((slot) => tasks[slot]!.octets !== null)
      .sort((a, b) => (tasks[b]!.octets ?? 0) - (tasks[a]!.octets ?? 0))
  }

  get hasFiles(): boolean {
    return this.#files.length > 0
  }

  nextFile(): number | undefined {
    return this.#files.shift()
  }

  nextStream(): number | undefined {
    return this.#streams.shift()
  }
}
