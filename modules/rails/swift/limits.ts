/** A line of the standard has at most 78 characters; some banks write the whole of `:86:` on one. */
export const LINE_BYTES_MAX = 16_384
/** `:77T:` may hold 9,000 characters; no field of the standard has more lines than `:79:`, 35. */
export const FIELD_LINES_MAX = 1_000
/** Blocks 1, 2, 3 and 5 are a few hundred characters. */
export const BLOCK_CHARS_MAX = 4_096
/** Fields of one payment message. MT101 and MT210 repeat a sequence; statements are not held and have no such limit. */
export const MESSAGE_FIELDS_MAX = 10_000
/** Accounts whose last page is remembered, to compare the next one with. */
export const ACCOUNTS_MAX = 10_000
