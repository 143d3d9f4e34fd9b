import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import type { Db } from './database.ts'
import { door } from './statement_log.ts'

/**
 * What is said at the end of a transaction and locks what everybody's transactions lock: the heads of the audit trail and
 * of the feed. Said in one statement at the end, so that a tenant's transactions wait for each other for one
 * statement and not for a round trip for each of them.
 */
const waiting = new WeakMap<Db, RawBuilder<unknown>[]>()

/** From now on `sayLast` keeps what this transaction says for `takeLastWords`. */
export const keepLastWords = (db: Db): void => void waiting.set(db, [])

/** Says it with the other last words of the transaction, or at once where none are kept. */
export async function sayLast(db: Db, word: RawBuilder<unknown>): Promise<void> {
  const words = waiting.get(db)
  if (words === undefined) await sql`select ${word}`.execute(db)
  else words.push(word)
}

/** What was said and not sent: the caller sends it. Later words are sent at once. */
export function takeLastWords(db: Db): readonly RawBuilder<unknown>[] {
  const words = waiting.get(db) ?? []
  waiting.delete(db)
  return words
}

/**
 * Sends `query` as the last statement of the transaction under way, together with its commit: nobody waits for a round trip
 * between the two. `heard` gets its rows when all of it is committed. When it fails, so does the transaction.
 */
export function closeWith<R>(db: Db, query: RawBuilder<R>, heard: (rows: readonly R[]) => void): void {
  const via = door.getStore()
  assert(via?.in_transaction === true && via.closing === undefined, 'a transaction is closed once')
  via.closing = { query: query.compile(db), heard }
}
