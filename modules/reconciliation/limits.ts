export const FETCH_JOB = 'reconciliation.fetch_report'
export const CONSUMER = 'reconciliation'
export const DAY_MS = 86_400_000
/** Acquirers write their reports in the morning of the day they pay: first asked for then, in UTC. */
export const REPORT_AFTER_MS = 6.25 * 3_600_000
/** A report that is not there yet is asked for again after this, and less often once its day is over. */
export const NOT_READY_PAUSE_MS = 3_600_000
export const LATE_PAUSE_MS = 6 * 3_600_000
/** After this the day is taken for one without a report, as weekends are. What it should have named is missing then. */
export const REPORT_DAYS_MAX = 5
/** Days without activity whose reports are looked for once there is some again. */
export const LOOK_BACK_DAYS_MAX = 62
/** One transaction books so many lines: at most four transfers each. */
export const LINES_PER_BOOKING_MAX = 2_000
/** Entries of a receivable that one read goes through. */
export const ENTRIES_PER_READ_MAX = 1_000
/** Claims that one look for missing ones tells; the next look goes on. */
export const MISSING_PER_LOOK_MAX = 1_000
/** Open claims of the right amount among which a line without our reference is looked for. */
export const CANDIDATES_MAX = 5_000
export const NOTE_CHARS_MAX = 1_000
/** Operations taken back that one look closes, and contradictions that it asks about; the next look goes on. */
export const OFFSETS_PER_LOOK_MAX = 500
export const QUESTIONS_PER_LOOK_MAX = 100
/** So long after its report acquirers are asked about an operation that it settles otherwise. */
export const QUESTION_DAYS_MAX = 10
/** Early lines that one look settles; the next look goes on. */
export const EARLY_PER_LOOK_MAX = 500
