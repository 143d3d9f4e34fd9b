export const DAY_MS = 86_400_000
export const DEADLINE_JOB = 'disputes.deadline'
export const WATCH_JOB = 'disputes.watch'
export const INQUIRY_JOB = 'disputes.inquire'
/** How often acquirers are asked for disputes, by the tenant's clock: banks send theirs once or twice a day. */
export const WATCH_PAUSE_MS = DAY_MS / 2
/** An answer that comes after the deadline, in the same second, is still in time for most; we wait that long to give up. */
export const EXPIRE_LATE_MS = 1_000
/** Waits between looks at an answer whose outcome is not known. */
export const INQUIRY_PAUSE_MS = 15 * 60_000
export const INQUIRIES_MAX = 96
/** How often news is judged anew because the dispute changed meanwhile. */
export const TRIES_MAX = 10
/** Of the whole package that goes to an acquirer: its hosts read 64 KiB. */
export const EVIDENCE_CHARS_MAX = 48_000
export const EVIDENCE_TEXT_CHARS_MAX = 8_000
export const EVIDENCE_FILES_MAX = 20
/** Earlier payments of a card that are looked at. */
export const EARLIER_PAYMENTS_MAX = 200
