/** Octets written as their RFC draws them: hex digits in rows, spaces as you like, `#` and the rest of its line a comment. */
export function hex(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Uint8Array {
  const text = String.raw({ raw: strings }, ...values)
  const digits = text.replace(/#.*$/gm, '').replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error(`no octets: ${digits}`)
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
