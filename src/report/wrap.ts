import { columnsOf, columnsOfCharacter } from './columns.ts'

export interface Indent {
  /** Before the first line. */
  readonly first?: string
  /** Before every other line. */
  readonly rest?: string
}

/**
 * Lines of at most `width` columns, broken at spaces; a word longer than a line is broken where the line ends. `text` is
 * escaped already. Indents count; one that leaves no room for a wide character is overrun.
 */
export function wrap(text: string, width: number, { first = '', rest = first }: Indent = {}): readonly string[] {
  const lines: string[] = []
  let line = ''
  let columns = 0
  let room = roomBeside(first, width)
  const flush = () => {
    lines.push((lines.length === 0 ? first : rest) + line)
    line = ''
    columns = 0
    room = roomBeside(rest, width)
  }
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const wordColumns = columnsOf(word)
    if (columns > 0 && columns + 1 + wordColumns > room) flush()
    if (columns > 0) {
      line += ' '
      columns += 1
    }
    for (const piece of columns + wordColumns <= room ? [word] : word) {
      const pieceColumns = piece === word ? wordColumns : columnsOfCharacter(piece)
      if (columns > 0 && columns + pieceColumns > room) flush()
      line += piece
      columns += pieceColumns
    }
  }
  if (line !== '' || lines.length === 0) flush()
  return lines
}

function roomBeside(indent: string, width: number): number {
  return Math.max(width - columnsOf(indent), 2)
}

/** `text` followed by spaces up to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - columnsOf(text), 0))
}
