import { idOf, type Id } from '../../kernel/id.ts'
import { moneyText } from '../../kernel/money.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { dayOf, type Instant } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import type { Merchant } from './merchant.ts'
import type { PaymentView } from './payment.ts'
import { type OutcomeLine, readHistory, type StoredHistory } from './store_timeline.ts'

/** What a payer is given: who was paid with what card, and everything that was taken and given back. Minor units. */
export type Receipt = {
  readonly view: PaymentView
  readonly merchant: Pick<Merchant, 'id' | 'name' | 'statement_descriptor' | 'city' | 'country'>
  readonly lines: readonly ReceiptLine[]
  readonly paid: bigint
  readonly refunded: bigint
}
export type ReceiptLine = {
  readonly kind: 'payment' | 'refund'
  readonly operation: string
  readonly amount: bigint
  readonly at: Instant
}

/**
 * The receipt of a payment of which something was captured. What was taken back later, by a reversal or a refund that came
 * back, is not on it. Errors: payment_not_found, wrong_state while nothing was captured.
 */
export async function readReceipt(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
): Promise<Result<Receipt, Failure>> {
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const view = found.value
  const merchant = await core.parties.findMerchant(scope, view.order.merchant)
  if (!merchant.ok) return merchant
  const history = await core.db.withTenant(scope.tenant_id, (tx) => readHistory(tx, scope.tenant_id, id))
  const lines = linesOf(view, history)
  if (lines.length === 0)
    return paymentErrors.fail('wrong_state', {
      detail: `It is ${view.standing.state}: nothing was paid, so there is no receipt.`,
    })
  const sum = (kind: ReceiptLine['kind']): bigint =>
    lines.filter((line) => line.kind === kind).reduce((total, { amount }) => total + amount, 0n)
  return ok({ view, merchant: merchant.value, lines, paid: sum('payment'), refunded: sum('refund') })
}

function linesOf({ order }: PaymentView, { operations, outcomes }: StoredHistory): ReceiptLine[] {
  return operations.flatMap((operation): ReceiptLine[] => {
    const { kind, id } = operation
    const isPaid = kind === 'capture' || (kind === 'authorize' && !order.is_manual)
    const approval = isPaid || kind === 'refund' ? approvalOf(id, outcomes) : undefined
    if (approval === undefined) return []
    const amount = approval.amount ?? operation.amount
    const name = idOf(kind === 'authorize' ? 'att' : 'opn', id)
    return [{ kind: kind === 'refund' ? 'refund' : 'payment', operation: name, amount, at: approval.at }]
  })
}

/** What is believed of an operation, when that is a yes. */
function approvalOf(operation: string, outcomes: readonly OutcomeLine[]): OutcomeLine | undefined {
  const believed = outcomes.filter(
    ({ operation_id, is_applied, result }) =>
      operation_id === operation && is_applied && result !== 'pending' && result !== 'unknown',
  )
  const last = believed.at(-1)
  return last?.result === 'approved' ? last : undefined
}

const WIDTH = 44
const LABEL = { payment: 'Payment', refund: 'Refund' } as const

/** To be printed or mailed as it is: one column of plain text. */
export function receiptText({ view, merchant, lines, paid, refunded }: Receipt): string {
  const { order, card, attempt } = view
  const row = (left: string, minor: bigint): string => {
    const right = moneyText(minor, order.currency)
    return `${left.padEnd(WIDTH - right.length)}${right}`
  }
  return [
    merchant.name,
    `${merchant.city}, ${merchant.country}`,
    `On your statement: ${order.asked.statement_descriptor ?? merchant.statement_descriptor}`,
    '',
    ...(order.reference === null ? [] : [`Order ${order.reference}`]),
    ...(order.asked.description === undefined ? [] : [order.asked.description]),
    `Payment ${order.id}`,
    ...(card === null ? [] : [`Card ${card.scheme} ending in ${card.last4}`]),
    ...(typeof attempt?.auth_code === 'string' ? [`Authorization code ${attempt.auth_code}`] : []),
    '',
    ...lines.map(({ kind, amount, at }) =>
      row(`${dayOf(at)} ${LABEL[kind]}`, kind === 'refund' ? -amount : amount),
    ),
    row('Total', paid - refunded),
    '',
  ].join('\n')
}
