/** Deleting a customer detaches all of them in one transaction, each with a fact. */
export const METHODS_PER_CUSTOMER_MAX = 100
/** Merchants, over all tenants, that a node remembers for the hot path: about 400 bytes each. */
export const MERCHANTS_CACHED_MAX = 20_000
/** A remembered merchant is used this long: a suspension on another node is effective within it. */
export const MERCHANT_CACHED_MS = 1_000
/** After a change on this node its tenant's merchants are looked up at every use, until the transaction has ended. */
export const MERCHANT_SETTLE_MS = 2_000
/** Ledger accounts that a node knows to be open. */
export const ACCOUNTS_REMEMBERED_MAX = 50_000
export const DEFAULT_MERCHANTS_REMEMBERED_MAX = 20_000
