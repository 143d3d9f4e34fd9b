import { CompiledQuery } from 'kysely'
import { type Id, uuidOf } from '../../kernel/id.ts'
import { instantText } from '../../kernel/world.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Scope } from '../../platform/scope.ts'
import { joinedPosting, type PostCommand, type TransferOrder } from '../ledger/index.ts'

const MOVE = 'uuid int4 int8'
const LEDGER_FROM = 3 + MOVE.split(' ').length
const move = `select p.at from payments.move_disputed($1::int8, $2::timestamptz, ${casts(3, MOVE)}) as m (at)
  cross join lateral ${joinedPosting.exactCall('$1::int8', 'm.at', LEDGER_FROM)} as l
  cross join lateral payments.assert_posted(l.results, l.recorded_at) as p (at)`

/** The payment and the ledger, in the caller's transaction. Raises FL201 when the payment changed, FL202 when nothing is there. */
export async function moveDisputed(
  scope: Scope,
  moved: { payment: Id<'pay'>; version: number; delta: number; transfers: readonly TransferOrder[] },
): Promise<void> {
  const { tenant_id, world, request_id, actor } = scope
  const at = world.now()
  const posting: PostCommand = { transfers: moved.transfers, request_id, actor, ip: scope.ip ?? null, at }
  await scope.db.executeQuery(
    CompiledQuery.raw(move, [
      String(tenant_id),
      instantText(at),
      uuidOf(moved.payment),
      moved.version,
      moved.delta,
      ...joinedPosting.exactValues(world, [posting]),
    ]),
  )
}
