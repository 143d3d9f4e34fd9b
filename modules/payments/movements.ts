import { type Id, uuidOf } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import { acquirerAccount, merchantAccount } from './merchant_accounts.ts'
import type { Operation, PaymentView, Standing } from './payment.ts'
import type { PaymentEvent } from './payment.machine.ts'

/**
 * What moves in the ledger when something happens to a payment. A card payment is a claim on the acquirer (debit) that is
 * owed to the merchant (credit); while it is only authorised the two are a hold. Ids are those of the operations, so that
 * nothing is ever posted twice.
 */
export function movementsOf(
  tenant_id: TenantId,
  view: PaymentView,
  { operation, news }: { readonly operation: Operation; readonly news: { readonly kind: string } },
  event: PaymentEvent,
  after: Standing,
): readonly TransferOrder[] {
  const { order, standing } = view
  const accounts = {
    debit_account: acquirerAccount(tenant_id, operation.account, 'receivable', order.currency),
    credit_account: merchantAccount(tenant_id, order.merchant, 'pending', order.currency),
    currency: order.currency,
  }
  const id = transferId(operation.id)
  const captured = after.captured - standing.captured
  switch (event) {
    case 'authorize':
      return [{ kind: 'pending', id, amount: after.authorized, code: 'card_authorization', ...accounts }]
    case 'capture':
    case 'capture_part':
      return operation.kind === 'authorize'
        ? [{ kind: 'single', id, amount: captured, code: 'card_payment', ...accounts }]
        : [post(id, standing, captured, event === 'capture')]
    case 'increment':
    case 'release_part':
      return rehold(id, standing, after.authorized - standing.captured, accounts)
    case 'void':
    case 'release':
    case 'lapse':
      return standing.hold === null
        ? []
        : [voidOf(news.kind === 'reversed' ? siblingId(id, 8) : id, standing.hold)]
    case 'reverse':
      return reversal(id, standing, accounts)
    case 'reverse_part':
      return [backTo(id, operation.amount, accounts)]
    default:
      return []
  }
}

type Accounts = Pick<
  Extract<TransferOrder, { kind: 'single' | 'pending' }>,
  'debit_account' | 'credit_account' | 'currency'
>

export const transferId = (operation: string): Id<'trf'> => `trf_${operation.slice(4)}` as Id<'trf'>

/** A further transfer of one operation: its id with one bit of chance turned, which no other id of ours shares. */
export function siblingId(id: Id<'trf'>, bit: 16 | 8 = 16): Id<'trf'> {
  const last = id.at(-1) ?? '0'
  const turned = '0123456789abcdefghjkmnpqrstvwxyz'
  return `${id.slice(0, -1)}${turned[turned.indexOf(last) ^ bit]}` as Id<'trf'>
}

/** By the code of a transfer on an acquirer's receivable, which bit of its operation's id was turned; 0: none. */
const turnedBits: Readonly<Record<string, 0 | 8 | 16>> = {
  card_payment: 0,
  card_capture: 0,
  card_reversal: 16,
  card_refund: 16,
  card_refund_failed: 8,
}

/** The operation (a UUID) that an entry of an acquirer's receivable came from; null for what payments did not post. */
export function operationOfTransfer(id: Id<'trf'>, code: string): string | null {
  const bit = ownOf(turnedBits, code)
  if (bit === undefined) return null
  return uuidOf(bit === 0 ? id : siblingId(id, bit))
}

const post = (id: Id<'trf'>, { hold }: Standing, amount: number, is_final: boolean): TransferOrder => ({
  kind: 'post',
  id,
  pending_id: hold as Id<'trf'>,
  amount,
  is_final,
  code: 'card_capture',
})

const voidOf = (id: Id<'trf'>, pending_id: Id<'trf'>): TransferOrder => ({
  kind: 'void',
  id,
  pending_id,
  code: 'card_void',
})

/** A hold cannot be changed, only given back: the new one takes its place in the same breath. */
const rehold = (id: Id<'trf'>, { hold }: Standing, amount: number, accounts: Accounts): TransferOrder[] => [
  { ...voidOf(siblingId(id), hold as Id<'trf'>), is_linked: true },
  { kind: 'pending', id, amount, code: 'card_authorization', ...accounts },
]

/** The acquirer took back what it had approved: what was captured goes back, and what is held is free. */
function reversal(id: Id<'trf'>, standing: Standing, accounts: Accounts): TransferOrder[] {
  const amount = standing.captured - standing.refunded - standing.disputed
  const free = standing.hold === null ? [] : [voidOf(siblingId(id, 8), standing.hold)]
  return amount === 0 ? free : [...free, backTo(id, amount, accounts)]
}

const backTo = (id: Id<'trf'>, amount: number, accounts: Accounts): TransferOrder => ({
  kind: 'single',
  id: siblingId(id),
  amount,
  code: 'card_reversal',
  debit_account: accounts.credit_account,
  credit_account: accounts.debit_account,
  currency: accounts.currency,
})
