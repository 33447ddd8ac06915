import { everywhere, ofNodeInOneFile } from '../record.ts'
import type { Scenario } from '../scenario.ts'
import { SMALL_CLOUD_TRUTHS, smallCloud, talkInSmallCloud } from '../small-cloud.ts'

export const scenario: Scenario = {
  name: 'one-pcapng',
  summary: 'the NICs and taps of the compute node are interfaces of one pcapng',
  plan: smallCloud,
  recordings: (cloud) => [
    ofNodeInOneFile(cloud, 'compute1'),
    ...everywhere(cloud).filter(({ path }) => !path.startsWith('compute1/')),
  ],
  traffic: talkInSmallCloud,
  truth: {
    ...SMALL_CLOUD_TRUTHS,
  },
}
