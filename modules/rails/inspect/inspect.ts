import { byPlace } from '../files/fault.ts'
import { DETECT_BYTES, detectFormat, type FileFormat } from './format.ts'
import {
  type Describer,
  FAULTS_TOLD_MAX,
  type Inspection,
  type InspectionFault,
  type TellFault,
} from './inspection.ts'

/** Each format's describer is loaded when a file of it comes: a start needs none of them. */
const describers: Readonly<Record<FileFormat, () => Promise<(tell: TellFault) => Describer>>> = {
  nacha: async () => (await import('./nacha.ts')).describeNacha,
  iso20022: async () => (await import('./iso20022.ts')).describeIso20022,
  swift_mt: async () => (await import('./swift_mt.ts')).describeMt,
  bai2: async () => (await import('./statements.ts')).describeBai2,
  ofx: async () => (await import('./statements.ts')).describeOfx,
}

/**
 * Reads a file of any format that Florin knows and says in words what it is and what is wrong with it. Bounded memory,
 * however long the file is. Never throws for what stands in it; what the source itself throws is passed on.
 */
export async function inspectFile(source: AsyncIterable<Uint8Array>): Promise<Inspection> {
  const faults: InspectionFault[] = []
  const count = { refused: 0, quarantined: 0, noted: 0 }
  let bytes = 0
  const tell: TellFault = (fault) => {
    count[fault.severity]++
    if (faults.length < FAULTS_TOLD_MAX) faults.push(fault)
  }
  const chunks = source[Symbol.asyncIterator]()
  const { head, waiting } = await firstBytes(chunks)
  const detected = detectFormat(head)
  if (detected.format === 'unknown') {
    const detail = `Nothing can be read: ${detected.because}.`
    tell({ line: 1, column: 1, rule: 'file_format_unknown', field: 'file', detail, severity: 'refused' })
    bytes = waiting.reduce((sum, chunk) => sum + chunk.length, 0)
    return {
      format: 'unknown',
      title: 'A file that Florin does not read',
      says: [],
      bytes,
      faults,
      ...count,
    }
  }
  const describer = (await describers[detected.format]())(tell)
  for (const chunk of waiting) {
    bytes += chunk.length
    describer.push(chunk)
  }
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    bytes += next.value.length
    describer.push(next.value)
  }
  const { title, says } = describer.end()
  return { format: detected.format, title, says, bytes, faults: faults.toSorted(byPlace), ...count }
}

/** Enough to tell the format, and the chunks that it came in. */
async function firstBytes(
  chunks: AsyncIterator<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly waiting: readonly Uint8Array[] }> {
  const waiting: Uint8Array[] = []
  let length = 0
  while (length < DETECT_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    waiting.push(next.value)
    length += next.value.length
  }
  return { head: Buffer.concat(waiting), waiting }
}
