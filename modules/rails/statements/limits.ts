/** What a reader of statements takes from a file before it stops believing it. Longer ones are cut and named. */
export const LINE_CHARS_MAX = 4_096
/** Records 88 behind one record: a summary of 400 type codes in records of 80 characters needs some 120. */
export const CONTINUATIONS_MAX = 1_000
export const HEADER_CHARS_MAX = 8_192
export const TAG_CHARS_MAX = 64
/** OFX allows 255 characters in the longest field of a transaction; banks overdo it. */
export const VALUE_CHARS_MAX = 8_192
export const DEPTH_MAX = 32
/** Elements held at once: what stands around the transactions, never the transactions. */
export const ELEMENTS_MAX = 50_000
/** Digits of an amount: more than any sum of money, and few enough that BigInt stays cheap. */
export const AMOUNT_DIGITS_MAX = 18
/** Lines handed over at once. */
export const RUN_LINES_MAX = 500
/** Faults named of one file, or by the gate of one statement; after that they are only counted. */
export const FAULTS_NAMED_MAX = 1_000
/** Lines remembered to find duplicates: about 100 bytes each. */
export const KEYS_MAX = 1_000_000
