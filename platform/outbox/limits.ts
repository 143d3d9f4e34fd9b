/** Facts one read of a feed returns at most. */
export const FEED_PAGE_MAX = 1_000
/** Text of one page of a feed, roughly: a page of ledger batches names thousands of transfers per fact. */
export const FEED_PAGE_BYTES_MAX = 4_194_304
/** Facts one transaction may tell. */
export const FACTS_PER_WRITE_MAX = 10_000
export const FACT_BODY_CHARS_MAX = 262_144
