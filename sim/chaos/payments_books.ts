import type pg from 'pg'
import { idOf } from '../../kernel/id.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { BookedAuthorization, BookedOperation, Books } from './simulator_books.ts'

type OperationRow = {
  readonly id: string
  readonly kind: string
  readonly amount: string
  readonly known: string | null
  readonly known_amount: string | null
  readonly said: string
}
type PaymentRow = {
  readonly id: string
  readonly reference: string
  readonly attempt_id: string | null
  readonly state: string
  readonly authorized: string
  readonly captured: string
  readonly refunded: string
  readonly is_open: boolean
}

/** What each operation is taken to have come to: the last thing that was believed. */
const operations = `select o.id, o.kind, o.amount::text, k.result as known, k.amount::text as known_amount,
    coalesce((select string_agg(u.via || ':' || u.result || case when u.is_applied then '' else '?' end, ' ' order by u.at, u.id)
      from payments.outcome u where u.tenant_id = $1 and u.operation_id = o.id), '') as said
  from payments.operation o left join lateral (
    select u.result, u.amount from payments.outcome u where u.tenant_id = $1 and u.operation_id = o.id and u.is_applied
    order by u.at desc, (u.result in ('unknown', 'pending')), u.id desc limit 1) k on true
  where o.tenant_id = $1`
const payments = `select p.id, d.reference, p.attempt_id, (p.step % 100)::text as state, p.amount_authorized::text as authorized,
    p.amount_captured::text as captured, p.amount_refunded::text as refunded,
    p.open_operation is not null or p.amount_refunding <> 0 as is_open
  from payments.payment p join payments.payment_order d on d.tenant_id = $1 and d.id = p.id where p.tenant_id = $1`

const referenceOf = (uuid: string): string => idOf('opn', uuid).slice(4)

/** Every difference between what Florin believes and what the acquirers did, in words; none when they agree. */
export async function differences(pool: pg.Pool, tenant_id: TenantId, books: Books): Promise<string[]> {
  const own = (await pool.query<OperationRow>(operations, [tenant_id])).rows
  const orders = (await pool.query<PaymentRow>(payments, [tenant_id])).rows
  const booked = Map.groupBy(books.operations, (one) => one.operation_reference)
  const granted = Map.groupBy(
    books.authorizations.filter(({ approved }) => approved !== '0'),
    (one) => one.reference,
  )
  const known = new Set(own.map(({ id }) => referenceOf(id)))
  return [
    ...own.flatMap((one) => operationFaults(one, booked.get(referenceOf(one.id)) ?? [])),
    ...[...booked.keys()]
      .filter((reference) => !known.has(reference))
      .map((name) => `nobody here asked for ${name}`),
    ...orders.flatMap((one) => paymentFaults(one, granted.get(one.reference) ?? [])),
  ]
}

function operationFaults(one: OperationRow, booked: readonly BookedOperation[]): string[] {
  const name = `${one.kind} ${referenceOf(one.id)} (${one.said})`
  const effects = booked.filter(({ outcome, state }) => outcome === 'approved' && state !== 'reversed')
  if (booked.length > 1 || effects.length > 1) return [`${name} had ${effects.length} effects`]
  const [effect] = effects
  if (effect === undefined) return one.known === 'approved' ? [`${name} is believed and never happened`] : []
  if (one.known !== 'approved') return [`${name} happened and is taken to be ${one.known ?? 'nothing'}`]
  // What was approved is told by an authorisation; another operation is approved as it was asked for.
  const amount = one.known_amount ?? one.amount
  return amount === effect.amount ? [] : [`${name} is ${amount} here and ${effect.amount} there`]
}

function paymentFaults(one: PaymentRow, granted: readonly BookedAuthorization[]): string[] {
  const name = `payment ${one.reference} in state ${one.state}`
  if (one.is_open) return [`${name} is still open`]
  if (granted.length > 1) return [`${name} was authorised ${granted.length} times`]
  const [there] = granted
  if (there === undefined) return one.captured === '0' ? [] : [`${name} has no authorisation at the acquirer`]
  const isOther = one.attempt_id === null || there.operation_reference !== referenceOf(one.attempt_id)
  const pairs = [
    ['captured', one.captured, there.captured],
    ['refunded', one.refunded, there.refunded],
  ] as const
  return [
    ...(isOther ? [`${name} was authorised by another attempt`] : []),
    ...pairs
      .filter(([, here, at_acquirer]) => here !== at_acquirer)
      .map(([what, here, at_acquirer]) => `${name} has ${what} ${here} here and ${at_acquirer} there`),
  ]
}
