/** What one row of a file's bytes holds. */
export const PIECE_BYTES = 1_048_576
/** No bank sends a larger one; half of what would not fit into memory twice. */
export const FILE_BYTES_MAX = 2_000_000_000
/** Faults that are kept with a file; all of them are counted. */
export const FAULTS_KEPT_MAX = 100
export const TITLE_CHARS_MAX = 500
