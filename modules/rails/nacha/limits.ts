/** Every record of a Nacha file has 94 characters, and records stand in blocks of ten. */
export const RECORD_CHARS = 94
export const RECORDS_PER_BLOCK = 10
/** A line is kept up to here, which leaves room for characters of four bytes; what follows is only looked at, not kept. */
export const LINE_BYTES_MAX = 4 * RECORD_CHARS
/** The longest remittance the rules allow (CTX, ATX, TRX). No entry is held with more. */
export const ADDENDA_MAX = 9_999
/** A file control counts at most this many entries and addenda, so a longer file cannot be a whole one. */
export const LINES_MAX = 100_000_000
/** Past this many faults of a stream they are only counted: nobody reads more, and a hostile file could give millions. */
export const FAULTS_MAX = 10_000
/** A chunk is read in parts of this size, so that the events of one part are few. */
export const CHUNK_BYTES = 65_536
/** Lines are written in parts of about this size. */
export const WRITE_CHARS = 65_536
