export const MATCH_JOB = 'reconciliation.match_account'
export const PROVE_JOB = 'reconciliation.prove_night'
/** Statements of a day are there by then, in UTC, at most banks. */
export const PROVE_AFTER_MS = 6 * 3_600_000
/** Entries of the ledger, and lines of a statement, that one transaction reads. */
export const ITEMS_PER_READ_MAX = 2_000
/** Lines that one transaction matches by reference; items of each side that one look at amounts holds in memory. */
export const LINES_PER_WINDOW = 5_000
/** Keys of one item: references first, then words of the remittance. */
export const KEYS_MAX = 16
export const KEY_CHARS_MIN = 4
export const KEY_CHARS_MAX = 140
/** A key this long is no number that somebody counts up: it stands for one payment or one batch. */
export const SURE_KEY_CHARS_MIN = 8
/** Words of a remittance that may be a reference. */
export const WORDS_MAX = 4
export const WORD_CHARS_MIN = 8
/** Of the entries that share a reference with a line, so many are looked at. */
export const CANDIDATES_PER_KEY_MAX = 50
/** Items of one group, and groups that one look takes. */
export const GROUP_ITEMS_MAX = 10_000
export const GROUPS_PER_LOOK_MAX = 500
/** Lines, and entries, among which sums are looked for: 2^12 of each side are tried, whatever they are. */
export const SUBSET_ITEMS_MAX = 12
export const SUBSET_DAYS_PER_RUN_MAX = 250
/** Lines for which one run looks for something alike. */
export const SCORED_LINES_PER_RUN_MAX = 500
/** Lines or breaks that one transaction puts aside, opens or closes. */
export const ITEMS_PER_HEAL_MAX = 500
/** Items of a match that a person makes. */
export const ITEMS_BY_HAND_MAX = 1_000
/** A line with the reference and amount of another one is the same again when so few days lie between. */
export const DUPLICATE_DAYS = 7
/** A difference this small next to the amount, in the bank's favour, looks like a fee. */
export const FEE_BPS_MAX = 500
/** Days over which completeness is told. */
export const COMPLETENESS_DAYS = 4
/** Transfers that follow one another while a proof is made, until it is left to the next night. */
export const PROOF_TRIES_MAX = 20
/** Rows of an export that are read at once. */
export const EXPORT_ROWS = 1_000
