import type { Id } from '../../../kernel/id.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { NoticeText } from '../ach/match_return.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { readReversals } from '../ach/reversals.ts'
import { findByEndToEndIds, findOrders } from '../payment_orders/store.ts'
import { idOfSepa } from './message_ids.ts'
import type { SepaAnswer } from './sepa_answer.ts'

export type KnownOrders = {
  readonly by_end_to_end_id: ReadonlyMap<string, PaymentOrder>
  readonly by_id: ReadonlyMap<Id<'por'>, PaymentOrder>
  /** Reversals of collections that are named, by the ids of those collections. */
  readonly reversals: ReadonlyMap<Id<'por'>, PaymentOrder>
  /** First attempts of orders that were tried again, by their ids. */
  readonly firsts: ReadonlyMap<Id<'por'>, PaymentOrder>
}

const idIn = ({ instruction_id }: Pick<SepaAnswer, 'instruction_id'>): Id<'por'> | undefined =>
  idOfSepa('por', instruction_id)

/** The orders of a connection that answers speak of, in three reads for any number of them. */
export async function readKnown(
  { db }: { readonly db: Database },
  { tenant_id }: OpenScope,
  connection: Id<'bcn'>,
  answers: readonly SepaAnswer[],
): Promise<KnownOrders> {
  const names = new Set(answers.map(({ end_to_end_id }) => end_to_end_id))
  const ids = new Set(answers.flatMap((one) => idIn(one) ?? []))
  return db.withTenant(tenant_id, async (tx) => {
    const named = await findByEndToEndIds(tx, tenant_id, connection, [...names])
    const found = (await findOrders(tx, tenant_id, [...ids])).filter((one) => one.connection === connection)
    const originals = [...named, ...found].flatMap(({ original, attempt }) =>
      original === null || attempt === 1 ? [] : [original],
    )
    const firsts = await findOrders(tx, tenant_id, [...new Set(originals)])
    const reversed = [...named, ...found].filter(({ kind }) => kind === 'direct_debit')
    return {
      reversals: await readReversals(tx, tenant_id, reversed),
      by_end_to_end_id: new Map(named.map((one) => [one.end_to_end_id, one])),
      by_id: new Map(found.map((one) => [one.id, one])),
      firsts: new Map(firsts.map((one) => [one.id, one])),
    }
  })
}

/** The first attempt of an order; the order itself when it is the first. */
export const firstAttempt = ({ firsts }: KnownOrders, order: PaymentOrder): PaymentOrder =>
  (order.attempt > 1 && order.original !== null ? firsts.get(order.original) : undefined) ?? order

/**
 * A collection that settled is not rejected any more: the bank means what should give it back, and names what that names. Of
 * one that has not gone out it knows nothing, and a reversal after ours was refused is its own.
 */
function isOfReversal({ state }: PaymentOrder, { verb }: SepaAnswer): boolean {
  if (state === 'scheduled' || state === 'cancelled') return false
  return verb === 'reject' || verb === 'confirm' || (verb === 'reverse' && state !== 'rejected')
}

type Found =
  | { readonly order: PaymentOrder; readonly notice?: undefined }
  | { readonly order: PaymentOrder | undefined; readonly notice: NoticeText }

/** The order that an answer is about: its end_to_end_id, and one of the amounts that the bank names, if it names any. */
export function findOrder(known: KnownOrders, answer: SepaAnswer): Found {
  const id = idIn(answer)
  const order =
    known.by_end_to_end_id.get(answer.end_to_end_id) ?? (id === undefined ? undefined : known.by_id.get(id))
  const lost = (kind: NoticeText['kind'], because: string): Found => ({ order, notice: { kind, because } })
  const reversal = order === undefined ? undefined : known.reversals.get(order.id)
  if (reversal !== undefined && isOfReversal(reversal, answer)) return { order: reversal }
  if (order === undefined)
    return lost('unknown_payment', 'No order of this connection has this end_to_end_id.')
  const { amounts } = answer
  if (amounts.length === 0 || amounts.includes(BigInt(order.amount))) return { order }
  return lost('amount_differs', `The order is of ${order.amount}, the answer of ${amounts.join(' or ')}.`)
}
