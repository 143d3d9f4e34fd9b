import { planNews } from './callbacks.ts'
import { clear } from './clearing.ts'
import { findDispute, openDispute, openPreArbitration, playDispute } from './disputes.ts'
import { settleRefund, undoRefund } from './follow.ts'
import { findAuthorization, findOperation, type Ground, unuse } from './ground.ts'
import { type AcquirerName, type AuthorizationRow, type OperationRow, openOf, rejected } from './operation.ts'

export type Happened = { readonly at: number; readonly kind: string; readonly [detail: string]: unknown }
type OfOperation = { readonly acquirer: AcquirerName; readonly operation_reference: string }

/** One entry of the calendar, except callbacks. Inside a turn. Undefined: it had become void. */
export function playEvent(ground: Ground, kind: string, body: Record<string, unknown>): Happened | undefined {
  const happened: Happened = { at: ground.at, kind, ...body }
  switch (kind) {
    case 'report':
      return happened
    case 'dispute_deadline':
    case 'dispute_decide': {
      const status = playDispute(ground, kind, body as { case_reference: string; stage: string })
      return status === undefined ? undefined : { ...happened, status }
    }
    case 'pre_arbitration': {
      const dispute = findDispute(ground, String(body['case_reference']))
      return dispute !== undefined && openPreArbitration(ground, dispute) ? happened : undefined
    }
    default:
      return playOperation(ground, kind, body as OfOperation & { reason?: string; amount?: number }, happened)
  }
}

function playOperation(
  ground: Ground,
  kind: string,
  body: OfOperation & { reason?: string; amount?: number },
  happened: Happened,
): Happened | undefined {
  const operation = findOperation(ground, body.acquirer, body.operation_reference)
  if (operation === undefined) return undefined
  const row = findAuthorization(ground, body.acquirer, operation.authorization)
  if (row === undefined) return undefined
  switch (kind) {
    case 'dispute': {
      const amount = body.amount ?? operation.amount
      const { reason = '10.4', operation_reference } = body
      const dispute = openDispute(ground, row, { operation_reference, reason, amount })
      return dispute === undefined
        ? undefined
        : { ...happened, case_reference: dispute.case_reference, amount }
    }
    case 'refund_succeeds':
    case 'refund_fails':
      return finishRefund(ground, operation, row, kind === 'refund_succeeds') ? happened : undefined
    case 'late_rejection':
    case 'late_reversal':
      return reverse(ground, operation, row) ? happened : undefined
    default:
      return undefined
  }
}

const setOperation = (
  ground: Ground,
  row: OperationRow,
  state: string,
  outcome: OperationRow['outcome'],
): void =>
  ground.store.run(
    'update operation set state = ?, outcome = ?, known_at = ? where world = ? and acquirer = ? and reference = ?',
    state,
    JSON.stringify(outcome),
    ground.at,
    ground.one.merchant_number,
    row.acquirer,
    row.reference,
  )

/** The end of a refund that was pending. A refund that was settled fails too: what was given back is taken back. */
function finishRefund(
  ground: Ground,
  operation: OperationRow,
  row: AuthorizationRow,
  isGood: boolean,
): boolean {
  if (operation.kind !== 'refund' || operation.outcome.kind !== 'approved') return false
  if (operation.state === 'done' && isGood) return false
  const outcome = isGood
    ? operation.outcome
    : rejected('refund_failed', 'The issuer did not take the refund.')
  if (isGood) settleRefund(ground, row, operation.reference, operation.amount)
  else {
    undoRefund(ground, row, operation.amount)
    if (operation.state === 'done') {
      const { reference: operation_reference, amount: gross } = operation
      clear(ground, row, { kind: 'adjustment', operation_reference, gross })
    }
  }
  setOperation(ground, operation, 'done', outcome)
  planNews(ground, { ...operation, state: 'done', outcome }, 'outcome', ground.at)
  return true
}

/** The acquirer takes back what it had approved: a hold is let go, a sale is taken out of the next report. */
function reverse(ground: Ground, operation: OperationRow, row: AuthorizationRow): boolean {
  if (operation.state !== 'done' || operation.outcome.kind !== 'approved' || row.refunded > 0) return false
  // What the cardholder's bank has taken back already is not taken back a second time.
  if (isDisputed(ground, row)) return false
  const isSale = hasSale(ground, operation)
  if (!isSale && operation.kind !== 'authorize') return false
  if (!isSale && openOf(row) <= 0) return false
  const amount = isSale ? operation.outcome.amount : openOf(row)
  if (isSale) {
    const { reference: operation_reference } = operation
    clear(ground, row, { kind: 'adjustment', operation_reference, gross: -amount })
  }
  ground.store.run(
    `update authorization set captured = captured - ?, released = released + ?,
       is_closed = case when ? = 1 then is_closed else 1 end
     where world = ? and acquirer = ? and id = ?`,
    isSale ? amount : 0,
    amount,
    Number(isSale),
    ground.one.merchant_number,
    row.acquirer,
    row.id,
  )
  unuse(ground, row, amount)
  setOperation(ground, operation, 'reversed', operation.outcome)
  planNews(ground, operation, 'reversed', ground.at)
  return true
}

const isDisputed = ({ store, one }: Ground, row: AuthorizationRow): boolean =>
  store.one(
    `select case_reference from dispute where world = ? and acquirer = ? and authorization = ? and stage <> 'inquiry'`,
    one.merchant_number,
    row.acquirer,
    row.id,
  ) !== undefined

const hasSale = ({ store, one }: Ground, operation: OperationRow): boolean =>
  store.one(
    `select id from movement where world = ? and acquirer = ? and authorization = ? and operation_reference = ? and kind = 'sale'`,
    one.merchant_number,
    operation.acquirer,
    operation.authorization,
    operation.reference,
  ) !== undefined

/** Holds that ran out are let go. */
export function expire(ground: Ground, row: AuthorizationRow): Happened {
  const open = openOf(row)
  ground.store.run(
    'update authorization set released = released + ?, is_closed = 1 where world = ? and acquirer = ? and id = ?',
    open,
    ground.one.merchant_number,
    row.acquirer,
    row.id,
  )
  unuse(ground, row, open)
  const { acquirer, operation_reference } = row
  return { at: ground.at, kind: 'authorization_expired', acquirer, operation_reference, amount: open }
}
