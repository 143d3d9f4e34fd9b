import { type Id, isId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Fact, FeedFact, Json } from '../../platform/outbox/fact.ts'
import { appendFacts, appendFactsNow } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import { codeOf } from './begin_batch.ts'
import type { Core } from './deps.ts'
import { acquirerAccount, derivedId, merchantAccount, plannedAccounts } from './merchant_accounts.ts'
import type { OperationId, PaymentView, Standing } from './payment.ts'
import { renderPayment } from './render_payment.ts'
import { paidBy } from './paid.ts'
import { keepDisputed, moveDisputed, type PaidByCard } from './store_disputed.ts'
import { findOperation } from './store_operations.ts'
import { type Around, aroundBody, goAround } from './suspense.ts'

/** What a dispute moves. Minor units of the payment's currency. */
export type DisputeMove = {
  /** Unique for ever: the ids of its transfers follow from it, so that nothing is posted twice. */
  readonly name: string
  /** Whose acquirer took it, or gave it back. */
  readonly account: Id<'aca'>
  /** Above zero: taken from the merchant. Below: given back. */
  readonly amount: number
  /** What the acquirer takes for the work. */
  readonly fee: number
}

/** What disputes need of payments. */
export type Disputed = {
  /** The payment that an operation belongs to, by the reference an acquirer knows it by; undefined: it is none of ours. */
  paymentOf(scope: OpenScope, operation_reference: string): Promise<Id<'pay'> | undefined>
  /** Payments with their cards, in no order; those that are not there are left out. */
  views(scope: OpenScope, ids: readonly Id<'pay'>[]): Promise<PaymentView[]>
  /** Who was paid with which card, by way of whom, of those payments of these facts that a card was sent for; in no order. */
  paid(scope: OpenScope, facts: readonly FeedFact[]): Promise<PaidByCard[]>
  /**
   * Moves money of a payment because of a dispute, in one transaction with what `write` does to the dispute: the
   * merchant's `available` balance against the acquirer's receivable, the payment's disputed amount, and the facts. An
   * account that is frozen or closed is gone around by the suspense account, which a fact tells.
   * `plan` says what moves of the payment as it stands; null, or nothing of both: only `write` runs. Both may run
   * again, when the payment changed meanwhile. Errors: payment_not_found, and what `write` throws.
   *
   * A repeat moves nothing twice as long as `write` refuses to happen twice.
   */
  move(
    scope: OpenScope,
    payment: Id<'pay'>,
    plan: (view: PaymentView) => DisputeMove | null,
    write: (scope: Scope, move: DisputeMove | null) => Promise<readonly Fact[]>,
  ): Promise<Result<PaymentView, Failure>>
}

/** The ledger transfers of a movement: of its amount, and of its fee. */
export const disputeTransfers = (
  { tenant_id }: Pick<OpenScope, 'tenant_id'>,
  name: string,
): { readonly amount: Id<'trf'>; readonly fee: Id<'trf'> } => ({
  amount: derivedId('trf', tenant_id, `dispute\0${name}\0amount`),
  fee: derivedId('trf', tenant_id, `dispute\0${name}\0fee`),
})

/** What refunds and disputes have left of a payment. An acquirer that reversed a payment has taken all of it already. */
export const leftOf = ({ state, captured, refunded, refunding, disputed }: Standing): number =>
  state === 'reversed' ? 0 : captured - refunded - refunding - disputed

/** How often it is tried anew because the payment changed meanwhile. */
const TRIES_MAX = 10
const CHANGED = 'FL201'
const REFUSED = 'FL202'

export const createDisputed = (core: Core): Disputed => ({
  paymentOf: (scope, operation_reference) => paymentOf(core, scope, operation_reference),
  views: core.readViews,
  paid: (scope, facts) => paidBy(core, scope, facts),
  async move(scope, payment, plan, write) {
    let isAround = false
    for (let tries = 1; ; tries++) {
      const found = await core.find(scope, payment)
      if (!found.ok) return found
      const moving = { view: found.value, move: plan(found.value), isAround }
      try {
        return ok(await moveOnce(core, scope, moving, write))
      } catch (error) {
        // An account was frozen or closed: the acquirer has moved the money all the same.
        const isRefused: boolean = codeOf(error) === REFUSED && !isAround
        if ((!isRefused && codeOf(error) !== CHANGED) || tries >= TRIES_MAX) throw error
        isAround ||= isRefused
      }
    }
  },
})

