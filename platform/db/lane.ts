import pg from 'pg'
import { sessionSql } from './session.ts'
import { logStatements } from './statement_log.ts'
import { rawTypes } from './wire_types.ts'

export type LaneStatement = { readonly name: string; readonly text: string }

/**
 * One connection that a batcher owns. Statements are prepared once, parameters may be Buffers in
 * PostgreSQL's binary form, results come back as PostgreSQL's text. Never two statements at once.
 */
export type Lane = {
  /** The rows as arrays of texts; autocommitted. Rejects with pg's error; reconnects by itself. */
  run(statement: LaneStatement, values: readonly unknown[]): Promise<readonly (readonly (string | null)[])[]>
  close(): Promise<void>
}

/** True when the connection died, so nobody knows whether the statement was committed. */
export function isConnectionLost(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code))
    return code.startsWith('08') || code.startsWith('57P')
  return true // no SQLSTATE: the socket failed, not the statement
}

export function createLane(url: string, application_name: string): Lane {
  let client: pg.Client | undefined
  let isClosed = false

  const connect = async (): Promise<pg.Client> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name,
      connectionTimeoutMillis: 10_000,
    })
    fresh.on('error', () => {
      if (client === fresh) client = undefined
    })
    await fresh.connect()
    await fresh.query(sessionSql)
    logStatements(fresh, { via: 'tenant', name: application_name, in_transaction: false })
    client = fresh
    return fresh
  }
  return {
    async run(statement, values) {
      if (isClosed) throw new Error('the lane is closed')
      const open = client ?? (await connect())
      try {
        const result = await open.query<(string | null)[]>({
          name: statement.name,
          text: statement.text,
          values: values as unknown[],
          rowMode: 'array',
          types: rawTypes,
        } as pg.QueryArrayConfig)
        return result.rows
      } catch (error) {
        if (isConnectionLost(error)) {
          client = undefined
          void open.end().catch(() => undefined)
        }
        throw error
      }
    },
    async close() {
      isClosed = true
      await client?.end().catch(() => undefined)
    },
  }
}
