export const RULES_PER_SET_MAX = 100
export const CONDITIONS_PER_RULE_MAX = 12
export const VALUES_PER_CONDITION_MAX = 300
export const RULE_TEXT_CHARS_MAX = 200
export const DESCRIPTION_CHARS_MAX = 500
export const RULE_SETS_PER_TENANT_MAX = 1_000

export const LISTS_PER_TENANT_MAX = 100
export const LIST_ITEMS_MAX = 50_000
export const ITEMS_PER_CALL_MAX = 1_000
export const ITEM_CHARS_MAX = 320 // the longest e-mail address
export const NAME_CHARS_MAX = 100

/** Active rules are used without a look for this long, so a change is effective everywhere within it. */
export const RULES_CACHED_MS_MAX = 1_000
/** After a change on this node its tenant's rules are read at every use, until the transaction has surely ended. */
export const RULES_SETTLE_MS = 2_000
export const RULES_CACHED_MAX = 20_000

/** Sums stand still here, in SQL too: what a double holds exactly. */
export const SUM_MAX = Number.MAX_SAFE_INTEGER
/** Tenants of which is remembered that they have no list. */
export const UNLISTED_TENANTS_MAX = 10_000
