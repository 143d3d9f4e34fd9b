export const DAY_MS = 86_400_000
/** How long a cardholder may dispute after the transaction was processed (payment-codes.md 5.1), in days. */
export const DISPUTE_DAYS = 120
/** From a capture to its settlement, at most, in days. */
export const SETTLEMENT_DAYS = 3
/** After this (wall clock) an operation without outcome is taken for abandoned, and somebody else asks. */
export const OPERATION_LEASE_MS = 60_000
/** The longest window that a scheme counts declines over (payment-codes.md 4.1, 4.2). */
export const DECLINES_SEEN_MS = 30 * DAY_MS
export const PAYMENTS_PER_BATCH_MAX = 500
export const QUEUED_PAYMENTS_MAX = 20_000
export const BATCH_TRIES_MAX = 5
/** 2^53 - 1: what the ledger takes in one transfer. */
export const PAYMENT_MINOR_MAX = Number.MAX_SAFE_INTEGER

export const INQUIRY_JOB = 'payments.inquire'
/** An acquirer that says it never saw an operation is believed once the request cannot be on its way any more. */
export const NOT_FOUND_BELIEVED_MS = 30_000
/** Operations that one look goes through, per tenant. */
export const SWEEP_OPERATIONS_MAX = 2_000

export const RELEASE_JOB = 'payments.release'
/** How long after a release that did not succeed the next one is tried. */
export const RELEASE_AGAIN_MS = 3_600_000
/** What was not captured is given back a day before the scheme lets it lapse (payment-codes.md 4.5). */
export const RELEASE_EARLY_MS = 86_400_000

export const AUTHENTICATION_JOB = 'payments.authenticate'
/** After this (tenant's clock) an authentication that has not come to an end is taken up by somebody else. */
export const AUTHENTICATION_RESUME_MS = 60_000
/** How often a directory server that does not answer is asked: no money moves, and a repeat finds the first. */
export const AUTHENTICATION_TRIES_MAX = 2
/** How long a browser that came back waits for the outcome of the authorisation. */
export const RETURN_WAIT_MS = 25_000

/** Operations of one payment that its timeline looks at, from the first on. */
export const TIMELINE_OPERATIONS_MAX = 300

/** Facts that a look at the tally counts itself when its consumer has not come to them yet. */
export const TALLY_TAIL_MAX = 1_000
