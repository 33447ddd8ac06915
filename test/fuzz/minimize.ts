/** Whether an input still breaks, in the way it did. */
export type StillBreaks = (octets: Uint8Array) => Promise<boolean>

/** Leaves out ever smaller parts as long as the rest still breaks, for so long. */
export async function minimize(octets: Uint8Array, stillBreaks: StillBreaks, forMs: number): Promise<Uint8Array> {
  const until = Date.now() + forMs
  let smallest = octets
  for (let size = Math.ceil(octets.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length; ) {
      if (Date.now() > until) return smallest
      const less = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)])
      if (await stillBreaks(less)) smallest = less
      else at += size
    }
  }
  return smallest
}
