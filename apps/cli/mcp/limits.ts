/** Characters of JSON in one answer. About 10,000 tokens: more of one answer drowns what an assistant already knows. */
export const ANSWER_CHARS_MAX = 40_000
/** Rows of a list when the assistant does not say how many; the API gives up to 100. */
export const ROWS_DEFAULT = 20
export const ROWS_MAX = 100
/** Operations and documents that a search answers. */
export const FOUND_MAX = 12
/** Characters of a document in one answer of a tool; the rest is asked for by its offset. */
export const PAGE_CHARS_MAX = 20_000
/** How deep the schema of a body is written out. */
export const SCHEMA_DEPTH_MAX = 7
/** Bytes of one message of the protocol. */
export const MESSAGE_BYTES_MAX = 4_000_000
/** Tries of one call after the first: an assistant waits, and can try again itself. */
export const RETRIES_MAX = 2
/** Between two notices that a call is still under way. Programs give a call up after some tens of seconds of silence. */
export const PROGRESS_MS = 1_000
/** Seconds the API may hold the line for an outcome. */
export const WAIT_S_MAX = 30
