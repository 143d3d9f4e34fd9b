import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely'
import { door } from './statement_log.ts'

/**
 * Kysely's driver for PostgreSQL, which does not wait where nothing can be decided: `begin` leaves with the first statement,
 * and a closing statement with the commit, so that what it locks is locked for no round trip. When the closing statement
 * fails, PostgreSQL makes the commit behind it a rollback. Needs connections with `pipeline` on.
 */
class PipelinedDriver extends PostgresDriver {
  override beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    // It fails only where the connection does, and then the first statement says so.
    super.beginTransaction(connection, settings).catch(() => undefined)
    return Promise.resolve()
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const closing = door.getStore()?.closing
    if (closing === undefined) return super.commitTransaction(connection)
    const said = connection.executeQuery<unknown>(closing.query)
    // Both are sent before either is waited for.
    const [last, commit] = await Promise.allSettled([said, super.commitTransaction(connection)])
    if (last.status === 'rejected') throw last.reason
    if (commit.status === 'rejected') throw commit.reason
    closing.heard(last.value.rows)
  }
}

/** PostgreSQL as Kysely speaks it, by the driver above. */
export class PipelinedDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig
  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): Driver {
    return new PipelinedDriver(this.#config)
  }
}
