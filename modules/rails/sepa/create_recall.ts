import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Day, Instant } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import { planInstantRecall } from '../instant/recalls/plan_recall.ts'
import { recallMessageId } from '../instant/recalls/recall_sending.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import { mayRecall, recallAnswerDue } from '../rules/sepa/recall.ts'
import { sepaErrors } from './errors.ts'
import { sepaFacts } from './facts.ts'
import { planRecalls } from './job_names.ts'
import { type Recall, recallJson } from './recall.ts'
import * as store from './store_recalls.ts'

export type NewRecall = {
  readonly id: Id<'rcl'>
  readonly order: Id<'por'>
  readonly reason: string
  readonly because: string
}

/**
 * Asks a paid credit transfer of SEPA back, in the caller's transaction; the message goes out in a file of its own, and that of
 * an instant one over the gateway. The other bank has 15 banking days, and its customer has to agree unless the bank itself can
 * see the mistake.
 *
 * A repeat, known by the id, answers the recall as it is now. Errors: `payment_order_not_found`; `recall_not_allowed` with the
 * rule in `detail`: no transfer of SEPA, not settled, recalled before, or too late for the reason.
 */
export async function createRecall(
  { audit }: { readonly audit: Audit },
  scope: Scope,
  { id, order: of, reason, because }: NewRecall,
): Promise<Result<Recall, Failure>> {
  const { db, tenant_id, world } = scope
  const there = await store.findRecall(db, tenant_id, id)
  if (there !== undefined) return ok(there)
  const [order] = await findOrders(db, tenant_id, [of], { is_locked: true })
  if (order === undefined) return paymentOrderErrors.fail('payment_order_not_found')
  const at = world.now()
  const on = dayInBrussels(at)
  const [before] = await store.recallsOfOrders(db, tenant_id, [of])
  const fault =
    stateFault(order) ??
    refusalOf(mayRecall({ reason, executed_on: executedOn(order), on, is_recalled: before !== undefined }))
  if (fault !== undefined) return sepaErrors.fail('recall_not_allowed', { detail: fault })
  const recall: Recall = {
    id,
    connection: order.connection,
    order: of,
    reason,
    because,
    state: 'pending',
    file: null,
    message_id: order.rail === 'sepa_instant' ? recallMessageId(id) : null,
    answer_file: null,
    answer_code: null,
    answer_due_on: recallAnswerDue(on),
    created_at: at,
    answered_at: null,
    updated_at: at,
  }
  await store.insertRecall(db, tenant_id, recall)
  await (recall.message_id === null ? planRecalls(scope, order.connection) : planInstantRecall(scope, recall))
  const object = recallJson(recall)
  await audit.append(scope, [
    { action: 'recalls.create', resource_type: 'recall', resource_id: id, after: object },
  ])
  await appendFacts(db, scope, [sepaFacts.fact('rails.recall_pending', id, { object })])
  return ok(recall)
}

const dayInBrussels = (at: Instant): Day => wallDay(toTemporal(at), 'Europe/Brussels')

/** An instant payment is executed when it settles, at any hour; one in a file on the day for which it was planned. */
const executedOn = ({ rail, settled_at, settles_on }: PaymentOrder): Day =>
  rail === 'sepa_instant' && settled_at !== null ? dayInBrussels(settled_at) : settles_on

/** Their requests have reasons of their own, and RTP gives money back by a payment of its own: nothing here speaks that. */
const byPhone = ' Ask the bank: the return of funds on this rail has rules of its own.'
const notHere: Readonly<Partial<Record<PaymentOrder['rail'], string>>> = { rtp: byPhone, fednow: byPhone }

function stateFault({ rail, state }: PaymentOrder): string | undefined {
  if (rail !== 'sepa' && rail !== 'sepa_instant')
    return `Only credit transfers of SEPA are recalled, and this one goes by ${rail}.${notHere[rail] ?? ''}`
  if (state === 'settled') return undefined
  return state === 'scheduled'
    ? 'It is not on its way yet: cancel it.'
    : `The payment order is ${state}: a payment is recalled when it has settled.`
}

const refusalOf = ({ allowed, because }: { allowed: boolean; because: string }): string | undefined =>
  allowed ? undefined : because
