import { assert, present } from '../../kernel/assert.ts'
import { type Id, idOf } from '../../kernel/id.ts'
import { err, type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Batcher } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { StoredKey } from '../../platform/idempotency/find_keys.ts'
import { describeMismatch, isSameRequest } from '../../platform/idempotency/mismatch.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { outcomeOf } from './exact_outcomes.ts'
import { TRANSFERS_PER_CALL_MAX, TRANSFERS_PER_SLICE_MAX } from './limits.ts'
import type { PostAnswer } from './posting.ts'
import type { Note } from './render_transfer.ts'
import { findTransfers, type StoredTransfer } from './store_transfers.ts'
import type { PostCommand, TransferOrder, TransferOutcome } from './transfer.ts'

export type PostingDeps = { readonly db: Database; readonly posting: Batcher<PostCommand, PostAnswer> }

/** Outcomes in the order of the call, each with what stands beside it; every recorded one has its row. */
export type Answered = {
  readonly outcomes: readonly TransferOutcome[]
  readonly notes: readonly Note[]
  /** The orders of the call; of a replay those of the repeat, which asks for the same. */
  readonly orders: readonly TransferOrder[]
  /** The request that was answered so first, when this only repeats its answer. */
  readonly replay_of?: string
}

/**
 * Posts transfers through the batcher, alone or under a key. Those that were recorded before come with their rows,
 * which costs a read only when there are any. Errors: `idempotency_mismatch`, only with a claim.
 */
export async function postTransfers(
  deps: PostingDeps,
  scope: OpenScope,
  transfers: readonly TransferOrder[],
  claim?: KeyClaim,
): Promise<Result<Answered, Failure>> {
  assert(
    transfers.length > 0 && transfers.length <= TRANSFERS_PER_CALL_MAX,
    'one call posts 1 to 8,190 transfers',
  )
  // A chain ends within its call: the next transfer of the batch is somebody else's.
  assert(transfers.at(-1)?.is_linked !== true, 'the last transfer of a call is not linked')
  const { actor, request_id, world } = scope
  const command: PostCommand = {
    transfers,
    request_id,
    actor,
    ip: scope.ip ?? null,
    at: world.now(),
    ...(claim === undefined ? {} : { claim }),
  }
  const answer = await deps.posting.submit(scope.tenant_id, command)
  if ('outcomes' in answer)
    return answer.outcomes.every(isComplete)
      ? ok({ outcomes: answer.outcomes, notes: transfers, orders: transfers })
      : ok(await complete(deps, scope, transfers, answer.outcomes))
  assert(claim !== undefined, 'only a key can have been answered before')
  if (!isSameRequest(answer.stored, claim)) return err(describeMismatch(answer.stored, claim))
  return ok(await recall(deps, scope, transfers, answer.stored))
}

/** Reads the rows of those that were recorded before. */
async function complete(
  deps: PostingDeps,
  scope: OpenScope,
  transfers: readonly TransferOrder[],
  outcomes: readonly TransferOutcome[],
): Promise<Answered> {
  const old = outcomes.filter((outcome) => !isComplete(outcome)).map(({ id }) => id)
  const rows = await readRows(deps, scope, old)
  return {
    outcomes: outcomes.map((outcome) => (isComplete(outcome) ? outcome : withRow(outcome, rows))),
    notes: outcomes.map((outcome, index) =>
      isComplete(outcome)
        ? (transfers[index] as Note)
        : present(rows.get(outcome.id), 'a known transfer').note,
    ),
    orders: transfers,
  }
}

const isComplete = ({ result, transfer }: TransferOutcome): boolean =>
  transfer !== undefined || (result !== 'exists' && result !== 'posted')

function withRow(outcome: TransferOutcome, rows: ReadonlyMap<string, StoredTransfer>): TransferOutcome {
  const transfer = present(rows.get(outcome.id)?.transfer, 'the row of a recorded transfer')
  return { ...outcome, transfer }
}

/** What a key did, from the rows it named: the same bytes as the first time. */
async function recall(
  deps: PostingDeps,
  scope: OpenScope,
  transfers: readonly TransferOrder[],
  stored: StoredKey,
): Promise<Answered> {
  const ids = stored.subjects.map((uuid) => idOf('trf', uuid))
  const [results = [], differs = []] = (stored.outcomes ?? '').split(';').map((part) => part.split(','))
  const outcomes = ids.map((id, index): TransferOutcome => {
    if (stored.outcomes === null) return { id, result: 'posted' }
    return outcomeOf(id, Number(results[index]), Number(differs[index] ?? 0))
  })
  const recorded = outcomes.filter((outcome) => !isComplete(outcome)).map(({ id }) => id)
  const rows = await readRows(deps, scope, recorded)
  return {
    outcomes: outcomes.map((outcome) => (isComplete(outcome) ? outcome : withRow(outcome, rows))),
    notes: outcomes.map(({ id }) => rows.get(id)?.note ?? {}),
    orders: transfers,
    replay_of: stored.request_id,
  }
}

async function readRows(
  { db }: PostingDeps,
  { tenant_id }: OpenScope,
  ids: readonly Id<'trf'>[],
): Promise<Map<Id<'trf'>, StoredTransfer>> {
  const rows = new Map<Id<'trf'>, StoredTransfer>()
  if (ids.length === 0) return rows
  await db.withTenant(tenant_id, async (tx) => {
    for (let from = 0; from < ids.length; from += TRANSFERS_PER_SLICE_MAX)
      for (const [id, row] of await findTransfers(
        tx,
        tenant_id,
        ids.slice(from, from + TRANSFERS_PER_SLICE_MAX),
      ))
        rows.set(id, row)
  })
  return rows
}
