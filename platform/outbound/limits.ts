/** A connection to a counterpart is made within this, or nothing was sent. */
export const CONNECT_MS_MAX = 3_000
/** HTTP/1.1 takes one request at a time on each; more wait their turn. */
export const CONNECTIONS_PER_COUNTERPART = 64
/** Settlement reports are the longest answers. */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024
/** A message on a TCP connection: its length is two bytes. */
export const MESSAGE_BYTES_MAX = 65_535
/** Messages without an answer on one TCP connection; beyond it nothing more is sent. */
export const UNANSWERED_MAX = 10_000
/** A stranger's server is connected to within this. */
export const STRANGER_CONNECT_MS_MAX = 5_000
export const STRANGER_CONNECTIONS_MAX = 32
/** Strangers' servers that connections are kept to; the one that was not used for longest goes first. */
export const ORIGINS_MAX = 1_000
/** What is read of an answer that nobody needs to read (reliability.md §4). */
export const ANSWER_KEPT_BYTES_MAX = 65_536
