import { Kysely } from 'kysely'
import pg from 'pg'
import { assert } from '../../kernel/assert.ts'
import type { TenantId } from '../scope.ts'
import { createLane, type Lane } from './lane.ts'
import { PipelinedDialect } from './pipelined_driver.ts'
import { APP_ROLE, type DatabaseRole, sessionSql } from './session.ts'
import { door, logStatements, type Via } from './statement_log.ts'
import { wireTypes } from './wire_types.ts'

/** A transaction. Give it table types with `db.withTables<Tables>()`. */
export type Db = Kysely<unknown>

/** The only doors to PostgreSQL. Which one was used decides what the SQL guard allows. */
export type Database = {
  /** One transaction on one tenant: READ COMMITTED, committed when `fn` resolves, undone when it throws. */
  withTenant<T>(tenant_id: TenantId, fn: (db: Db) => Promise<T>): Promise<T>
  /** A read that deliberately crosses tenants (named reports, due work). */
  scatter<T>(name: string, fn: (db: Db) => Promise<T>): Promise<T>
  /** Directory tables and health: tables that hold no tenant's rows. */
  system<T>(fn: (db: Db) => Promise<T>): Promise<T>
  /** A connection of its own for a batcher: prepared statements, binary parameters, autocommit. */
  lane(name: string): Lane
  /** Connects one of the pool and the first lane before anybody waits for them. What fails is tried at first use. */
  open(): Promise<void>
  /** Connects all lanes, the same way. PostgreSQL makes its processes one by one, so nobody should wait behind it. */
  openLanes(): Promise<void>
  /** True when a transaction can commit now: what `/readyz` means. */
  canCommit(): Promise<boolean>
  /** Connections of the pool, those unused, and callers that wait for one; lanes not counted. */
  usage(): { readonly total: number; readonly idle: number; readonly waiting: number }
  close(): Promise<void>
}

export type DatabaseOptions = {
  url: string
  /** What every connection becomes; `florin_app` when absent. */
  role?: DatabaseRole
  pool_max?: number
  application_name?: string
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  on_lost?: (error: Error) => void
}

// pg-pool waits for what this returns before it hands the connection out; its types do not say so.
const prepareSession =
  (role: DatabaseRole) =>
  (client: pg.ClientBase): undefined =>
    client.query(sessionSql(role)) as unknown as undefined

function openPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.pool_max ?? 10,
    application_name: options.application_name ?? 'florin',
    types: wireTypes,
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    onConnect: prepareSession(options.role ?? APP_ROLE),
  })
  // The pool does not wait until its goodbyes are read, so a server that stops right after us may cut in.
  const lost = (error: Error): void => (pool.ending ? undefined : options.on_lost?.(error))
  pool.on('error', lost)
  pool.on('connect', (client) => {
    // Between two statements of a transaction nobody listens: without this a lost connection ends the process.
    client.on('error', lost)
    logStatements(client, { via: 'system', in_transaction: false })
  })
  return pool
}

export function createDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options)
  const kysely = new Kysely<unknown>({ dialect: new PipelinedDialect({ pool }) })
  const lanes: Lane[] = []

  const transact = <T>(via: Via, fn: (db: Db) => Promise<T>): Promise<T> => {
    assert(door.getStore()?.in_transaction !== true, 'a transaction is not opened inside another')
    return door.run(via, () => kysely.transaction().execute(fn))
  }
  return {
    withTenant: (_tenant_id, fn) => transact({ via: 'tenant', in_transaction: true }, fn),
    scatter: (name, fn) => transact({ via: 'scatter', name, in_transaction: true }, fn),
    system: (fn) => transact({ via: 'system', in_transaction: true }, fn),
    lane(name) {
      const lane = createLane(
        options.url,
        `${options.application_name ?? 'florin'}:${name}`,
        options.role ?? APP_ROLE,
      )
      lanes.push(lane)
      return lane
    },
    async open() {
      const pooled = pool.connect().then((client) => client.release())
      await pooled.catch(() => undefined)
      await lanes[0]?.open().catch(() => undefined)
    },
    async openLanes() {
      await Promise.allSettled(lanes.map((lane) => lane.open()))
    },
    async canCommit() {
      try {
        await door.run({ via: 'system', in_transaction: false }, () =>
          pool.query('update platform.heartbeat set beats = beats + 1 where id = 1'),
        )
        return true
      } catch {
        return false
      }
    },
    usage: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()))
      await kysely.destroy()
    },
  }
}

/** A call that leaves the machine asks this first: rule 6 of the house, enforced at run time. */
export function assertOutsideTransaction(): void {
  assert(door.getStore()?.in_transaction !== true, 'no network call inside a database transaction')
}
