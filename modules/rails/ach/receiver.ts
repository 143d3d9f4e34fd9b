import type { AccountType } from '../identifiers/bank_details.ts'
import type { Mandate } from '../mandates/mandate.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'

/** Whose account an entry touches, opened: what only the rail gets to see. */
export type AchReceiver = {
  readonly holder_name: string
  readonly account_type: AccountType | null
  /** Its `routing_number` and `account_number`. */
  readonly account: Readonly<Record<string, string>>
  /** Whether debits come again; null where nobody agreed to any. */
  readonly mandate_kind: Mandate['kind'] | null
}

/** What of an order stands in its entry and in the header of its batch. */
export type AchOrder = Pick<
  PaymentOrder,
  | 'kind'
  | 'amount'
  | 'sec_code'
  | 'description'
  | 'remittance'
  | 'end_to_end_id'
  | 'purpose'
  | 'effective_on'
  | 'reference'
>