async function paymentOf(core: Core, scope: OpenScope, reference: string): Promise<Id<'pay'> | undefined> {
  const id = `opn_${reference}`
  if (!isId('opn', id)) return undefined
  const { tenant_id } = scope
  const found = await core.db.withTenant(tenant_id, (tx) => findOperation(tx, tenant_id, id as OperationId))
  return found?.payment
}

type Moving = { readonly view: PaymentView; readonly move: DisputeMove | null; readonly isAround: boolean }

async function moveOnce(
  core: Core,
  scope: OpenScope,
  { view, move, isAround }: Moving,
  write: Parameters<Disputed['move']>[3],
): Promise<PaymentView> {
  const { tenant_id } = scope
  const transfers = move === null ? [] : transfersOf(scope, view, move)
  if (move === null || transfers.length === 0) {
    await core.db.withTenant(tenant_id, async (tx) => {
      const own = { ...scope, db: tx }
      await appendFacts(tx, own, await write(own, move))
    })
    return view
  }
  await openAccounts(core, scope, view, move)
  const around = isAround ? await goAround(core, scope, transfers) : undefined
  const standing = {
    ...view.standing,
    disputed: view.standing.disputed + move.amount,
    version: view.standing.version + 1,
    updated_at: scope.world.now(),
  }
  const after = { ...view, standing }
  await core.db.withTenant(tenant_id, async (tx) => {
    const own = { ...scope, db: tx }
    // The dispute's row before the payment's, and the head of the feed last, as everywhere.
    const facts = await write(own, move)
    const { id } = view.order
    const { version } = view.standing
    const posted = around?.transfers ?? transfers
    await moveDisputed(own, { payment: id, version, delta: move.amount, transfers: posted })
    const aside = around === undefined ? [] : [wentAround(scope, view, move, around)]
    const first = await appendFactsNow(tx, own, [...facts, updated(scope, after), ...aside])
    await keepDisputed(own, {
      payment: id,
      version: standing.version,
      delta: move.amount,
      transfers: posted,
      told_seq: first + BigInt(facts.length),
    })
  })
  return after
}

const wentAround = (
  { request_id }: OpenScope,
  { order }: PaymentView,
  { name, account }: DisputeMove,
  around: Around,
): Fact => ({
  type: 'payments.posted_to_suspense',
  object_id: order.id,
  body: aroundBody(around, {
    request_id,
    cause: name,
    acquirer_account: account,
    merchant: order.merchant,
  }),
})

const updated = ({ request_id }: OpenScope, view: PaymentView): Fact => ({
  type: 'payments.payment_updated',
  object_id: view.order.id,
  body: { request_id, object: JSON.parse(renderPayment(view)) as Json },
})

async function openAccounts(
  { parties }: Core,
  scope: OpenScope,
  { order }: PaymentView,
  move: DisputeMove,
): Promise<void> {
  const { tenant_id } = scope
  const opened = await parties.ensureAccounts(scope, [
    plannedAccounts.merchant(tenant_id, order.merchant, 'available', order.currency),
    plannedAccounts.acquirer(tenant_id, move.account, order.currency),
  ])
  if (!opened.ok) throw new Error(`the accounts of a dispute cannot be opened: ${opened.error.code}`)
}

function transfersOf({ tenant_id }: OpenScope, { order }: PaymentView, move: DisputeMove): TransferOrder[] {
  const { currency } = order
  const merchant = merchantAccount(tenant_id, order.merchant, 'available', currency)
  const acquirer = acquirerAccount(tenant_id, move.account, 'receivable', currency)
  const ids = disputeTransfers({ tenant_id }, move.name)
  const single = (what: keyof typeof ids, amount: number, isBack: boolean, code: string): TransferOrder => ({
    kind: 'single',
    id: ids[what],
    amount,
    code,
    debit_account: isBack ? acquirer : merchant,
    credit_account: isBack ? merchant : acquirer,
    currency,
  })
  const { amount, fee } = move
  return [
    ...(amount > 0 ? [single('amount', amount, false, 'dispute_withdrawal')] : []),
    ...(amount < 0 ? [single('amount', -amount, true, 'dispute_reinstatement')] : []),
    ...(fee > 0 ? [single('fee', fee, false, 'dispute_fee')] : []),
  ]
}
