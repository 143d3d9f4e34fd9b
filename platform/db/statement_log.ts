import { AsyncLocalStorage } from 'node:async_hooks'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { CompiledQuery } from 'kysely'

/** The last statement of a transaction, which leaves together with the commit. */
type Closing = {
  readonly query: CompiledQuery
  /** Hears its rows when the transaction is committed. */
  heard(rows: readonly unknown[]): void
}

export type Via = {
  readonly via: 'tenant' | 'scatter' | 'system'
  readonly name?: string
  readonly in_transaction: boolean
  /** Of the transaction under way: see `closeWith`. */
  closing?: Closing
}

/** Which door the running code went through; also what the network guard asks before it sends. */
export const door = new AsyncLocalStorage<Via>()

const directory = process.env['FLORIN_SQL_LOG']
/** By the door, what was written down. */
const seen = new Map<string, Set<string>>()

/**
 * While the suite runs, every statement a connection sends is written down once per door, so that the
 * guard can parse them all. Off (and free) unless FLORIN_SQL_LOG names a directory.
 */
export function logStatements(client: pg.ClientBase, fallback: Via): void {
  if (directory === undefined) return
  mkdirSync(directory, { recursive: true })
  const file = join(directory, `${process.pid}.ndjson`)
  const send = client.query.bind(client) as (...args: unknown[]) => unknown
  const logged = (...args: unknown[]): unknown => {
    const first = args[0] as string | { text?: string } | undefined
    const sql = typeof first === 'string' ? first : first?.text
    if (sql !== undefined) write(file, sql, door.getStore() ?? fallback)
    return send(...args)
  }
  client.query = logged as typeof client.query
}

function write(file: string, sql: string, { via, name }: Via): void {
  const through = name === undefined ? via : `${via} ${name}`
  const known = seen.get(through) ?? new Set()
  if (known.has(sql)) return
  seen.set(through, known.add(sql))
  appendFileSync(file, `${JSON.stringify({ via, ...(name === undefined ? {} : { name }), sql })}\n`)
}
