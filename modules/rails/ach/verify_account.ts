import { createHash } from 'node:crypto'
import { present } from '../../../kernel/assert.ts'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import { findBankAccount } from '../bank_accounts/store.ts'
import { createOrders, type NewOrder } from '../payment_orders/create_orders.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import type { AccountVerification, VerificationMethod, VerificationView } from './account_verification.ts'
import { achErrors } from './errors.ts'
import * as store from './store_verifications.ts'
import { microText, viewsOf } from './verification_views.ts'

/** Amounts that a holder may name wrongly: with two of 99 each, guessing stays a matter of one in thousands. */
const TRIES_MAX = 3
const MICRO_ENTRIES = 2
/** Below one dollar: rules/ach/facts/ach_rules.ts, `micro_entry_below`. */
const MICRO_CENTS = 99
const VERIFICATIONS_LISTED_MAX = 20

export type VerificationAsked = {
  readonly bank_account: Id<'bac'>
  readonly connection: Id<'bcn'>
  /** Ledger: whose money the small amounts are, and who is told of a prenote. */
  readonly account: Id<'acc'>
  readonly method: VerificationMethod
  /** What the ids and amounts follow from, so that a repeat asks for the same ones. */
  readonly seed: Uint8Array
}

/**
 * Begins to verify a bank account over ACH: with a prenote, an entry of no amount that its bank objects to when the details are
 * wrong, or with two credits below one dollar that its holder names (Nacha, micro-entries: ACCTVERIFY). A repeat answers the
 * verification that there is. Errors: `bank_account_not_found`, and those of `createOrders`.
 */
export async function beginVerification(
  deps: OrderDeps,
  scope: OpenScope,
  asked: VerificationAsked,
): Promise<Result<VerificationView, Failure>> {
  const { bank_account, method } = asked
  const { tenant_id } = scope
  const account = await deps.db.withTenant(tenant_id, (tx) => findBankAccount(tx, tenant_id, bank_account))
  if (account === undefined) return bankAccountErrors.fail('bank_account_not_found')
  const orders = method === 'prenote' ? [prenoteOf(asked)] : microEntriesOf(asked)
  const made = await createOrders(deps, scope, orders, async (within) => {
    const at = within.world.now()
    const ids = orders.map(({ id }) => id)
    const id = present(ids[0], 'an order')
    const fresh = { state: 'pending', tries: 0, created_at: at, updated_at: at } as const
    await store.insertVerification(within.db, tenant_id, { id, bank_account, method, orders: ids, ...fresh })
  })
  if (!made.ok) return made
  const all = await listVerifications(deps, scope, bank_account)
  const first = made.value[0]
  return ok(
    present(
      all.find(({ id }) => id === first?.id),
      'the verification',
    ),
  )
}

const digestOf = ({ seed }: VerificationAsked, index: number): Buffer =>
  createHash('sha256').update(seed).update(String(index)).digest()

function orderOf(
  asked: VerificationAsked,
  index: number,
  more: Pick<NewOrder, 'kind' | 'amount' | 'purpose' | 'description'>,
): NewOrder {
  const { connection, bank_account, account } = asked
  const id = idFromBytes('por', digestOf(asked, index))
  return {
    id,
    connection,
    rail: 'ach',
    bank_account,
    mandate: null,
    account,
    currency: 'USD',
    sec_code: null,
    remittance: null,
    end_to_end_id: id.slice('por_'.length),
    wish: 'next_day',
    releases_after: false,
    metadata: {},
    ...more,
  }
}

const prenoteOf = (asked: VerificationAsked): NewOrder =>
  orderOf(asked, 0, { kind: 'direct_debit', amount: 0, purpose: 'prenote', description: 'PRENOTE' })

const microEntriesOf = (asked: VerificationAsked): NewOrder[] =>
  Array.from({ length: MICRO_ENTRIES }, (_, index) => {
    const amount = (digestOf(asked, index).readUInt32BE(16) % MICRO_CENTS) + 1
    return orderOf(asked, index, {
      kind: 'credit_transfer',
      amount,
      purpose: 'micro_entry',
      description: 'ACCTVERIFY',
    })
  })

/** The verifications of a bank account as they stand today, newest first; the last twenty. */
export async function listVerifications(
  { db }: OrderDeps,
  scope: OpenScope,
  bank_account: Id<'bac'>,
): Promise<readonly VerificationView[]> {
  const { tenant_id } = scope
  return db.withTenant(tenant_id, async (tx) => {
    const found = await store.listVerifications(tx, tenant_id, bank_account, {
      limit: VERIFICATIONS_LISTED_MAX,
    })
    return viewsOf({ ...scope, db: tx }, bank_account, found)
  })
}

/**
 * Compares the amounts that the holder of a bank account names with those that were sent. Three wrong answers end the
 * verification. A repeat of the right answer finds it verified.
 * Errors: `verification_not_found`, `verification_wrong_amounts`.
 */
export async function confirmVerification(
  { db, audit }: OrderDeps,
  scope: OpenScope,
  bank_account: Id<'bac'>,
  amounts: readonly number[],
): Promise<Result<VerificationView, Failure>> {
  const { tenant_id } = scope
  return db.withTenant(tenant_id, async (tx) => {
    const within: Scope = { ...scope, db: tx }
    const all = await store.listVerifications(tx, tenant_id, bank_account, {
      limit: VERIFICATIONS_LISTED_MAX,
      is_locked: true,
    })
    const found = all.find(({ method }) => method === 'micro_entries')
    const [view] = found === undefined ? [] : await viewsOf(within, bank_account, [found])
    if (found === undefined || view === undefined || view.state === 'failed')
      return achErrors.fail('verification_not_found')
    const isRight = isSame(await findOrders(tx, tenant_id, found.orders), amounts)
    if (view.state === 'verified' && isRight) return ok(view)
    if (view.state === 'verified') return achErrors.fail('verification_not_found')
    const tries = isRight ? found.tries : found.tries + 1
    const state = isRight ? 'verified' : tries >= TRIES_MAX ? 'failed' : 'pending'
    const after: AccountVerification = { ...found, state, tries, updated_at: scope.world.now() }
    await store.updateVerification(tx, tenant_id, after)
    await audit.append(within, [
      {
        action: 'bank_accounts.confirm_verification',
        resource_type: 'bank_account',
        resource_id: bank_account,
        after: { state, tries },
      },
    ])
    if (isRight) return ok({ ...view, ...after, because: microText.verified })
    const detail = `${TRIES_MAX - tries} tries are left.`
    return achErrors.fail('verification_wrong_amounts', { param: 'amounts', detail })
  })
}

/** In any order. */
function isSame(orders: readonly PaymentOrder[], amounts: readonly number[]): boolean {
  const sorted = (given: readonly number[]): string => given.toSorted((a, b) => a - b).join(' ')
  return sorted(orders.map(({ amount }) => amount)) === sorted(amounts)
}
