import { localDay } from '../days.ts'
import type { BankPlay } from '../ground.ts'
import { bookMovement } from '../movements.ts'
import { type GroupKey, markExecuted, type SepaPayment, signOf, waitingOf } from './payments.ts'

const bookings = {
  SCT: { code: 'sepa_transfer', words: 'CREDIT TRANSFERS' },
  CORE: { code: 'sepa_collection', words: 'DIRECT DEBITS CORE' },
  B2B: { code: 'sepa_collection', words: 'DIRECT DEBITS B2B' },
  REVERSAL: { code: 'sepa_reversal', words: 'DIRECT DEBITS REVERSED' },
} as const satisfies Readonly<Record<SepaPayment['scheme'], object>>

/** A group of a file is carried out: one movement for all of it, as banks book a batch. */
export const playExecute: BankPlay = (ground, given) => {
  const { file_name, ...group } = given as GroupKey & { readonly file_name: string }
  const payments = waitingOf(ground, group)
  const [first] = payments
  if (first === undefined) return undefined
  const amount = signOf(first) * payments.reduce((sum, one) => sum + one.amount, 0)
  const { code, words } = bookings[first.scheme]
  markExecuted(ground, group, localDay(ground.at, 'EUR'))
  bookMovement(ground, {
    currency: 'EUR',
    amount,
    code,
    text: `SEPA ${words} ${group.payment_id} ${payments.length} ITEMS`,
    refs: { ...group, file_name, entries: String(payments.length) },
    value_on: group.executes_on,
  })
  return { payment_id: group.payment_id, amount, entries: payments.length }
}
