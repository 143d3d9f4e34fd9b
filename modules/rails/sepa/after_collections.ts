import type { Id } from '../../../kernel/id.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import { changeMandates, type MandateMove } from '../mandates/change_many.ts'
import { lapsesOn } from '../mandates/create_mandate.ts'
import { findMandates, noteCollections } from '../mandates/store.ts'
import type { Moved } from '../payment_orders/decide_move.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'

/**
 * What SEPA collections do to their mandates when they settle, in the transaction in which they do: the 36 months begin anew,
 * and a mandate whose final or only collection this was is used up. Other moves and rails are passed over; a repeat changes
 * nothing. The job that lets mandates lapse looks at the day itself, so it needs not be told.
 */
export async function afterCollections(
  deps: { readonly audit: Audit },
  scope: Scope,
  moved: readonly Moved[],
): Promise<void> {
  const settled = moved.flatMap(({ after, move }) =>
    move.event === 'settle' && (after.rail === 'sepa_core' || after.rail === 'sepa_b2b') ? [after] : [],
  )
  const last = lastByMandate(settled)
  if (last.size === 0) return
  const { db, tenant_id, world } = scope
  const mandates = await findMandates(db, tenant_id, [...last.keys()], { is_locked: true })
  const noted = [...mandates.values()].flatMap(({ id, scheme }) => {
    const collected_on = last.get(id)?.settles_on
    return collected_on === undefined ? [] : [{ id, collected_on, lapses_on: lapsesOn(scheme, collected_on) }]
  })
  await noteCollections(db, tenant_id, noted, world.now())
  await changeMandates(deps, scope, settled.flatMap(usedUp))
}

/** The latest due day of each mandate. */
function lastByMandate(orders: readonly PaymentOrder[]): ReadonlyMap<Id<'man'>, PaymentOrder> {
  const last = new Map<Id<'man'>, PaymentOrder>()
  for (const order of orders) {
    if (order.mandate === null) continue
    const known = last.get(order.mandate)
    if (known === undefined || known.settles_on < order.settles_on) last.set(order.mandate, order)
  }
  return last
}

/** Nothing may follow a final or a one-off collection, so there is one of them for each mandate. */
function usedUp({ id, mandate, sequence_type }: PaymentOrder): MandateMove[] {
  if (mandate === null || (sequence_type !== 'FNAL' && sequence_type !== 'OOFF')) return []
  return [{ id: mandate, event: 'use_up', because: `Its last collection ${id} was made.` }]
}
