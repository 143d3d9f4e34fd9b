import type { FileFault } from '../files/fault.ts'
import { FAULTS_MAX } from './limits.ts'
import type { AchBatchControl, AchBatchHeader, AchEntry, AchFileControl, AchFileHeader } from './model.ts'
import { type NachaRule, type Report, severityOf, wholeRecord } from './rules.ts'

/** `line` is where the record stands, from 1. `is_refused`: a fault of this record, or of its addenda, is. */
type At = { readonly line: number; readonly is_refused: boolean }
/**
 * What a file says, in its order. A fault comes before the record that it is about; those of a whole batch come with its
 * control, so a batch may be used only when its control came and was not refused.
 */
export type AchEvent =
  | (At & { readonly kind: 'file_header'; readonly header: AchFileHeader })
  | (At & { readonly kind: 'batch_header'; readonly header: AchBatchHeader })
  | (At & { readonly kind: 'entry'; readonly entry: AchEntry; readonly batch: AchBatchHeader })
  | (At & { readonly kind: 'batch_control'; readonly control: AchBatchControl })
  | (At & { readonly kind: 'file_control'; readonly control: AchFileControl })
  | { readonly kind: 'fault'; readonly fault: FileFault }
export type TakeEvent = (event: AchEvent) => void

export type AchReadOptions = {
  /** Rules that this sender is known to break, and that are only noted. */
  readonly tolerated?: readonly NachaRule[]
  /** How many faults are told; the rest are counted. */
  readonly faults_max?: number
}

export type FaultBook = {
  readonly report: Report
  /** A new record begins: what was refused before no longer touches it. */
  begin(): void
  isRefused(): boolean
  /** Says how many faults were left out. */
  end(): void
}

/** Tells faults as events, up to a limit, and remembers whether the record at hand has been refused. */
export function faultBook(
  take: TakeEvent,
  { tolerated = [], faults_max = FAULTS_MAX }: AchReadOptions,
): FaultBook {
  const tolerable = new Set(tolerated)
  let isRefused = false
  let told = 0
  let left_out = 0
  let hasRefusedLeftOut = false
  const tell = (fault: FileFault) => take({ kind: 'fault', fault })
  return {
    report(rule, line, place, detail, given) {
      const severity = severityOf(rule, tolerable, given)
      if (severity === 'refused') isRefused = true
      if (told >= faults_max) {
        left_out++
        hasRefusedLeftOut ||= severity === 'refused'
        return
      }
      told++
      tell({ line, column: place.start, rule, field: place.name, detail, severity })
    },
    begin() {
      isRefused = false
    },
    isRefused: () => isRefused,
    end() {
      if (left_out === 0) return
      const detail = `${left_out} more faults were counted and not told`
      const severity = hasRefusedLeftOut ? 'refused' : 'noted'
      tell({ line: 1, column: 1, rule: 'nacha_faults_left_out', field: wholeRecord.name, detail, severity })
    },
  }
}
