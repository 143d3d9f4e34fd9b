import { totalmem } from 'node:os'

const MIB = 1_048_576
const SHARED_BUFFERS_MB_MIN = 128
const SHARED_BUFFERS_MB_MAX = 4_096
const SHARED_BUFFERS_MB_NEW = 512
const GROWTH = 4
const CONNECTIONS_MAX = 200

/**
 * A quarter of the memory this program may use (a container's limit counts, not the machine's size), and no more than
 * the data can need until the next start. PostgreSQL prepares all of it at every start: 4 GB take a fifth of one.
 */
function sharedBuffersMb(stored_bytes: number): number {
  const limit = process.constrainedMemory()
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  const quarter = Math.floor(bytes / 4 / MIB)
  const needed = Math.max(SHARED_BUFFERS_MB_NEW, Math.ceil((stored_bytes * GROWTH) / MIB))
  return Math.max(SHARED_BUFFERS_MB_MIN, Math.min(SHARED_BUFFERS_MB_MAX, quarter, needed))
}

/**
 * Only loopback, only with the password. Rows never reach the server's log: errors of statements, and with
 * them the values they name, are for the caller alone.
 */
const common = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: CONNECTIONS_MAX,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
}

/** What the posting path was measured with. */
const durable = (stored_bytes: number) => ({
  shared_buffers: `${sharedBuffersMb(stored_bytes)}MB`,
  shared_preload_libraries: 'pg_stat_statements',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
})

/** For clusters of tests: nothing is worth a flush, because nothing outlives the run. */
const throwAway = () => ({
  shared_buffers: '128MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  io_method: 'sync',
  autovacuum_naptime: '1h',
})

/** The command-line arguments that set everything Florin decides about a server. */
export function serverArguments(options: { port: number; durable: boolean; stored_bytes: number }): string[] {
  const more = options.durable ? durable(options.stored_bytes) : throwAway()
  const settings = { ...common, port: options.port, ...more }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
