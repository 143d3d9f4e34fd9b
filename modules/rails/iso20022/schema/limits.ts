/** Faults of one document that are kept; a file that breaks every line is not worth more. */
export const FAULTS_MAX = 1_000
/** A text is matched against a pattern only up to here. Types with a pattern and no length of their own are short ones. */
export const PATTERN_CHARS_MAX = 10_000
/** What libxml2 is given: it holds the whole document, at about ten times its size. */
export const XSD_BYTES_MAX = 64 * 1024 ** 2
/** Compiled schemas that are kept; each takes some megabytes. */
export const XSD_KEPT_MAX = 16
/** How much of a schema file is read to find its namespace; some begin with a page of licence. */
export const XSD_HEAD_BYTES = 64 * 1024
