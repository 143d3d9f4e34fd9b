/** Orders a payout that may go, or tries the next rail. */
export const ORDER_JOB = 'payouts.order'
/** Ends an approval that nobody gave in time. */
export const EXPIRE_JOB = 'payouts.expire_approval'
/** Looks at the open payouts of a bank account whose details a person changed. */
export const RECHECK_JOB = 'payouts.recheck_destination'
/** Brings a transfer to the other tenant, and its answer back. */
export const CARRY_JOB = 'payouts.carry_transfer'

/** The name under which the place in each feed is kept. */
export const CONSUMER = 'payouts'
