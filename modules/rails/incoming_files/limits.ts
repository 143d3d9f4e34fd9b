/** Between two looks into a bank's folder, by the tenant's clock. */
export const COLLECT_PAUSE_MS = 900_000
/** Files that one look takes; when there are more, the next look follows at once. */
export const FILES_PER_LOOK_MAX = 200
/** Files of a folder that are remembered from look to look; one that is forgotten is read once more, which changes nothing. */
export const SEEN_MAX = 5_000
/** A file up to this size is fetched once and held in memory; a longer one is fetched twice, and its pieces compared. */
export const HELD_BYTES_MAX = 8_388_608
/** What did not load lies in the bank's folder for so long, in case it was not complete; then it is put away too. */
export const LEFT_MS_MAX = 86_400_000
/** Of an acknowledgement: longer ones are none. */
export const ANSWER_BYTES_MAX = 1_048_576
/** What is looked at to tell a file's kind. */
export const HEAD_BYTES = 4_096
