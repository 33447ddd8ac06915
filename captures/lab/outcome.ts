/** For what must be so in a scenario: a lab in which it is not has recorded something else, and nothing is kept. */
export async function answered(what: string, exchange: Promise<boolean>): Promise<void> {
  if (!(await exchange)) throw new Error(`not answered: ${what}`)
}

/** The fault must be there too. */
export async function unanswered(what: string, answers: Promise<number>): Promise<void> {
  const received = await answers
  if (received > 0) throw new Error(`${received} times answered, and must not be: ${what}`)
}

/** As `unanswered`, for a question asked once. */
export async function refused(what: string, exchange: Promise<boolean>): Promise<void> {
  if (await exchange) throw new Error(`answered, and must not be: ${what}`)
}
