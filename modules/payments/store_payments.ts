import { sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import { present } from '../../kernel/assert.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type {
  Asked,
  AttemptView,
  OutcomeResult,
  PaymentOrder,
  PaymentView,
  Review,
  Standing,
} from './payment.ts'
import type { PaymentState } from './payment.machine.ts'
import { firstPaymentStep, paymentStateOf } from './steps.ts'
import { authenticationColumns, authenticationOf, type AuthenticationRow } from './store_authentications.ts'

type Row = {
  id: string
  merchant_id: string
  customer_id: string | null
  method_id: string | null
  token_id: string | null
  reference: string | null
  asked: string
  created_at: Instant
  step: number
  version: number
  currency: string
  attempts: number
  is_manual: boolean
  amount: bigint
  amount_authorized: bigint
  amount_captured: bigint
  amount_refunded: bigint
  amount_refunding: bigint
  amount_disputed: bigint
  amount_settled: bigint
  settled_on: Day | null
  attempt_id: string | null
  open_operation: string | null
  open_kind: string | null
  hold_id: string | null
  capture_before: Instant | null
  updated_at: Instant
  account_id: string | null
  decision: string | null
  h_token: string | null
  h_decision: string | null
  verdict: 'approved' | 'rejected' | null
  reason: string | null
  decided_by: string | null
  decided_at: Instant | null
} & AuthenticationRow & { [K in (typeof outcomeColumns)[number]]: string | null }

const outcomeColumns = [
  'result',
  'acquirer_reference',
  'auth_code',
  'network_code',
  'advice_code',
  'decline_code',
  'network_transaction_id',
  'transaction_link_id',
  'cvc_check',
  'address_check',
] as const

/** What was said last of the current attempt, of what changed something. */
const columns =
  sql.raw(`p.id, o.merchant_id, o.customer_id, o.method_id, coalesce(a.token_id, o.token_id) as token_id, o.reference, o.asked, o.created_at,
  p.step, p.version, p.currency, p.attempts, p.is_manual, p.amount, p.amount_authorized, p.amount_captured, p.amount_refunded,
  p.amount_refunding, p.amount_disputed, p.amount_settled, p.settled_on, p.attempt_id, p.open_operation, x.kind as open_kind, p.hold_id, p.capture_before,
  p.updated_at, a.account_id, coalesce(a.decision, o.decision) as decision,
  h.token_id as h_token, h.decision as h_decision, w.verdict, w.reason, w.actor_id as decided_by, w.at as decided_at,
  ${outcomeColumns.map((column) => `l.${column}`).join(', ')}`)
const joins = sql.raw(`join payments.payment_order o on o.tenant_id = p.tenant_id and o.id = p.id
  left join payments.operation a on a.tenant_id = p.tenant_id and a.id = p.attempt_id
  left join payments.authentication n on n.tenant_id = p.tenant_id and n.id = p.authentication_id
  left join payments.operation x on x.tenant_id = p.tenant_id and x.id = p.open_operation
  left join lateral (
    select u.* from payments.outcome u
      where u.tenant_id = p.tenant_id and u.operation_id = p.attempt_id and u.is_applied
      order by u.at desc, u.id desc limit 1
  ) l on true
  left join lateral (
    select t.token_id, t.decision from payments.turn t
      where t.tenant_id = p.tenant_id and t.payment_id = p.id and t.decision is not null order by t.version desc limit 1
  ) h on true
  left join lateral (
    select t.verdict, t.reason, t.actor_id, t.at from payments.turn t
      where t.tenant_id = p.tenant_id and t.payment_id = p.id and t.verdict is not null order by t.version desc limit 1
  ) w on true`)

const idOrNull = <P extends Parameters<typeof idOf>[0]>(prefix: P, uuid: string | null): Id<P> | null =>
  uuid === null ? null : idOf(prefix, uuid)

/** A payment as its rows show it. What stands on its card is the vault's to say. */
export type StoredPayment = Omit<PaymentView, 'card'>

function viewOf(row: Row): StoredPayment {
  return {
    order: orderOf(row),
    standing: standingOf(row),
    attempt: attemptOf(row),
    risk: riskOf(isHeld(row) ? (row.h_decision ?? row.decision) : row.decision),
    authentication: authenticationOf(row),
    review: reviewOf(row),
  }
}

/** Between attempts, or before the first: the card is the one whose holder is asked for. */
const isAuthenticating = ({ n_id, step, open_operation }: Row): boolean =>
  n_id !== null && open_operation === null && ['processing', 'requires_action'].includes(paymentStateOf(step))

/** Not sent since risk looked at it. */
const isHeld = ({ step }: Row): boolean => ['in_review', 'blocked'].includes(paymentStateOf(step))

function tokenOf(row: Row): string | null {
  if (isAuthenticating(row)) return row.n_token
  return isHeld(row) ? (row.h_token ?? row.token_id) : row.token_id
}

function reviewOf({ verdict, reason, decided_by, decided_at }: Row): Review | null {
  if (verdict === null || decided_by === null || decided_at === null) return null
  return { verdict, reason, decided_by, decided_at }
}

const orderOf = (row: Row): PaymentOrder => ({
  id: idOf('pay', row.id),
  merchant: idOf('mer', row.merchant_id),
  customer: idOrNull('cus', row.customer_id),
  payment_method: idOrNull('pm', row.method_id),
  token: idOrNull('tok', tokenOf(row)),
  reference: row.reference,
  amount: Number(row.amount),
  currency: row.currency as Currency,
  is_manual: row.is_manual,
  asked: JSON.parse(row.asked) as Asked,
  created_at: row.created_at,
})

