import { currencies } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Ledger } from '../ledger/index.ts'
import { merchantAccount } from './merchant_accounts.ts'

/** Minor units of `currency`. */
export type MerchantBalance = {
  readonly currency: string
  readonly pending: bigint
  readonly available: bigint
}

/**
 * What is owed to a merchant, per currency it ever had an account in, in alphabetical order. The accounts' ids follow
 * from the merchant, so one statement asks for every currency there is, and no account of a similar path counts.
 */
export async function readMerchantBalance(
  ledger: Ledger,
  scope: OpenScope,
  id: Id<'mer'>,
): Promise<MerchantBalance[]> {
  const { tenant_id } = scope
  const asked = currencies.map((currency) => ({
    currency,
    pending: merchantAccount(tenant_id, id, 'pending', currency),
    available: merchantAccount(tenant_id, id, 'available', currency),
  }))
  const found = await ledger.balances(
    scope,
    asked.flatMap(({ pending, available }) => [pending, available]),
  )
  return asked
    .flatMap(({ currency, ...ids }) => {
      const [pending, available] = [found.get(ids.pending), found.get(ids.available)]
      if (pending === undefined && available === undefined) return []
      // What is held for a payout cannot be paid out a second time.
      return [{ currency, pending: pending?.posted ?? 0n, available: available?.available ?? 0n }]
    })
    .sort((one, other) => (one.currency < other.currency ? -1 : 1))
}
