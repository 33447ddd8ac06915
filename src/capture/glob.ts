/**
 * A glob over a path with `/`, as a regular expression for the whole of it: `*` and `?` stay within a name, a name `**` is
 * any number of directories, `[a-c]` and `[!a-c]` are sets, `{a,b}` alternatives, and a backslash takes the next character as
 * it is. A bracket or brace that does not close is itself.
 */
export function globExpression(glob: string): RegExp {
  return new RegExp(`^${alternatives(glob)}$`, 'su')
}

function alternatives(glob: string): string {
  let source = ''
  let rest = glob
  while (rest !== '') {
    const [taken, expression] = part(rest, source === '' || source.endsWith('/'))
    source += expression
    rest = rest.slice(taken)
  }
  return source
}

/** The first part of `glob`: how many characters it takes, and what it matches. */
function part(glob: string, atName: boolean): readonly [taken: number, expression: string] {
  if (atName && glob.startsWith('**/')) return [3, '(?:[^/]*/)*']
  if (atName && glob === '**') return [2, '.*']
  const many = /^\*+/.exec(glob)
  if (many) return [many[0].length, '[^/]*']
  if (glob.startsWith('?')) return [1, '[^/]']
  const set = /^\[(!?)(\]?[^\]]*)\]/su.exec(glob)
  if (set && set[2] !== '') return [set[0].length, characterSet(set[1] === '!', set[2]!)]
  const braces = /^\{([^{}]*,[^{}]*)\}/su.exec(glob)
  if (braces) return [braces[0].length, `(?:${braces[1]!.split(',').map(alternatives).join('|')})`]
  if (glob.startsWith('\\') && glob.length > 1) return literal(glob, 1)
  return literal(glob, 0)
}

/** The character behind `escapes` backslashes, itself. */
function literal(glob: string, escapes: number): readonly [taken: number, expression: string] {
  const character = String.fromCodePoint(glob.codePointAt(escapes)!)
  return [escapes + character.length, character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')]
}

function characterSet(negated: boolean, members: string): string {
  const set = `[${negated ? '^/' : ''}${members.replace(/[\\\][^]/gu, '\\$&')}]`
  try {
    new RegExp(set, 'u')
    return set
  } catch {
    return '[^\\s\\S]' // a range from back to front holds nothing
  }
}