const standingOf = (row: Row): Standing => ({
  state: paymentStateOf(row.step),
  version: row.version,
  attempts: row.attempts,
  authorized: Number(row.amount_authorized),
  captured: Number(row.amount_captured),
  refunded: Number(row.amount_refunded),
  refunding: Number(row.amount_refunding),
  disputed: Number(row.amount_disputed),
  settled: Number(row.amount_settled),
  settled_on: row.settled_on,
  attempt: idOrNull('att', row.attempt_id),
  open_operation: idOrNull(row.open_kind === 'authorize' ? 'att' : 'opn', row.open_operation),
  hold: idOrNull('trf', row.hold_id),
  capture_before: row.capture_before,
  updated_at: row.updated_at,
})

function attemptOf(row: Row): AttemptView | null {
  if (row.attempt_id === null) return null
  return {
    id: idOf('att', row.attempt_id),
    number: row.attempts,
    account: idOf('aca', present(row.account_id, 'the account of an attempt')),
    result: row.result as OutcomeResult | null,
    acquirer_reference: row.acquirer_reference,
    auth_code: row.auth_code,
    network_code: row.network_code,
    advice_code: row.advice_code,
    decline_code: row.decline_code,
    network_transaction_id: row.network_transaction_id,
    transaction_link_id: row.transaction_link_id,
    cvc_check: row.cvc_check as AttemptView['cvc_check'],
    address_check: row.address_check as AttemptView['address_check'],
  }
}

function riskOf(decision: string | null): PaymentView['risk'] {
  if (decision === null) return null
  const { risk } = JSON.parse(decision) as { risk?: { decision: string; reasons: { rule: string }[] } }
  return risk === undefined
    ? null
    : { decision: risk.decision, reasons: risk.reasons.map(({ rule }) => rule) }
}

export async function findPayments(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'pay'>[],
): Promise<Map<Id<'pay'>, StoredPayment>> {
  const { rows } = await sql<Row>`select ${columns}, ${authenticationColumns} from payments.payment p ${joins}
    where p.tenant_id = ${tenant_id}::int8 and p.id = any (${ids.map(uuidOf)}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [idOf('pay', row.id), viewOf(row)]))
}

export type PaymentFilter = {
  readonly merchant: Id<'mer'> | undefined
  readonly customer: Id<'cus'> | undefined
  readonly reference: string | undefined
  readonly attempt: Id<'att'> | undefined
  readonly waiting?: Waiting | undefined
}
/** Payments that stay in a state: those that were counted so, and of the `fresh` ones those that are in it. */
type Waiting = { readonly state: PaymentState; readonly fresh: readonly string[] }

const stands = (tenant_id: TenantId, { state, fresh }: Waiting) => {
  const number = firstPaymentStep(state)
  // An array, so that they are found by their key and not by comparing each payment with each of them.
  return sql`p.step % 100 = ${number}::int4 and p.id = any (array(select w.payment_id from payments.waiting w
    where w.tenant_id = ${tenant_id}::int8 and w.state = ${number}::int2 union all select unnest(${fresh}::uuid[])))`
}

/** Newest first, from below `before`. */
export async function listPayments(
  db: Db,
  tenant_id: TenantId,
  filter: PaymentFilter,
  page: { before: Id<'pay'> | undefined; limit: number },
): Promise<StoredPayment[]> {
  const { merchant, customer, reference, attempt, waiting } = filter
  const wanted = sql.join(
    [
      sql`p.tenant_id = ${tenant_id}::int8`,
      ...(page.before === undefined ? [] : [sql`p.id < ${uuidOf(page.before)}::uuid`]),
      ...(merchant === undefined ? [] : [sql`o.merchant_id = ${uuidOf(merchant)}::uuid`]),
      ...(customer === undefined ? [] : [sql`o.customer_id = ${uuidOf(customer)}::uuid`]),
      ...(reference === undefined ? [] : [sql`o.reference = ${reference}`]),
      ...(attempt === undefined
        ? []
        : [
            sql`p.id = (select y.payment_id from payments.operation y
              where y.tenant_id = ${tenant_id}::int8 and y.id = ${uuidOf(attempt)}::uuid)`,
          ]),
      ...(waiting === undefined ? [] : [stands(tenant_id, waiting)]),
    ],
    sql` and `,
  )
  const { rows } = await sql<Row>`select ${columns}, ${authenticationColumns} from payments.payment p ${joins}
    where ${wanted} order by p.id desc limit ${page.limit}`.execute(db)
  return rows.map(viewOf)
}

/** The place in the feed of what was first told of a payment once its outcome was known; before, that it is under way. */
export async function firstTold(db: Db, tenant_id: TenantId, id: Id<'pay'>): Promise<bigint | null> {
  const { rows } = await sql<{
    seq: bigint | null
  }>`select coalesce(o.told_seq, least(t.known, n.seq), t.seq) as seq
    from payments.payment_order o
    cross join lateral (
      select min(u.told_seq) filter (where u.result not in ('pending', 'unknown')) as known, min(u.told_seq) as seq
        from payments.operation y
        join payments.outcome u on u.tenant_id = y.tenant_id and u.operation_id = y.id
        where y.tenant_id = ${tenant_id}::int8 and y.payment_id = ${uuidOf(id)}::uuid) t
    cross join lateral (
      select min(x.told_seq) as seq from payments.authentication x
        where x.tenant_id = ${tenant_id}::int8 and x.payment_id = ${uuidOf(id)}::uuid) n
    where o.tenant_id = ${tenant_id}::int8 and o.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0]?.seq ?? null
}
