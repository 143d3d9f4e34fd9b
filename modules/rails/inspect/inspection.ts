import type { FileFault } from '../files/fault.ts'
import type { FileFormat } from './format.ts'

/**
 * `quarantined`: the file can be read, and this keeps a statement of it out of the books until a person has looked; the
 * other severities are those of every file.
 */
export type InspectionFault = Omit<FileFault, 'severity'> & {
  readonly severity: FileFault['severity'] | 'quarantined'
}

/** What a file says, in words, and everything that is wrong with it. */
export type Inspection = {
  readonly format: FileFormat | 'unknown'
  /** One sentence: what this is. */
  readonly title: string
  /** What it holds, a sentence each, in the order of the file; long lists are cut and say so. */
  readonly says: readonly string[]
  readonly bytes: number
  /** In the order of the file; at most FAULTS_TOLD_MAX of them. */
  readonly faults: readonly InspectionFault[]
  readonly refused: number
  readonly quarantined: number
  readonly noted: number
}

/** Reads one format: bytes in, sentences at the end. */
export type Describer = {
  push(chunk: Uint8Array): void
  /** Called once, after the last bytes. */
  end(): { readonly title: string; readonly says: readonly string[] }
}
export type TellFault = (fault: InspectionFault) => void

export const FAULTS_TOLD_MAX = 1_000
const SENTENCES_MAX = 40

/** Collects sentences; the ones beyond the limit are counted. */
export function sentences(noun: string) {
  const kept: string[] = []
  let more = 0
  return {
    add(sentence: string): void {
      if (kept.length < SENTENCES_MAX) kept.push(sentence)
      else more++
    },
    all: (): readonly string[] => (more === 0 ? kept : [...kept, `… and ${more} more ${noun}`]),
  }
}

/** `3 entries`, `1 entry`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
