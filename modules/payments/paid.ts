import { type Id, parseId } from '../../kernel/id.ts'
import { parseInstant } from '../../kernel/world.ts'
import { bodyOf, type FeedFact, membersOf, textOf } from '../../platform/outbox/fact.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Core } from './deps.ts'
import { findPaid, type PaidByCard } from './store_disputed.ts'

/**
 * Who was paid with which card, of the payments of these facts. A fact says it itself, unless a payment method or another
 * attempt stands between the payment and its card: then the tables do.
 */
export async function paidBy(
  { db }: Pick<Core, 'db'>,
  { tenant_id }: OpenScope,
  facts: readonly FeedFact[],
): Promise<PaidByCard[]> {
  const told = new Map<Id<'pay'>, PaidByCard | undefined>()
  for (const fact of facts) {
    const payment = parseId('pay', fact.object_id ?? '')
    if (payment !== undefined) told.set(payment, toldBy(payment, fact))
  }
  const silent = [...told].filter(([, paid]) => paid === undefined).map(([id]) => id)
  const found =
    silent.length === 0 ? [] : await db.withTenant(tenant_id, (tx) => findPaid(tx, tenant_id, silent))
  return [...[...told.values()].filter((paid) => paid !== undefined), ...found]
}

/** `object` is the payment as `renderPayment` shows it. */
function toldBy(payment: Id<'pay'>, fact: FeedFact): PaidByCard | undefined {
  const { attempts, attempt, payment_method, merchant: payee, created_at } = membersOf(bodyOf(fact)['object'])
  if (attempts !== 1) return undefined
  const token = parseId('tok', textOf(payment_method))
  const merchant = parseId('mer', textOf(payee))
  const account = parseId('aca', textOf(membersOf(attempt)['acquirer_account']))
  const paid_at = parseInstant(textOf(created_at))
  if (token === undefined || merchant === undefined || account === undefined || paid_at === undefined)
    return undefined
  return { payment, merchant, token, account, paid_at }
}
