import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { bankConnectionErrors } from '../bank_connections/errors.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import type { VerificationView } from './account_verification.ts'
import type { BankNotice } from './bank_notice.ts'
import type { ChangeNotice } from './change_notice.ts'
import { type ReturnRates, returnGaugesOf } from './gauges.ts'
import { closeNotice } from './notices.ts'
import { chargeReturnFee, type RetryGround, retryReturned } from './retry_order.ts'
import { reverseOrder } from './reverse_order.ts'
import { type ChangeFilter, type ChangePlace, listChanges } from './store_changes.ts'
import { listNotices, type NoticePlace } from './store_notices.ts'
import {
  beginVerification,
  confirmVerification,
  listVerifications,
  type VerificationAsked,
} from './verify_account.ts'

/** What ACH adds to payment orders. What each method does and refuses stands beside its function. */
export type Ach = {
  reverseOrder(scope: OpenScope, id: Id<'por'>, reason: string): Promise<Result<PaymentOrder, Failure>>
  retryOrder(
    scope: OpenScope,
    id: Id<'por'>,
    asked: { readonly ground: RetryGround | null; readonly on: Day | null },
  ): Promise<Result<PaymentOrder, Failure>>
  chargeReturnFee(
    scope: OpenScope,
    id: Id<'por'>,
    asked: { readonly amount: number; readonly has_notice: boolean },
  ): Promise<Result<PaymentOrder, Failure>>
  beginVerification(scope: OpenScope, asked: VerificationAsked): Promise<Result<VerificationView, Failure>>
  confirmVerification(
    scope: OpenScope,
    bank_account: Id<'bac'>,
    amounts: readonly number[],
  ): Promise<Result<VerificationView, Failure>>
  listVerifications(scope: OpenScope, bank_account: Id<'bac'>): Promise<readonly VerificationView[]>
  closeBankNotice(scope: Scope, id: Id<'bnt'>, because: string): Promise<Result<BankNotice, Failure>>
  listBankNotices(
    scope: OpenScope,
    filter: { readonly state?: BankNotice['state'] | undefined },
    page: { readonly after: NoticePlace | undefined; readonly limit: number },
  ): Promise<readonly BankNotice[]>
  listChangeNotices(
    scope: OpenScope,
    filter: ChangeFilter,
    page: { readonly after: ChangePlace | undefined; readonly limit: number },
  ): Promise<readonly ChangeNotice[]>
  /** The return rates of a connection today. Errors: `bank_connection_not_found`. */
  returnRates(scope: OpenScope, connection: Id<'bcn'>): Promise<Result<ReturnRates, Failure>>
}

export function createAch(deps: OrderDeps): Ach {
  const { db } = deps
  return {
    reverseOrder: (scope, id, reason) => reverseOrder(deps, scope, id, reason),
    retryOrder: (scope, id, asked) => retryReturned(deps, scope, id, asked),
    chargeReturnFee: (scope, id, asked) => chargeReturnFee(deps, scope, id, asked),
    beginVerification: (scope, asked) => beginVerification(deps, scope, asked),
    confirmVerification: (scope, id, amounts) => confirmVerification(deps, scope, id, amounts),
    listVerifications: (scope, id) => listVerifications(deps, scope, id),
    closeBankNotice: (scope, id, because) => closeNotice(deps, scope, id, because),
    listBankNotices: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listNotices(tx, tenant_id, filter, page)),
    listChangeNotices: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listChanges(tx, tenant_id, filter, page)),
    returnRates: ({ tenant_id, world }, connection) =>
      db.withTenant(tenant_id, async (tx) => {
        const known = await findConnections(tx, tenant_id, [connection])
        if (!known.has(connection)) return bankConnectionErrors.fail('bank_connection_not_found')
        const on = wallDay(toTemporal(world.now()), ACH_ZONE)
        return ok(await returnGaugesOf(tx, tenant_id, connection, on))
      }),
  }
}
