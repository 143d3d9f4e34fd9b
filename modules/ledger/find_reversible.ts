import type { Id } from '../../kernel/id.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { amountAsked, findTransfers, sumReversed } from './store_transfers.ts'
import type { RecordedTransfer } from './transfer.ts'

/**
 * What a reversal without an amount moves. A repeat under the same id must say the same amount, although less is
 * left by then: so what is left is read first, and what was asked for under the id behind it. Whichever of the two
 * sees a reversal that is posted in between, the amount is that reversal's.
 */
export async function findReversible(
  db: Db,
  tenant_id: TenantId,
  id: Id<'trf'>,
  own_id: Id<'trf'> | undefined,
): Promise<{ transfer: RecordedTransfer; amount: number } | undefined> {
  const transfer = (await findTransfers(db, tenant_id, [id])).get(id)?.transfer
  if (transfer === undefined) return undefined
  const left = transfer.amount - (await sumReversed(db, tenant_id, id))
  const asked = own_id === undefined ? undefined : await amountAsked(db, tenant_id, own_id)
  return { transfer, amount: asked ?? (left > 0 ? left : transfer.amount) }
}
