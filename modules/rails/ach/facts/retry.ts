import { dated } from '../../cards/dated.ts'

/** How many banking days after a return for want of funds a debit is tried again. */
export const achRetryWait = dated<{ readonly banking_days: number }>([
  {
    source:
      'Florin: three banking days after the return, when most wages that were on their way have arrived; Nacha names no wait',
    effective_from: '2026-01-01',
    review_by: '2027-12-31',
    value: { banking_days: 3 },
  },
])
