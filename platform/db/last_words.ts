import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import type { Db } from './database.ts'
import { door } from './statement_log.ts'

/**
 * What is said at the end of a transaction and locks what everybody's transactions lock: the heads of the audit trail and
 * of the feed. Said in one statement at the end, so that a tenant's transactions wait for each other for one
 * statement and not for a round trip for each of them.
 */
const waiting = new WeakMap<Db, Kept>()
type Kept = { readonly kinds: 'all' | 'facts'; readonly words: RawBuilder<unknown>[] }
/** What a word locks: the head of the trail, or that of the feed. */
export type WordKind = 'trail' | 'fact'

/**
 * From now on `sayLast` keeps what this transaction says for `takeLastWords`; with `facts` only what locks the head of the feed:
 * for a transaction that posts to the ledger at its end, because the trail is locked before the ledger and the feed after it.
 */
export const keepLastWords = (db: Db, kinds: Kept['kinds'] = 'all'): void =>
  void waiting.set(db, { kinds, words: [] })

/** Says it with the other last words of the transaction, or at once where none are kept. */
export async function sayLast(db: Db, word: RawBuilder<unknown>, kind: WordKind): Promise<void> {
  const kept = waiting.get(db)
  if (kept === undefined || (kept.kinds === 'facts' && kind === 'trail'))
    await sql`select ${word}`.execute(db)
  else kept.words.push(word)
}

/** What was said and not sent: the caller sends it. Later words are sent at once. */
export function takeLastWords(db: Db): readonly RawBuilder<unknown>[] {
  const { words = [] } = waiting.get(db) ?? {}
  waiting.delete(db)
  return words
}

/** Sends what was kept, in one statement. */
export async function speakLastWords(db: Db): Promise<void> {
  const words = takeLastWords(db)
  if (words.length > 0) await sql`select ${sql.join([...words])}`.execute(db)
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
