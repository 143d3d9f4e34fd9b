import type { Id } from '../../../kernel/id.ts'
import type { Scope } from '../../../platform/scope.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import { mayFollowPrenote } from '../rules/ach/account_validation.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import type { AccountVerification, VerificationView } from './account_verification.ts'
import * as store from './store_verifications.ts'

/** The latest verification of each bank account that has any, as it stands today. In the caller's transaction. */
export async function latestVerifications(
  scope: Scope,
  accounts: readonly Id<'bac'>[],
): Promise<ReadonlyMap<Id<'bac'>, VerificationView>> {
  const found = await store.latestVerifications(scope.db, scope.tenant_id, accounts)
  const views = new Map<Id<'bac'>, VerificationView>()
  for (const one of found) {
    const [view] = await viewsOf(scope, one.bank_account, [one])
    if (view !== undefined) views.set(one.bank_account, view)
  }
  return views
}

/** Verifications as they stand today, in the caller's transaction. */
export async function viewsOf(
  scope: Scope,
  bank_account: Id<'bac'>,
  found: readonly AccountVerification[],
): Promise<VerificationView[]> {
  const { db, tenant_id } = scope
  const ids = found.flatMap(({ orders }) => orders)
  const orders = new Map((await findOrders(db, tenant_id, ids)).map((one) => [one.id, one]))
  const changes = await store.changesAbout(db, tenant_id, bank_account, ids)
  const on = wallDay(toTemporal(scope.world.now()), ACH_ZONE)
  return found.map((one): VerificationView => {
    const own = one.orders.flatMap((id) => orders.get(id) ?? [])
    const failed = own.find(({ state }) => state === 'returned' || state === 'rejected')
    if (failed !== undefined)
      return { ...one, state: 'failed', because: failed.because ?? 'An entry came back.', usable_from: null }
    if (one.method === 'micro_entries') return { ...one, because: microText[one.state], usable_from: null }
    return { ...one, ...prenoteView(own[0], changes.get(one.id) ?? [], on) }
  })
}

export const microText = {
  pending: 'Its holder has to name the amounts.',
  verified: 'Its holder named the amounts.',
  failed: 'Its holder named wrong amounts too often.',
} as const

/** No news is good news: nobody objected until the third banking day. */
function prenoteView(
  order: PaymentOrder | undefined,
  changes: readonly string[],
  on: PaymentOrder['settles_on'],
): Pick<VerificationView, 'state' | 'because' | 'usable_from'> {
  if (order?.state !== 'settled')
    return { state: 'pending', because: 'The prenote has not settled yet.', usable_from: null }
  const is_corrected = changes.every((state) => state === 'applied' || state === 'dismissed')
  const answer = changes.length === 0 ? 'none' : 'noc'
  const verdict = mayFollowPrenote({ prenote_settled_on: order.settles_on, answer, is_corrected, on })
  const state = verdict.allowed ? 'verified' : 'pending'
  return { state, because: verdict.because, usable_from: verdict.from }
}
