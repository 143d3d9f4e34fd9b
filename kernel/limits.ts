/** Every limit of the kernel and the edge, unit last. Modules keep their own in their `limits.ts`. */
export const AMOUNT_MINOR_MAX = 10n ** 18n // fits PostgreSQL's int8 with room for sums
export const METADATA_KEYS_MAX = 50
export const METADATA_KEY_CHARS_MAX = 40
export const METADATA_VALUE_CHARS_MAX = 500
export const JSON_DEPTH_MAX = 32
export const JSON_VALUES_MAX = 300_000 // colons, commas and \u escapes: bounds what one body costs to read
export const FAULTS_MAX = 50 // faults named in one refusal
export const BODY_BYTES_MAX = 1_048_576
export const BULK_BODY_BYTES_MAX = 16_777_216
export const IDEMPOTENCY_KEY_CHARS_MAX = 255
export const LIST_LIMIT_DEFAULT = 20
export const LIST_LIMIT_MAX = 100
