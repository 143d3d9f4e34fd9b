import type { Err, Failure } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Means } from './attempts.ts'
import type { Decided } from './decide.ts'
import type { Core } from './deps.ts'
import { plannedAccounts } from './merchant_accounts.ts'
import type { PaymentOrder, PaymentView } from './payment.ts'

/** What stands on the card, without its token and fingerprint. */
export const faceOf = (card: Means['card'] | null): PaymentView['card'] => {
  if (card === null) return null
  const { scheme, bin, last4, expiry_month, expiry_year, country, funding } = card
  return { scheme, bin, last4, expiry_month, expiry_year, country, funding }
}

/** The ledger's accounts for everybody this payment may go through; from memory but for the first time. */
export async function openAccounts(
  core: Core,
  scope: OpenScope,
  { merchant, currency }: PaymentOrder,
  { means }: Decided,
): Promise<Err<Failure> | undefined> {
  if (means === null) return undefined
  const { tenant_id } = scope
  const { merchant: merchantOf, acquirer } = plannedAccounts
  const opened = await core.parties.ensureAccounts(scope, [
    merchantOf(tenant_id, merchant, 'pending', currency),
    ...means.snapshot.accounts.map(({ id }) => acquirer(tenant_id, id, currency)),
  ])
  return opened.ok ? undefined : opened
}
