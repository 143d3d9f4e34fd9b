import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Door } from '../../../platform/http/doors.ts'
import type { JobKind } from '../../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { findConnection } from '../bank_connections/store.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import type { InstantDeps } from './deps.ts'
import { createInstantDoor, type ScopeOf } from './door.ts'
import { instantErrors } from './errors.ts'
import { createReachGateway, rotateGateway } from './gateway.ts'
import type { InstantReceipt } from './receipt.ts'
import type { ReceivingAccount } from './receiving_account.ts'
import { recallJob } from './recalls/send_recall.ts'
import { closeReceiving, openReceiving, type ReceivingAsked } from './receiving_accounts.ts'
import { cancelRequest } from './requests/cancel_request.ts'
import { createRequest, type NewPaymentRequest } from './requests/create_request.ts'
import type { PaymentRequestState } from './requests/payment_request.machine.ts'
import type { PaymentRequest } from './requests/payment_request.ts'
import { requestJob } from './requests/send_request.ts'
import * as requests from './requests/store.ts'
import { resolveOrder } from './resolve_order.ts'
import { instantJob } from './send_order.ts'
import * as receipts from './store_receipts.ts'
import { listReceiving } from './store_receiving.ts'

/** Payments that take seconds. What each method does and refuses stands beside its function. */
export type InstantPayments = {
  /** Where gateways bring messages. */
  instantDoor(scopeOf: ScopeOf): Door
  rotateInstantGateway(
    scope: OpenScope,
    connection: Id<'bcn'>,
    token: string | undefined,
  ): Promise<Result<{ readonly callback_url: string; readonly callback_secret: string }, Failure>>
  resolvePaymentOrder(
    scope: OpenScope,
    id: Id<'por'>,
    told: { readonly outcome: 'settled' | 'rejected'; readonly because: string },
  ): Promise<Result<PaymentOrder, Failure>>
  openReceivingAccount(scope: Scope, asked: ReceivingAsked): Promise<Result<ReceivingAccount, Failure>>
  closeReceivingAccount(scope: Scope, id: Id<'rva'>): Promise<Result<ReceivingAccount, Failure>>
  /** In the order of their ids, from above `after`. */
  listReceivingAccounts(
    scope: OpenScope,
    page: { readonly after: Id<'rva'> | undefined; readonly limit: number },
  ): Promise<readonly ReceivingAccount[]>
  findInstantReceipt(scope: OpenScope, id: Id<'irc'>): Promise<Result<InstantReceipt, Failure>>
  /** Payments that came in, newest first. */
  listInstantReceipts(
    scope: OpenScope,
    page: { readonly after: receipts.ReceiptPlace | undefined; readonly limit: number },
  ): Promise<readonly InstantReceipt[]>
  createPaymentRequest(scope: Scope, asked: NewPaymentRequest): Promise<Result<PaymentRequest, Failure>>
  cancelPaymentRequest(scope: Scope, id: Id<'rfp'>, because: string): Promise<Result<PaymentRequest, Failure>>
  findPaymentRequest(scope: OpenScope, id: Id<'rfp'>): Promise<Result<PaymentRequest, Failure>>
  /** Newest first. */
  listPaymentRequests(
    scope: OpenScope,
    filter: { readonly state?: PaymentRequestState | undefined },
    page: { readonly after: requests.RequestPlace | undefined; readonly limit: number },
  ): Promise<readonly PaymentRequest[]>
}

/** Puts it together; `jobs` is what a worker does for it. */
export function createInstantPayments(deps: InstantDeps): {
  readonly instant: InstantPayments
  readonly jobs: readonly JobKind[]
} {
  const with_reach = { ...deps, reach: createReachGateway(deps) }
  return {
    instant: { ...writing(with_reach), ...reading(with_reach) },
    jobs: [instantJob(with_reach), requestJob(with_reach), recallJob(with_reach)],
  }
}

type Parts = Parameters<typeof createInstantDoor>[0]
type Reading =
  | 'listReceivingAccounts'
  | 'findInstantReceipt'
  | 'listInstantReceipts'
  | 'findPaymentRequest'
  | 'listPaymentRequests'

const writing = (deps: Parts): Omit<InstantPayments, Reading> => ({
  instantDoor: createInstantDoor(deps),
  async rotateInstantGateway(scope, id, token) {
    const { tenant_id } = scope
    const found = await deps.db.withTenant(tenant_id, (tx) => findConnection(tx, tenant_id, id))
    if (found?.identity.instant === undefined) return instantErrors.fail('instant_gateway_not_found')
    const rotated = await rotateGateway(deps, scope, id, token)
    // A simulated gateway learns of it now, and not with the next message.
    await deps.reach(scope, id)
    return ok(rotated)
  },
  resolvePaymentOrder: (scope, id, told) => resolveOrder(deps, scope, id, told),
  openReceivingAccount: (scope, asked) => openReceiving(deps, scope, asked),
  closeReceivingAccount: (scope, id) => closeReceiving(deps, scope, id),
  createPaymentRequest: (scope, asked) => createRequest(deps, scope, asked),
  cancelPaymentRequest: (scope, id, because) => cancelRequest(deps, scope, id, because),
})

const reading = ({ db }: Parts): Pick<InstantPayments, Reading> => ({
  listReceivingAccounts: ({ tenant_id }, page) =>
    db.withTenant(tenant_id, (tx) => listReceiving(tx, tenant_id, page)),
  async findInstantReceipt({ tenant_id }, id) {
    const found = await db.withTenant(tenant_id, (tx) => receipts.findReceipt(tx, tenant_id, id))
    return found?.kind === 'pacs_008' ? ok(found) : instantErrors.fail('instant_receipt_not_found')
  },
  listInstantReceipts: ({ tenant_id }, page) =>
    db.withTenant(tenant_id, (tx) => receipts.listReceivedPayments(tx, tenant_id, page)),
  async findPaymentRequest({ tenant_id }, id) {
    const found = await db.withTenant(tenant_id, (tx) => requests.findRequest(tx, tenant_id, id))
    return found === undefined ? instantErrors.fail('payment_request_not_found') : ok(found)
  },
  listPaymentRequests: ({ tenant_id }, filter, page) =>
    db.withTenant(tenant_id, (tx) => requests.listRequests(tx, tenant_id, filter, page)),
})
