/** Rules of one set. A check looks at each rule together with all before it. */
export const RULES_MAX = 100
export const RULE_NAME_CHARS_MAX = 100
/** Levels of a condition; a single test is one level. */
export const CONDITION_DEPTH_MAX = 6
/** Conditions in one group. */
export const GROUP_CONDITIONS_MAX = 20
/** Values that one test compares with. */
export const TEST_VALUES_MAX = 500
/** Tests of a whole rule set: bounds what a choice and a check cost. */
export const TESTS_MAX = 500
/** Values of all its tests together: a check looks at each of them once for each test of its field. */
export const VALUES_MAX = 2_000
/** Accounts that one action names. */
export const ACTION_ACCOUNTS_MAX = 20
export const WEIGHT_MAX = 1_000_000
export const ATTEMPTS_DEFAULT = 3
export const ATTEMPTS_MAX = 10
/** Versions that a tenant may make: nothing is ever deleted. */
export const VERSIONS_MAX = 100_000
export const SIMULATED_PAYMENTS_MAX = 100

/** Steps of one check: about 0.1 µs each (measured), so that it ends within two tenths of a second. What is open then is said to be open. */
export const CHECK_STEPS_MAX = 1_200_000

/** A snapshot is used without a look for this long; then it is used while it is looked up again. */
export const REFRESH_MS = 1_000
/** A snapshot is never used longer than this after it was read. */
export const SNAPSHOT_MS_MAX = 5_000
/** After a change on this node everything is read at every use, until the transaction has surely ended. */
export const SETTLE_MS = 2_000
export const TENANTS_CACHED_MAX = 20_000

/** Tenants whose breakers are remembered; a forgotten breaker is a closed one. */
export const BREAKER_TENANTS_MAX = 20_000
/** Breakers of one tenant: accounts times operations. */
export const BREAKERS_PER_TENANT_MAX = 600

/** Declines of a card that one look returns at most, newest first: above the greatest count a scheme's law asks for (35). */
export const DECLINES_LOOKED_AT_MAX = 64
