import type pc from 'picocolors'
import type { Answer } from '../classify/analysis.ts'

export type Colours = ReturnType<typeof pc.createColors>

export function colourOf(answer: Answer, colours: Colours): (text: string) => string {
  switch (answer) {
    case 'yes':
      return colours.green
    case 'no':
      return colours.red
    case 'partial':
      return colours.yellow
    case 'unobserved':
      return colours.dim
    default:
      return answer satisfies never
  }
}
