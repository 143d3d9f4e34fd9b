/** One call of `append`; more is a bulk write that deserves one event for the whole. */
export const APPEND_EVENTS_MAX = 10_000
/** A block's size: one read, a few ms of hashing, and a bound on what a verifier holds at once. */
export const BLOCK_EVENTS_MAX = 4_096
/** Blocks that one visit of the sealer makes for one tenant before it lets the next tenant have its turn. */
export const SEAL_BLOCKS_MAX = 16
/** Tenants that one run of the sealer looks at. */
export const SEAL_TENANTS_MAX = 500
/** Blocks read at once by the verifier. */
export const VERIFY_BLOCKS_MAX = 256
/** After so much the page of a proof ends with the block it is at: some hundred milliseconds of work. */
export const PROOF_PAGE = { blocks_max: 1_024, events_max: 16_384 }
/** Faults named in one report; a trail with more is beyond a list. */
export const VERIFY_FAULTS_MAX = 100
/** Events of one block compared pairwise to tell a swap from an edit. */
export const REORDER_EVENTS_MAX = 64
/** Events that one page looks at for a type of resource, which no index knows. */
export const LOOKED_AT_MAX = 10_000
export const FILTER_CHARS_MAX = 200
/** A signed note is four lines and a few signatures. */
export const CHECKPOINT_CHARS_MAX = 4_096
