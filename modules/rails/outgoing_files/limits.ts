/** What one row of a file's bytes holds. */
export const PIECE_BYTES = 1_048_576
export const BECAUSE_CHARS_MAX = 500
/**
 * Waits before a refused upload is tried again, by the tenant's clock. The bank has certainly not got the file. After the last
 * one the file stays until the connection is changed or enabled, since a bank may lock a user that fails for ever.
 */
export const RETRY_MS = [
  10_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 3_600_000, 3_600_000, 7_200_000, 14_400_000,
  14_400_000,
] as const
/**
 * Waits before the bank's folder is looked at again for a file of unknown fate. When neither the file nor its beginning was
 * there at the last one, only the bank's own answer or a person can say.
 */
export const ASK_MS = [60_000, 300_000, 900_000, 3_600_000, 14_400_000] as const
/** While nobody can be asked at all. */
export const ASK_AGAIN_MS = 3_600_000
/** Files of one connection that go on when it is enabled again. */
export const RESUMED_MAX = 1_000
