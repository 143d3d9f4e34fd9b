import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { InstantIncoming } from '../instant_connector.ts'
import { AMOUNT_MAX } from '../payment_orders/limits.ts'
import type { InstantDeps } from './deps.ts'
import { type InstantOrderRail, ruleRail } from './instant_rail.ts'
import { instantLaw } from './law.ts'
import { receivingAccountId } from './receiving_account.ts'
import { findReceiving } from './store_receiving.ts'

/** What becomes of a payment that came in. `code` is one of the rail's own. */
export type Verdict =
  | { readonly kind: 'taken'; readonly account: Id<'acc'> }
  | { readonly kind: 'refused'; readonly code: string; readonly because: string }

type Payment = Extract<InstantIncoming, { readonly kind: 'payment' }>
type Refusal = 'unknown' | 'closed' | 'blocked' | 'currency' | 'amount' | 'rail' | 'late'

/** Codes of the rails; SEPA has its own for some. Source: payment-codes.md 2.1 and 3.1. */
const codes: Readonly<
  Record<Refusal, { readonly usd: string; readonly eur: string; readonly because: string }>
> = {
  unknown: { usd: 'AC03', eur: 'AC01', because: 'There is no such account.' },
  closed: { usd: 'AC04', eur: 'AC04', because: 'The account is closed.' },
  blocked: { usd: 'AC06', eur: 'AC06', because: 'The ledger account takes nothing.' },
  currency: { usd: 'AC11', eur: 'AM03', because: 'The account has another currency.' },
  amount: { usd: 'AM12', eur: 'AM09', because: 'The amount cannot be.' },
  rail: { usd: 'AG03', eur: 'AG01', because: 'The connection takes nothing by this rail.' },
  late: { usd: 'DS24', eur: 'AB05', because: 'The rail’s clock had run out when it came.' },
}

const refuse = (rail: InstantOrderRail, refusal: Refusal): Extract<Verdict, { kind: 'refused' }> => {
  const { usd, eur, because } = codes[refusal]
  return { kind: 'refused', code: rail === 'sepa_instant' ? eur : usd, because }
}
export const LEDGER_REFUSES = (rail: InstantOrderRail): Verdict => refuse(rail, 'blocked')

/**
 * Whether a payment is taken, and for whom: by the account number that it is sent to. One whose clock has run out is refused,
 * because the rail has told the payer by then that it did not arrive.
 */
export async function judgePayment(
  { db }: Pick<InstantDeps, 'db'>,
  scope: OpenScope,
  connection: BankConnection,
  payment: Payment,
): Promise<Verdict> {
  const { rail, account_number, amount, currency, created_at } = payment
  const { tenant_id, world } = scope
  if (!connection.rails.includes(rail)) return refuse(rail, 'rail')
  if (world.now() >= instantLaw.clockOf(ruleRail(rail), created_at).ends_at) return refuse(rail, 'late')
  if (amount <= 0n || amount > BigInt(AMOUNT_MAX)) return refuse(rail, 'amount')
  if (currency !== connection.currency) return refuse(rail, 'currency')
  const id = receivingAccountId(connection.id, account_number.toUpperCase())
  const found = await db.withTenant(tenant_id, (tx) => findReceiving(tx, tenant_id, id))
  if (found === undefined) return refuse(rail, 'unknown')
  return found.state === 'closed' ? refuse(rail, 'closed') : { kind: 'taken', account: found.account }
}
