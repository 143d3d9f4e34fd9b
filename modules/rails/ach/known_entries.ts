import type { Id } from '../../../kernel/id.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { findBankAccounts } from '../bank_accounts/store.ts'
import type { SealedBankAccount } from '../bank_accounts/bank_account.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findByReferences, findOrders } from '../payment_orders/store.ts'
import type { Entries } from './match_return.ts'
import { readReversals } from './reversals.ts'
import { answeredBy } from './store_orders.ts'

export type Origin = { readonly connection: Id<'bcn'>; readonly file: Id<'fil'> }
export type KnownEntries = Pick<Entries, 'by_trace'> & {
  readonly accounts: ReadonlyMap<Id<'bac'>, SealedBankAccount>
  /** First attempts of orders that were tried again, by their ids. */
  readonly firsts: ReadonlyMap<Id<'por'>, PaymentOrder>
  /** Reversals of orders that are named, by the ids of those orders. */
  readonly reversals: ReadonlyMap<Id<'por'>, PaymentOrder>
  /** Orders that this very file has moved already. */
  readonly answered: ReadonlySet<Id<'por'>>
}

/** Everything that is needed to understand what a bank says about entries, in five reads for any number of them. */
export async function readEntries(
  { db }: { readonly db: Database },
  { tenant_id }: OpenScope,
  { connection, file }: Origin,
  traces: readonly string[],
): Promise<KnownEntries> {
  return db.withTenant(tenant_id, async (tx) => {
    const orders = (await findByReferences(tx, tenant_id, connection, [...new Set(traces)])).filter(
      ({ rail }) => rail === 'ach',
    )
    const originals = orders.flatMap(({ original, attempt }) =>
      original === null || attempt === 1 ? [] : [original],
    )
    const accounts = await findBankAccounts(tx, tenant_id, [
      ...new Set(orders.map(({ bank_account }) => bank_account)),
    ])
    const firsts = await findOrders(tx, tenant_id, [...new Set(originals)])
    const answered = await answeredBy(
      tx,
      tenant_id,
      file,
      orders.map(({ id }) => id),
    )
    return {
      by_trace: Map.groupBy(orders, ({ reference }) => reference ?? ''),
      accounts,
      reversals: await readReversals(tx, tenant_id, orders),
      firsts: new Map(firsts.map((one) => [one.id, one])),
      answered,
    }
  })
}

/** The first attempt of an order; the order itself when it is the first. */
export const firstOf = ({ firsts }: KnownEntries, order: PaymentOrder): PaymentOrder =>
  (order.attempt > 1 && order.original !== null ? firsts.get(order.original) : undefined) ?? order
