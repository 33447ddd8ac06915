import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCapture } from '../../src/capture/read-capture.ts'
import { type RecordedFrame, Recording } from './recording.ts'

const CORPUS = suite("captures made by others, against capinfos' reading of them")

/** Beside the repository, two directories above the compiled test tree's root. */
const DIRECTORY = join(import.meta.dirname, '../../../../shared/corpus')

/** What `frames` of a golden holds of one record. */
type GoldenFrame = readonly [
  time: string,
  captured: number,
  length: number,
  encapsulation: number | null,
  iface: number,
]

interface Golden {
  readonly packets_read: number
  readonly tshark_exit: number
  readonly frames: readonly GoldenFrame[]
}

/** Where we differ from Wireshark, and why. */
const JUSTIFIED: Readonly<Record<string, string>> = {
  'libtrace__5_packets.erf': 'ERF is not read',
  'synthetic__fmt_pcap.pcap.lz4': 'lz4 is not read',
  'nDPI__fuzz-2021-10-13.pcap': 'more than 10^9 nanoseconds are carried; Wireshark prints them as they are',
  'suricata-verify__fuzz.pcap': 'Wireshark takes it for a variant of 1999 that has no magic of its own, by trial',
  'synthetic__fmt_pcap_usec_overflow.pcap': 'more than 10^6 microseconds are carried; Wireshark lets 32 bits overflow',
  'synthetic__fmt_pcapng_tsresol_odd.pcapng': 'of picoseconds Wireshark lets 64 bits overflow',
  'tcpdump__atm-oam-heapoverflow.pcap': 'Wireshark takes the 4 octets of the ATM pseudo-header off',
  'synthetic__fmt_pcap_trunc_rechdr.pcap': 'a cut inside a record header is told; Wireshark says nothing',
  'synthetic__fmt_pcap_zero_bytes.pcap': 'an empty file is told; Wireshark says nothing',
  'synthetic__dlt_unknown_60000.pcap': 'records are read whatever their link type; Wireshark refuses the file',
  'tcpdump__brcm-tag.pcap': 'the same',
  'tcpdump__juniper_es_oobr.pcap': 'the same',
  'tcpdump__vtp_asan-3.pcap': 'the same',
}

interface Row {
  readonly offset: number
  readonly frame: RecordedFrame | null
}

/** Frames and the records that carry none, in file order: what Wireshark numbers. */
function rows({ frames, records }: Recording): Row[] {
  const all = [
    ...frames.map((frame) => ({ offset: frame.offset, frame })),
    ...records.map((offset) => ({ offset, frame: null })),
  ]
  return all.sort((a, b) => a.offset - b.offset)
}

function differences(all: readonly Row[], golden: Golden): string[] {
  const found: string[] = []
  if (all.length !== golden.packets_read) found.push(`${all.length} records, not ${golden.packets_read}`)
  golden.frames.forEach(([time, captured, length], index) => {
    const frame = all[index]?.frame
    if (!frame) return
    const ours = [timeText(frame), frame.octets.length / 2, frame.originalLength].join(' ')
    const theirs = [time, captured, length].join(' ')
    if (ours !== theirs) found.push(`record ${index + 1} is ${ours}, not ${theirs}`)
  })
  return found
}

function timeText({ second, nanosecond }: RecordedFrame): string {
  return nanosecond < 0 ? '' : `${second}.${String(nanosecond).padStart(9, '0')}`
}

if (!existsSync(DIRECTORY)) {
  CORPUS('is not here', () => {
    console.log(`skipped: no corpus at ${DIRECTORY}`)
  })
} else {
  CORPUS('number, time and lengths of every record', async () => {
    const goldens = readdirSync(DIRECTORY).filter((name) => name.endsWith('.capinfos.json'))
    let frames = 0
    let compared = 0
    const unjustified: string[] = []
    for (const name of goldens) {
      const file = name.slice(0, -'.capinfos.json'.length)
      const golden: Golden = JSON.parse(readFileSync(join(DIRECTORY, name), 'utf8'))
      const recording = new Recording()
      const result = await readCapture(join(DIRECTORY, file), recording)
      const found = differences(rows(recording), golden)
      const whole = result.ok && result.summary.complete
      if (whole !== (golden.tshark_exit === 0)) found.push(`complete is ${whole}, tshark's exit ${golden.tshark_exit}`)
      frames += recording.frames.length
      compared++
      if (found.length > 0 && JUSTIFIED[file] === undefined)
        unjustified.push(`${file}: ${found.slice(0, 3).join('; ')}`)
      if (found.length === 0 && JUSTIFIED[file] !== undefined) unjustified.push(`${file}: justified, and not different`)
    }
    console.log(`${compared} captures, ${frames} frames, ${Object.keys(JUSTIFIED).length} justified differences`)
    assert.equal(unjustified, [])
  })
}

CORPUS.run()
