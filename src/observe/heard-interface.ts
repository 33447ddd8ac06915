// What the compiled module hears of an interface (`assembly/heard.ts`), in so many octets: frames, and when the first and last came.

export const HEARD_OCTETS = 32
export const HEARD_FRAMES = 0
export const FIRST_NANOSECOND = 4
export const LAST_NANOSECOND = 8
export const FIRST_SECOND = 16
export const LAST_SECOND = 24
