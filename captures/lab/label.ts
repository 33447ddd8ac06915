import type { Answer, Truth } from './truth.ts'

/** What is so whether or not the inventory is at hand. */
export function evident(answer: Answer, because: string, more: Pick<Truth, 'facts' | 'notes'> = {}): Truth {
  return { withInventory: answer, without: answer, because, ...more }
}

/** What the packets alone leave open. */
export function told(
  withInventory: Answer,
  without: Answer,
  because: string,
  more: Pick<Truth, 'facts' | 'notes'> = {},
): Truth {
  return { withInventory, without, because, ...more }
}
