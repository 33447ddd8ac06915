import type { SourceFailure } from './octet-source.ts'

/** To the thread that inflates: a piece of what is stored, an empty one at its end; or a buffer, given back to be filled again. */
export type ToInflater = { readonly piece: Uint8Array<ArrayBuffer> } | { readonly buffer: ArrayBuffer }

/** From it: a piece was begun; octets were inflated; this was all, and how it ended. */
export type FromInflater =
  | { readonly kind: 'began' }
  | { readonly kind: 'inflated'; readonly octets: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly failure: SourceFailure | null }
