import pg from 'pg'
import { type DatabaseRole, sessionSql } from './session.ts'
import { logStatements } from './statement_log.ts'
import { rawTypes } from './wire_types.ts'

export type LaneStatement = { readonly name: string; readonly text: string }

/**
 * One connection that a batcher owns. Statements are prepared once, parameters may be Buffers in
 * PostgreSQL's binary form, results come back as PostgreSQL's text. Never two statements at once.
 */
export type Lane = {
  /** Connects now instead of at the first statement, which tries again when this did not succeed. */
  open(): Promise<void>
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

export function createLane(url: string, application_name: string, role: DatabaseRole): Lane {
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let isClosed = false

  const lost = (broken: pg.Client): void => {
    if (client === broken) client = undefined
  }
  const open = async (): Promise<pg.Client> => {
    client = await connectLane({ url, application_name, role }, lost)
    return client
  }
  const connect = (): Promise<pg.Client> =>
    (connecting ??= open().finally(() => {
      connecting = undefined
    }))
  return {
    async open() {
      if (client === undefined && !isClosed) await connect()
    },
    async run(statement, values) {
      if (isClosed) throw new Error('the lane is closed')
      const own = client ?? (await connect())
      try {
        const result = await own.query<(string | null)[]>({
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
          void own.end().catch(() => undefined)
        }
        throw error
      }
    },
    async close() {
      isClosed = true
      await connecting?.catch(() => undefined)
      await client?.end().catch(() => undefined)
    },
  }
}

/** `lost` hears when the connection breaks while nothing runs on it. */
async function connectLane(
  { url, application_name, role }: { url: string; application_name: string; role: DatabaseRole },
  lost: (client: pg.Client) => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => lost(client))
  try {
    await client.connect()
    await client.query(sessionSql(role))
  } catch (error) {
    void client.end().catch(() => undefined)
    throw error
  }
  logStatements(client, { via: 'tenant', name: application_name, in_transaction: false })
  return client
}
