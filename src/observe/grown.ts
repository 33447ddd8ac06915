interface Growable {
  set(from: ArrayLike<number>): void
}

/** A typed array of so many numbers that begins with those of `old`. */
export function grown<Of extends Growable>(kind: new (size: number) => Of, old: ArrayLike<number>, size: number): Of {
  const larger = new kind(size)
  larger.set(old)
  return larger
}
