/** Orders that one call makes, and that one transaction moves. */
export const ORDERS_PER_CALL_MAX = 1_000
/** 2^53 - 1: what the ledger moves at once. */
export const AMOUNT_MAX = Number.MAX_SAFE_INTEGER
/** Of an order: hold, settlement, and what follows; see `steps` in 0007_payment_orders.sql. */
export const STEPS_MAX = 30

/** Unknown orders that the overview looks up the payouts of. */
export const UNKNOWN_ORDERS_NAMED_MAX = 1_000
