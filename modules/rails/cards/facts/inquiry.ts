import { dated } from '../dated.ts'

/** Waits before each inquiry, from the one before (the first from the answer that never came). After the last: a person. */
export type InquirySchedule = { readonly unknown: readonly number[]; readonly pending: readonly number[] }

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const inquirySchedule = dated<InquirySchedule>([
  {
    source:
      'Florin; compare Kill Bill’s janitor (unknown 5 m, 1 h, then daily; pending 1 h, 1 d), which is slower to begin',
    effective_from: '2026-01-01',
    review_by: '2027-12-31',
    value: {
      unknown: [
        5 * SECOND_MS,
        30 * SECOND_MS,
        2 * MINUTE_MS,
        10 * MINUTE_MS,
        HOUR_MS,
        6 * HOUR_MS,
        DAY_MS,
        DAY_MS,
        DAY_MS,
        DAY_MS,
      ],
      // The callback is expected first; an inquiry only makes up for one that was lost.
      pending: [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, DAY_MS, DAY_MS, DAY_MS, DAY_MS],
    },
  },
])
