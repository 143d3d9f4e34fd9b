export const ACCOUNTS_PER_TENANT_MAX = 100
export const NAME_CHARS_MAX = 100
export const MERCHANT_NUMBER_CHARS = 15
export const URL_CHARS_MAX = 500
export const SECRET_CHARS_MAX = 500
export const CALLBACK_SECRETS_MAX = 2
export const PRIORITY_MAX = 1_000
export const PRIORITY_DEFAULT = 100
/** Fee plans: at most half of the amount, and a fixed part that fits any currency. */
export const PLAN_PPM_MAX = 500_000
export const PLAN_FIXED_MAX = 1_000_000
export const PLAN_CURRENCIES_MAX = 50

/** Accounts are used without a look for this long; then they are used while they are looked up again. */
export const ACCOUNTS_REFRESH_MS = 1_000
/** They are never used longer than this after they were read: a change counts within it everywhere. */
export const ACCOUNTS_CACHED_MS = 2_000
/** After a change on this node nothing is remembered, until its transaction has surely ended. */
export const SETTLE_MS = 2_000
export const TENANTS_CACHED_MAX = 10_000
export const SECRETS_CACHED_MAX = 10_000
/** Addresses that card details may go to: two for each of those accounts, and they are not many. */
export const DESTINATIONS_CACHED_MAX = 40_000
export const ADDRESSES_CACHED_MAX = 10_000
/** Work in the system's own name has this long. */
export const SYSTEM_DEADLINE_MS = 30_000
