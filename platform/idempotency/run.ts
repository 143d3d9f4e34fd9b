import { assert } from '../../kernel/assert.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import type { Database, Db } from '../db/database.ts'
import { closeWith, keepLastWords, takeLastWords } from '../db/last_words.ts'
import type { OpenScope } from '../scope.ts'
import type { KeyClaim } from './claim.ts'
import { idempotencyErrors, isKept } from './errors.ts'
import { createInFlight } from './in_flight.ts'
import { LEASE_MS, RETRY_MS } from './limits.ts'
import { describeMismatch } from './mismatch.ts'
import { type Claimed, type ClaimTimes, claimKey, finishKey, releaseKey, savepoint } from './store.ts'

/** An answer as it is kept: byte for byte what a repeat of the request gets. */
export type KeptAnswer = { readonly status: number; readonly text: string }

/** What a route made of its request, and the same as text. */
export type Work<R> = {
  /** `is_resumed`: an earlier run under this key ended without an answer. */
  run(db: Db, is_resumed: boolean): Promise<Result<R, Failure>>
  render(result: Result<R, Failure>): KeptAnswer
}

export type KeyedOutcome<R> =
  | { readonly is: 'ran'; readonly result: Result<R, Failure>; readonly answer: KeptAnswer }
  | { readonly is: 'replayed'; readonly answer: KeptAnswer }
  | { readonly is: 'refused'; readonly failure: Failure }

export type KeyRuns = {
  /** Claim, work and answer in one transaction: all of it or nothing. */
  inTransaction<R>(scope: OpenScope, claim: KeyClaim, work: Work<R>): Promise<KeyedOutcome<R>>
  /** Claim and answer in transactions of their own, the work between them outside of any. */
  inStages<R>(scope: OpenScope, claim: KeyClaim, work: StagedWork<R>): Promise<KeyedOutcome<R>>
}
export type StagedWork<R> = Omit<Work<R>, 'run'> & { run(is_resumed: boolean): Promise<Result<R, Failure>> }

/**
 * Runs work at most once per Idempotency-Key, whatever dies in between. What the key did is kept in the same
 * transaction as what was done; a refusal keeps the key and undoes everything else; a crash keeps nothing, or
 * a lease that runs out. Source: api.md Idempotency.
 */
export function createKeyRuns({ db, world }: { db: Database; world: World }): KeyRuns {
  const inFlight = createInFlight()
  const timesOf = (scope: OpenScope): ClaimTimes => {
    const now = world.now()
    return { at: scope.world.now(), now, lease_until: plusMs(now, LEASE_MS) }
  }
  return {
    inTransaction: (scope, claim, work) =>
      inFlight.oneAtATime(claim, () => transact(db, scope, claim, work, timesOf(scope))),
    inStages: (scope, claim, work) =>
      inFlight.oneAtATime(claim, () => runStages({ db, world }, scope, claim, work, timesOf(scope))),
  }
}

/** Thrown to roll back; neither leaves this file. */
const nothingKept = new Error('the transaction keeps nothing')
const heldElsewhere = new Error('another transaction holds the key')
const LOCK_NOT_AVAILABLE = '55P03'

/** As `claimKey`, but told apart from locks that the work itself may wait for. */
async function takeKey(tx: Db, scope: OpenScope, claim: KeyClaim, times: ClaimTimes): Promise<Claimed> {
  try {
    return await claimKey(tx, scope.tenant_id, claim, scope.request_id, times)
  } catch (error) {
    throw (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE ? heldElsewhere : error
  }
}

async function transact<R>(
  db: Database,
  scope: OpenScope,
  claim: KeyClaim,
  work: Work<R>,
  times: ClaimTimes,
): Promise<KeyedOutcome<R>> {
  let outcome: KeyedOutcome<R> | undefined
  try {
    await db.withTenant(scope.tenant_id, async (tx) => {
      const claimed = await takeKey(tx, scope, claim, times)
      const settled = settledBefore<R>(claimed, claim, times)
      if (settled !== undefined) {
        outcome = settled
        return
      }
      await savepoint.begin(tx)
      keepLastWords(tx)
      const result = await work.run(tx, claimed.outcome === 'resumed')
      const answer = work.render(result)
      outcome = { is: 'ran', result, answer }
      if (!result.ok && !isKept(result.error)) throw nothingKept
      if (!result.ok) {
        takeLastWords(tx)
        await savepoint.undo(tx)
      }
      closeWith(tx, finishKey(tx, scope.tenant_id, claim, times.lease_until, answer), ([finished]) =>
        assert(finished?.is_ours === true, 'the key is locked by this transaction'),
      )
    })
  } catch (error) {
    if (error === heldElsewhere) return { is: 'refused', failure: inProgress(RETRY_MS) }
    if (error !== nothingKept) throw error
  }
  assert(outcome !== undefined, 'a run has an outcome')
  return outcome
}

async function runStages<R>(
  { db, world }: { db: Database; world: World },
  scope: OpenScope,
  claim: KeyClaim,
  work: StagedWork<R>,
  times: ClaimTimes,
): Promise<KeyedOutcome<R>> {
  const { tenant_id } = scope
  const claimed = await db
    .withTenant(tenant_id, (tx) => takeKey(tx, scope, claim, times))
    .catch((error: unknown) => {
      if (error !== heldElsewhere) throw error
      return undefined
    })
  if (claimed === undefined) return { is: 'refused', failure: inProgress(RETRY_MS) }
  const settled = settledBefore<R>(claimed, claim, times)
  if (settled !== undefined) return settled
  const letGo = () =>
    db.withTenant(tenant_id, (tx) => releaseKey(tx, tenant_id, claim, times.lease_until, world.now()))
  let result: Result<R, Failure>
  try {
    result = await work.run(claimed.outcome === 'resumed')
  } catch (error) {
    await letGo()
    throw error
  }
  const answer = work.render(result)
  if (!result.ok && !isKept(result.error)) {
    await letGo()
    return { is: 'ran', result, answer }
  }
  let isOurs = false
  await db.withTenant(tenant_id, (tx) => {
    closeWith(tx, finishKey(tx, tenant_id, claim, times.lease_until, answer), ([finished]) => {
      isOurs = finished?.is_ours === true
    })
    return Promise.resolve()
  })
  // The lease ran out and another run took over: only its answer counts.
  return isOurs ? { is: 'ran', result, answer } : { is: 'refused', failure: inProgress(RETRY_MS) }
}

/** Undefined when the key is ours to run. */
function settledBefore<R>(claimed: Claimed, claim: KeyClaim, times: ClaimTimes): KeyedOutcome<R> | undefined {
  switch (claimed.outcome) {
    case 'fresh':
    case 'resumed':
      return undefined
    case 'other':
      return { is: 'refused', failure: describeMismatch({ fields: claimed.fields ?? '' }, claim) }
    case 'running':
      return { is: 'refused', failure: inProgress(((claimed.lease_until ?? times.now) - times.now) / 1000) }
    case 'done':
      return { is: 'replayed', answer: { status: claimed.status ?? 200, text: claimed.reply ?? '' } }
    default:
      return claimed.outcome satisfies never
  }
}

const inProgress = (retry_after_ms: number): Failure =>
  idempotencyErrors.fail('idempotency_in_progress', { retry_after_ms }).error
