/**
 * Lists of small objects (`fixed_ips`, `allowed_address_pairs`, subports) as clients printed them before `-f json` kept
 * their structure: a line each of `ip_address='2001:db8::1', subnet_id='…'`, or (python-neutronclient) a line each of JSON.
 */
export function readPairs(given: unknown): unknown {
  if (given === null) return []
  if (typeof given === 'string') return fromLines(given) ?? given
  // openstacksdk says [{}] for none
  return Array.isArray(given) ? given.filter((item) => !isEmptyObject(item)) : given
}

const PAIR = /^\s*(\w+)='([^']*)'\s*(?:,|$)/

function fromLines(text: string): unknown[] | undefined {
  const items: unknown[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const item = line.trim().startsWith('{') ? fromJson(line) : fromPairs(line)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function fromPairs(line: string): unknown {
  const item = new Map<string, string>()
  let rest = line
  while (rest.trim() !== '') {
    const [whole, key, value] = PAIR.exec(rest) ?? []
    if (whole === undefined || key === undefined || value === undefined) return undefined
    item.set(key, value)
    rest = rest.slice(whole.length)
  }
  return Object.fromEntries(item)
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isEmptyObject(item: unknown): boolean {
  return typeof item === 'object' && item !== null && Object.keys(item).length === 0
}
