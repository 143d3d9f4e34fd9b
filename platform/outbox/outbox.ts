import { assert } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import type { Db } from '../db/database.ts'
import { sayLast } from '../db/last_words.ts'
import type { OpenScope, TenantId } from '../scope.ts'
import type { Fact, FeedFact } from './fact.ts'
import { FACT_BODY_CHARS_MAX, FACTS_PER_WRITE_MAX, FEED_PAGE_BYTES_MAX, FEED_PAGE_MAX } from './limits.ts'
import {
  type CursorMove,
  factsCall,
  insertFacts,
  selectCursor,
  selectFacts,
  selectFeed,
  updateCursors,
} from './store.ts'

const UUID_CHARS = 36

type FactScope = Pick<OpenScope, 'tenant_id' | 'world'>

/**
 * Tells facts, as the LAST step of the transaction that made them true: the head of the tenant's feed stays
 * locked until the commit, which is what makes the order gap-free. Bodies are rendered here, once. Of a request under a
 * key they are among the transaction's last words, in the statement before the commit.
 *
 * A repeat tells them again: call it where the change itself can happen only once.
 */
export async function appendFacts(db: Db, scope: FactScope, facts: readonly Fact[]): Promise<void> {
  if (facts.length > 0) await sayLast(db, callFor(scope, facts), 'fact')
}

/** The same at once, for a step that needs to know where they stand; returns the number of the first. */
export const appendFactsNow = (db: Db, scope: FactScope, facts: readonly Fact[]): Promise<bigint> =>
  insertFacts(db, callFor(scope, facts))

function callFor({ tenant_id, world }: FactScope, facts: readonly Fact[]) {
  assert(facts.length > 0 && facts.length <= FACTS_PER_WRITE_MAX, 'one write tells a bounded number of facts')
  const bodies = facts.map((fact) => JSON.stringify(fact.body))
  assert(
    bodies.every((body) => body.length <= FACT_BODY_CHARS_MAX),
    'the body of a fact is small',
  )
  return factsCall(tenant_id, world.now(), {
    ids: facts.map(() => newUuid(world)),
    types: facts.map((fact) => fact.type),
    objects: facts.map((fact) => fact.object_id),
    bodies,
  })
}

/**
 * The tenant's facts after `after_seq`, in order and without gaps, up to `limit` (at most FEED_PAGE_MAX) or to
 * FEED_PAGE_BYTES_MAX of text. Fewer than asked for, even one, does not mean that the feed ends there; none does.
 * A fact of a ledger batch comes with the ids of its transfers in `refs`.
 */
export async function readFeed(
  db: Db,
  tenant_id: TenantId,
  after_seq: bigint,
  limit: number,
): Promise<FeedFact[]> {
  assert(limit > 0 && after_seq >= 0n)
  const page = await selectFeed(db, tenant_id, after_seq, Math.min(limit, FEED_PAGE_MAX), FEED_PAGE_BYTES_MAX)
  let expected = after_seq
  for (const fact of page)
    assert(fact.seq === ++expected, `the feed of ${tenant_id} has a gap at ${expected}`)
  return page
}

/** Facts by their places in the tenant's feed, in order; those that are not there are left out. */
export const readFacts = (db: Db, tenant_id: TenantId, seqs: readonly bigint[]): Promise<FeedFact[]> =>
  seqs.length === 0 ? Promise.resolve([]) : selectFacts(db, tenant_id, seqs)

/**
 * Whether the feed may go on behind a page that was asked for with `limit`. False spares the read that would
 * find nothing; true when the page was cut by its count, or may have been cut by its size.
 */
export function mayGoOn(page: readonly FeedFact[], limit: number): boolean {
  if (page.length === 0) return false
  if (page.length >= Math.min(limit, FEED_PAGE_MAX)) return true
  const chars = page.reduce((sum, fact) => sum + fact.body.length + fact.refs.length * UUID_CHARS, 0)
  return chars > FEED_PAGE_BYTES_MAX / 8
}

/** How far `consumer` has dealt with the tenant's feed; 0 when it never has. */
export const readCursor = (db: Db, tenant_id: TenantId, consumer: string): Promise<bigint> =>
  selectCursor(db, tenant_id, consumer)

/** Someone else has dealt with these facts. The transaction that met this must be undone. */
export class StaleCursor extends Error {
  override readonly name = 'StaleCursor'
}

/**
 * Moves a consumer's place in the feed, in the consumer's own transaction, so that what it did and how far it
 * came commit together.
 *
 * Errors: throws StaleCursor when the cursor is not at `from_seq` any more; let it undo the transaction.
 */
export async function moveCursor(db: Db, tenant_id: TenantId, move: CursorMove): Promise<void> {
  const moved = await moveCursors(db, tenant_id, [move])
  if (!moved.has(move.consumer)) throw staleCursor(tenant_id, move)
}

/**
 * Moves several consumers' places in a tenant's feed, each consumer once, and returns the names of those that were
 * moved. A place that is not where its move begins stays: what its consumer knows of it is old (`staleCursor`).
 */
export async function moveCursors(
  db: Db,
  tenant_id: TenantId,
  moves: readonly CursorMove[],
): Promise<ReadonlySet<string>> {
  assert(
    moves.every(({ from_seq, to_seq }) => to_seq > from_seq),
    'a cursor moves forward',
  )
  return updateCursors(db, tenant_id, moves)
}

export const staleCursor = (tenant_id: TenantId, { consumer, from_seq }: CursorMove): StaleCursor =>
  new StaleCursor(`${consumer} of ${tenant_id} is not at ${from_seq}, or has a newer holder`)
