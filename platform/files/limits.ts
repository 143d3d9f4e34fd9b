/** File systems take names of so many bytes. */
export const NAME_BYTES_MAX = 255
/** OpenSSH's own bound of a path is 1,024 bytes on some systems; a root of the bank's side is added to ours. */
export const PATH_BYTES_MAX = 900
/** A folder that holds more is not read to its end: no bank leaves so many files, but a hostile server might. */
export const LIST_ENTRIES_MAX = 50_000
/** Refused names of one listing that are told. */
export const REFUSED_NAMES_MAX = 100
/** Files of one listing whose size the listing does not tell, so that each is asked for. */
export const LOOKS_MAX = 1_000
/** One read or write: below the 32,768 bytes that every SFTP server must take, with room for its header. */
export const CHUNK_BYTES = 30_720
/** Writes without an answer on one file: what a broken connection may leave full of holes, at most. */
export const WRITES_IN_FLIGHT = 8
export const WINDOW_BYTES = CHUNK_BYTES * WRITES_IN_FLIGHT
/** Reads that are asked for ahead of who takes them. */
export const READS_IN_FLIGHT = 8
/** A connection with its keys and the proof of who we are. */
export const SFTP_CONNECT_MS_MAX = 15_000
/** One request on a connection that stands. */
export const SFTP_ANSWER_MS_MAX = 30_000
/** One file, there or back. */
export const SFTP_TRANSFER_MS_MAX = 3_600_000
/** Nothing was asked for so long: ask something small, so that nobody between drops the connection. */
export const SFTP_KEEPALIVE_MS = 30_000
/** Nothing was wanted for so long: let go, since banks count sessions. */
export const SFTP_IDLE_MS_MAX = 300_000
/** Listings and transfers at once on one connection; more wait their turn. Servers open few files at a time. */
export const OPERATIONS_MAX = 4
/** What a server says about a failure is kept to this. */
export const SAID_CHARS_MAX = 200
/** Names tried in the archive when names are taken. */
export const ARCHIVE_TRIES_MAX = 10
/** A body of HTTP is in memory as a whole, once as bytes and once as text. */
export const HTTPS_FILE_BYTES_MAX = 32 * 1024 * 1024
/** One GET of a longer file. */
export const HTTPS_RANGE_BYTES = 4 * 1024 * 1024
export const HTTPS_TIMEOUT_MS = 60_000
/** A marker file says a size and a hash; longer ones are none. */
export const MARKER_BYTES_MAX = 16_384
/** Of one session of the SFTP server. */
export const SERVER_FILES_MAX = 64
export const SERVER_READ_BYTES_MAX = 262_144
/** Entries of a folder told in one answer. */
export const SERVER_NAMES_AT_ONCE = 100
/** Logins that one connection may try. */
export const SERVER_LOGINS_MAX = 6
