import { CompiledQuery } from 'kysely'
import { instantText } from '../../kernel/world.ts'
import type { Scope } from '../../platform/scope.ts'
import { joinedPosting } from './joined.ts'
import { type ResultCode, results } from './results.ts'
import type { PostCommand, TransferOrder } from './transfer.ts'

/** The ledger refused some of the transfers. The transaction that met this must be undone. */
export class PostingRefused extends Error {
  override readonly name = 'PostingRefused'
  readonly refused: readonly { readonly place: number; readonly result: ResultCode }[]
  constructor(refused: PostingRefused['refused']) {
    super(`the ledger refused ${refused.length} transfers, the first as ${refused[0]?.result}`)
    this.refused = refused
  }
}

const FAST = `select l.recorded_at from ${joinedPosting.fastCall('$1::int8', '$2::timestamptz', 3)} as l`
const EXACT = `select l.results from ${joinedPosting.exactCall('$1::int8', '$2::timestamptz', 3)} as l`
const codes = new Map(
  Object.entries(results).map(([code, { number }]) => [number as number, code as ResultCode]),
)
const EXISTS = results.exists.number

/** What the ledger raises when the fast path cannot judge a batch. */
export const isForExactPath = (error: unknown): boolean => (error as { code?: string }).code === 'FL100'

/**
 * Posts in the caller's transaction, as its last step but the facts: the head of the feed is locked then. The fast path
 * raises FL100 when any transfer may be refused; let it undo the transaction and repeat it with `is_exact`.
 * Errors: throws PostingRefused.
 */
export async function postJoined(
  scope: Scope,
  transfers: readonly TransferOrder[],
  { is_exact }: { is_exact: boolean },
): Promise<void> {
  if (transfers.length === 0) return
  const { db, tenant_id, actor, request_id, world } = scope
  const at = world.now()
  const command: PostCommand = { transfers, request_id, actor, ip: scope.ip ?? null, at }
  const head = [String(tenant_id), instantText(at)]
  const fast = is_exact ? undefined : joinedPosting.fastValues(world, [command])
  if (fast !== undefined) {
    await db.executeQuery(CompiledQuery.raw(FAST, [...head, ...fast]))
    return
  }
  const exact = joinedPosting.exactValues(world, [command])
  const { rows } = await db.executeQuery<{ results: number[] }>(CompiledQuery.raw(EXACT, [...head, ...exact]))
  const refused = (rows[0]?.results ?? []).flatMap((number, place) =>
    number > EXISTS ? [{ place, result: codes.get(number) ?? 'posted' }] : [],
  )
  if (refused.length > 0) throw new PostingRefused(refused)
}
