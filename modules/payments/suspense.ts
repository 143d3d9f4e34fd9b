import { present } from '../../kernel/assert.ts'
import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { newUuid } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Ledger, TransferOrder } from '../ledger/index.ts'
import { plannedAccounts } from './merchant_accounts.ts'
import { siblingId } from './movements.ts'
import type { Parties } from './parties.ts'
import type { FinishItem } from './finish_item.ts'

type Deps = {
  readonly parties: Pick<Parties, 'ensureAccounts'>
  readonly ledger: Pick<Ledger, 'findAccount' | 'findTransfer'>
  readonly world: World
  readonly scopeOf: (tenant_id: TenantId, request_id: string) => Promise<OpenScope>
  /** Between whom the money of an operation moves. */
  readonly partiesOf: (
    scope: OpenScope,
    payment: string,
    operation: string,
  ) => Promise<{ readonly acquirer_account: Id<'aca'>; readonly merchant: Id<'mer'> }>
}
type Move = Extract<TransferOrder, { kind: 'single' | 'pending' }>
type Legs = { readonly debit_account: Id<'acc'>; readonly credit_account: Id<'acc'> }
type Detour = { readonly scope: OpenScope; readonly suspense: Id<'acc'>; readonly currency: Currency }

/** Movements that go around accounts that are shut, by the suspense account. */
export type Around = {
  readonly transfers: readonly TransferOrder[]
  readonly account: Id<'acc'>
  readonly currency: Currency
  /** What of them lies in the suspense account; below zero it is missing there. Minor units. */
  readonly suspended: number
}

/**
 * The same movements with accounts that are frozen or closed replaced by the suspense account of the currency: what the
 * ledger refuses because somebody froze an account has happened all the same. A fact tells of it, and a person moves it on
 * from there. A hold of a frozen account cannot be captured, only given back, so what is captured of it goes by itself and
 * the rest is held anew. Throws when both accounts of a transfer are shut: nothing is written, and an inquiry tries again.
 */
export async function goAround(
  deps: Pick<Deps, 'ledger' | 'parties'>,
  scope: OpenScope,
  orders: readonly TransferOrder[],
): Promise<Around> {
  const currency = await currencyOf(deps, scope, orders)
  const planned = plannedAccounts.cardSuspense(scope.tenant_id, currency)
  const opened = await deps.parties.ensureAccounts(scope, [planned])
  if (!opened.ok) throw new Error(`the suspense account cannot be opened: ${opened.error.code}`)
  const detour: Detour = { scope, suspense: planned.id, currency }
  const transfers: TransferOrder[] = []
  for (const order of orders) transfers.push(...(await detoured(deps, detour, order)))
  const suspended = transfers.reduce((sum, order) => sum + suspendedBy(order, planned.id), 0)
  return { transfers, account: planned.id, currency, suspended }
}

function suspendedBy(order: TransferOrder, suspense: Id<'acc'>): number {
  if (order.kind !== 'single') return 0
  const { debit_account, credit_account, amount } = order
  if (credit_account === suspense) return Number(amount)
  return debit_account === suspense ? -Number(amount) : 0
}

/** What the fact says of it. `cause`: the operation that moved the money, or the dispute and its event. */
export const aroundBody = (
  { transfers, account, currency, suspended }: Around,
  told: { request_id: string; cause: string; acquirer_account: Id<'aca'>; merchant: Id<'mer'> },
) => ({
  ...told,
  account,
  amount: { value: String(suspended), currency },
  transfers: transfers.map(({ id }) => id),
})

/** See `goAround`; of what an operation moved. */
export const viaSuspense =
  (deps: Deps) =>
  async (tenant_id: TenantId, item: FinishItem): Promise<FinishItem> => {
    const { posting } = item
    if (posting === null) return item
    const scope = await deps.scopeOf(tenant_id, posting.request_id)
    const around = await goAround(deps, scope, posting.transfers)
    const isPosted = posting.transfers.some(({ kind }) => kind === 'post')
    const held = isPosted ? around.transfers.find(({ kind }) => kind === 'pending') : undefined
    const named = await deps.partiesOf(scope, item.payment, item.learned.operation)
    const body = aroundBody(around, {
      request_id: posting.request_id,
      cause: item.learned.operation,
      ...named,
    })
    return {
      ...item,
      after: held === undefined ? item.after : { ...item.after, hold: held.id },
      posting: { ...posting, transfers: around.transfers },
      also_told: {
        id: newUuid(deps.world),
        type: 'payments.posted_to_suspense',
        object: item.payment,
        body: JSON.stringify(body),
      },
    }
  }

async function currencyOf(
  { ledger }: Pick<Deps, 'ledger'>,
  scope: OpenScope,
  transfers: readonly TransferOrder[],
): Promise<Currency> {
  for (const transfer of transfers) {
    if ('debit_account' in transfer) return transfer.currency
    const found = await ledger.findTransfer(scope, transfer.pending_id)
    if (found?.transfer !== undefined) return found.transfer.currency
  }
  throw new Error('the ledger refused transfers of holds that it does not know')
}

async function detoured(
  deps: Pick<Deps, 'ledger'>,
  detour: Detour,
  order: TransferOrder,
): Promise<TransferOrder[]> {
  if (order.kind === 'void' || order.kind === 'expire') return [order]
  if ('debit_account' in order) return [{ ...order, ...(await openLegs(deps, detour, order)) }]
  const { pending_id, id, amount, is_final } = order
  const found = await deps.ledger.findTransfer(detour.scope, pending_id)
  const held = present(found?.transfer, 'the hold that is captured')
  const legs = { debit_account: held.debit.account, credit_account: held.credit.account }
  const open = await openLegs(deps, detour, legs)
  if (open.debit_account === legs.debit_account && open.credit_account === legs.credit_account) return [order]
  const rest = present(found?.hold, 'a hold').remaining - Number(amount)
  const common = { ...open, currency: detour.currency }
  const free: TransferOrder = { kind: 'void', id: siblingId(id, 8), pending_id, code: 'card_void' }
  const taken: Move = { kind: 'single', id, amount: Number(amount), code: order.code, ...common }
  return is_final === true || rest <= 0
    ? [free, taken]
    : [
        free,
        taken,
        { kind: 'pending', id: siblingId(id), amount: rest, code: 'card_authorization', ...common },
      ]
}

async function openLegs({ ledger }: Pick<Deps, 'ledger'>, detour: Detour, legs: Legs): Promise<Legs> {
  const isShut = async (id: Id<'acc'>, leg: 'debit' | 'credit'): Promise<boolean> => {
    const found = await ledger.findAccount(detour.scope, id)
    if (!found.ok) return true
    const { state } = found.value
    return state === 'frozen' || state === 'closed' || (leg === 'debit' && state === 'frozen_debits')
  }
  const [debit, credit] = [
    await isShut(legs.debit_account, 'debit'),
    await isShut(legs.credit_account, 'credit'),
  ]
  if (debit && credit) throw new Error('both accounts of a transfer are shut')
  return {
    debit_account: debit ? detour.suspense : legs.debit_account,
    credit_account: credit ? detour.suspense : legs.credit_account,
  }
}
