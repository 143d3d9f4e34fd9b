export const PROVIDERS_PER_TENANT_MAX = 20
export const PROVIDER_NAME_CHARS_MAX = 100
export const PROVIDER_COUNTRIES_MAX = 100
export const SHOWN_TEXT_CHARS_MAX = 4_000
export const ACTOR_CHARS_MAX = 200
/** Reasons quote others, who may be long-winded. */
export const BECAUSE_CHARS_MAX = 300
/** Sandboxes whose simulated providers are known to be there. */
export const EQUIPPED_MAX = 10_000
