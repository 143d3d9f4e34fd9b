import { dated } from '../../cards/dated.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/**
 * Waits between status queries, the first behind the first query; the last one repeats until the rail looks back no
 * further. None is shorter than the rule `requery_wait` of a rail.
 */
export const queryWaits = dated<readonly number[]>([
  {
    source: 'Florin: at once a few times, because a payer waits, and then without a hurry',
    effective_from: '2023-07-20',
    review_by: '2027-07-31',
    value: [30 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS],
  },
])

/** Waits before a message that surely did not leave this machine is sent again. After the last the order is rejected. */
export const sendWaits = dated<readonly number[]>([
  {
    source: 'Florin: the gateway of a bank is away for seconds, or for long; then the money is free again',
    effective_from: '2023-07-20',
    review_by: '2027-07-31',
    value: [2 * SECOND_MS, 10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS],
  },
])

/** How often a payment is sent under one message id, and how many message ids it may get. */
export const SENDS_MAX = 3
export const ATTEMPTS_MAX = 3
