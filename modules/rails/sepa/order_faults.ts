import type { Fault } from '../../../kernel/result.ts'
import type { BankConnection, OrderRail } from '../bank_connections/bank_connection.ts'
import { isSepaText } from '../iso20022/messages/sepa_text.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'

const rails: readonly OrderRail[] = ['sepa', 'sepa_core', 'sepa_b2b']
/** EPC rulebooks: 0.01 to 999,999,999.99 euros. */
const AMOUNT_MAX = 99_999_999_999

/** Everything for which an order could not stand in a SEPA file, by its field; empty when it can. Pure. */
export function sepaOrderFaults(
  { identity }: Pick<BankConnection, 'identity'>,
  {
    rail,
    amount,
    end_to_end_id,
    purpose,
  }: Pick<PaymentOrder, 'rail' | 'amount' | 'end_to_end_id' | 'purpose'>,
): Fault[] {
  if (!rails.includes(rail)) return []
  const faults: Fault[] = []
  const add = (param: string, detail: string): void => void faults.push({ code: 'not_usable', param, detail })
  if (identity.sepa === undefined) add('connection', 'has no identity for SEPA')
  if (amount > AMOUNT_MAX) add('amount.value', 'is more than SEPA carries: 999,999,999.99 euros')
  if (purpose !== 'payment' && !(purpose === 'reversal' && rail !== 'sepa'))
    add('purpose', 'is none of this rail')
  if (!isReference(end_to_end_id))
    add('end_to_end_id', 'must be in the letters of SEPA, without // or a slash at an end')
  return faults
}

/** References in SEPA have Latin letters, and slashes only between them. EPC217-08. */
const isReference = (text: string): boolean =>
  isSepaText(text) &&
  text.trim() === text &&
  !text.startsWith('/') &&
  !text.endsWith('/') &&
  !text.includes('//')
