import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { PayoutsDeps } from '../deps.ts'
import { dueFrom, dueTo } from './clearing.ts'
import * as store from './store.ts'

/** What two tenants' books say about money from one to the other. Minor units. */
export type TransferProof = {
  readonly from_tenant: Id<'ten'>
  readonly to_tenant: Id<'ten'>
  readonly currency: Currency
  /** What the sender owes by its books. */
  readonly due_to: bigint
  /** What the receiver is owed by its own. */
  readonly due_from: bigint
  /** Of transfers that are not over. */
  readonly in_flight: bigint
  /** The books agree but for what is in flight; with nothing in flight they agree to the last unit. */
  readonly is_balanced: boolean
}

/**
 * Compares the books of a tenant with those of every tenant that it has exchanged money with. There is no moment that both books
 * share, so while transfers are under way only what is in flight can be missing.
 */
export async function proveTransfers(
  deps: Pick<PayoutsDeps, 'db' | 'auth' | 'ledger'>,
  scope: OpenScope,
): Promise<TransferProof[]> {
  const { tenant_id } = scope
  const own = await deps.auth.ownTenant(scope)
  const pairs = await deps.db.withTenant(tenant_id, (db) => store.pairsOf(db, tenant_id))
  const proofs: TransferProof[] = []
  for (const { direction, other_tenant, other, currency } of pairs) {
    const there = await deps.auth.systemScope(other_tenant, scope.request_id)
    const [sender, receiver] = direction === 'out' ? [scope, there] : [there, scope]
    const in_flight = await deps.db.withTenant(sender.tenant_id, (db) =>
      store.pendingSum(db, sender.tenant_id, { other_tenant: receiver.tenant_id, currency }),
    )
    const owed = dueFrom(receiver.tenant_id, { tenant_id: sender.tenant_id, currency })
    const owing = dueTo(sender.tenant_id, { tenant_id: receiver.tenant_id, currency })
    const due_from = await posted(deps, receiver, owed)
    const due_to = await posted(deps, sender, owing)
    const missing = due_to - due_from
    proofs.push({
      from_tenant: direction === 'out' ? own.id : other,
      to_tenant: direction === 'out' ? other : own.id,
      currency,
      due_to,
      due_from,
      in_flight,
      is_balanced: missing >= 0n && missing <= in_flight,
    })
  }
  return proofs
}

async function posted(
  { ledger }: Pick<PayoutsDeps, 'ledger'>,
  scope: OpenScope,
  id: Id<'acc'>,
): Promise<bigint> {
  const found = await ledger.balances(scope, [id])
  return found.get(id)?.posted ?? 0n
}
