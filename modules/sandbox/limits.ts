const DAY_MS = 86_400_000

export const ADVANCE_JOB = 'sandbox.advance'
/** How long a POST holds the line for an arrival unless it says otherwise. */
export const ADVANCE_WAIT_MS = 10_000
/** A move is told in pieces of at least this, so that receivers' retries follow it on the way. */
export const TOLD_EVERY_MS = 7 * DAY_MS
/**
 * What is due within one second is done at its end, in its order, as a worker does that looks once a second: a sandbox in which
 * hundreds of payments were made at once would otherwise stop for each of them.
 */
export const MOMENT_MS = 1_000
/** Work at one moment that does not end within this (real time) stops the move, which is tried again. */
export const SETTLE_MS_MAX = 90_000
/** Listeners that are behind are waited for this long once; one that is stuck must not hold the clock. */
export const LISTENERS_MS_MAX = 3_000
export const SETTLE_LOOK_MS_MAX = 50
/** Real pauses after a try that failed; the last one is repeated. */
export const FAULT_PAUSE_MS = [200, 1_000, 5_000] as const
/** Tries in a row by one worker before it gives the move back. */
export const FAULTS_IN_A_ROW_MAX = 10
export const FAULT_CHARS_MAX = 500
export const FAULTS_MAX = 100
export const FAULT_COUNT_MAX = 1_000_000
export const FAULT_MS_MAX = 30 * DAY_MS
/** Of a fault that holds an answer back, in real time. */
export const LATENCY_MS_MAX = 60_000
