import { type Fields, textIn } from '../read_fields.ts'
import { AMOUNT_MAX } from '../limits.ts'
import { railOf } from './facts.ts'
import type { Incoming } from './incoming.ts'

/** A text: the field that is wrong. */
export function readIncoming(body: Fields): Incoming | string {
  const rail = railOf(textIn(body, 'rail'))
  const account_number = textIn(body, 'account_number')
  const amount = Number(body['amount'])
  if (rail === undefined) return 'rail'
  if (!/^[A-Z0-9]{1,34}$/.test(account_number)) return 'account_number'
  if (!Number.isSafeInteger(amount) || amount <= 0 || amount > AMOUNT_MAX) return 'amount'
  const end_to_end_id = textIn(body, 'end_to_end_id') || 'NOTPROVIDED'
  if (!/^[A-Za-z0-9-]{1,35}$/.test(end_to_end_id)) return 'end_to_end_id'
  const debtor_name = (textIn(body, 'debtor_name') || 'Debtor').slice(0, 140)
  const remittance = (textIn(body, 'remittance') || 'Payment').slice(0, 140)
  return { rail, account_number, amount, end_to_end_id, debtor_name, remittance }
}
