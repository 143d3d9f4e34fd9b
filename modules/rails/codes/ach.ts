import type { Day } from '../../../kernel/world.ts'
import { byCode, unknownCode } from './actions.ts'
import { type AchChangeCode, achChangeRows } from './facts/ach_changes.ts'
import { achContestRows, achDishonorRows } from './facts/ach_dishonors.ts'
import { type AchReturnCode, achReturnRows, type ReturnBucket } from './facts/ach_returns.ts'
import { type AchSec, achSecRows } from './facts/ach_sec.ts'

/** Every R-code: returns, dishonours (R61 to R70) and contests (R71 to R77). */
export const achReturnCodes: readonly AchReturnCode[] = [
  ...achReturnRows,
  ...achDishonorRows,
  ...achContestRows,
]
const returns = byCode(achReturnCodes)

/** Who sends it: an RDFI or operator; an ODFI that does not accept the return; an RDFI that does not accept that. */
export type AchReturnStage = 'return' | 'dishonored' | 'contested'
const stages: ReadonlyMap<string, AchReturnStage> = new Map([
  ...achReturnRows.map(({ code }) => [code, 'return'] as const),
  ...achDishonorRows.map(({ code }) => [code, 'dishonored'] as const),
  ...achContestRows.map(({ code }) => [code, 'contested'] as const),
])
/** Which stage a code belongs to, and so how its addenda is laid out; undefined for a code that is not given out. */
export const achReturnStage = (code: string): AchReturnStage | undefined => stages.get(code)
const changes = byCode(achChangeRows)
const secs = byCode(achSecRows)

/** What a return reason code means; for an unknown one a row that sends it to a person. */
export const readAchReturnCode = (code: string): AchReturnCode =>
  returns.get(code) ?? {
    ...unknownCode(code, 'return reason code'),
    by: 'unknown',
    window: { kind: 'none' },
    bucket: null,
    bucket_since: null,
    answers: [],
  }

/** What a change code means; for an unknown one a row that sends it to a person and has no layout. */
export const readAchChangeCode = (code: string): AchChangeCode =>
  changes.get(code) ?? {
    ...unknownCode(code, 'change code'),
    layout: 'none',
    corrected: [],
    separator: 'none',
    is_refusal: false,
  }

/** An unknown class is taken for a consumer’s: its debits can come back longest. */
export const readSec = (code: string): AchSec =>
  secs.get(code) ?? {
    code,
    use: 'unknown',
    receiver: 'consumer',
    unauthorized_window: '60_calendar_days',
    directions: ['credit', 'debit'],
    addenda_max: null,
    is_known: false,
    source: 'Florin: an unknown class has the longer window',
    effective_from: '2000-01-01',
    review_by: '9999-12-31',
  }

/** In which of Nacha’s buckets a return of that day counts. */
export function returnBucket(code: string, on: Day): ReturnBucket | null {
  const { bucket, bucket_since } = readAchReturnCode(code)
  return bucket_since === null || on >= bucket_since ? bucket : null
}
