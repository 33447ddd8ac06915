import { everywhere } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'short-snaplen',
  summary: 'every capture holds the first 128 octets of each frame',
  plan: smallCloud,
  recordings: (cloud) => everywhere(cloud).map((recording) => ({ ...recording, snaplen: 128 })),
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,
  },
}
