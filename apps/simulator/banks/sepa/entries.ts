import { ownOf } from '../../../../kernel/own.ts'
import type { Day } from '../../../../kernel/world.ts'
import { accountDetails } from '../accounts.ts'
import { compactDay } from '../days.ts'
import { larkfield } from '../facts.ts'
import type { BankGround } from '../ground.ts'
import type { MovementRow } from '../movements.ts'
import type { Entry, Statement } from './codec.ts'
import { LISTED_MAX } from './facts.ts'
import { executedOf, paymentById, type SepaPayment, signOf } from './payments.ts'
import { euros } from './write.ts'

type Details = NonNullable<NonNullable<Entry['details']>[number]['transactions']>[number]
type Code = NonNullable<Entry['transaction_code']>

const code = (family: string, sub_family: string): Code => ({ domain: { code: 'PMNT', family, sub_family } })

/** Bank transaction codes by what a movement was: for money that went, and for money that came. */
const codes: Readonly<Record<string, readonly [debit: Code, credit: Code]>> = {
  sepa_transfer: [code('ICDT', 'ESCT'), code('RCDT', 'ESCT')],
  sepa_collection: [code('RDDT', 'ESDD'), code('IDDT', 'ESDD')],
  sepa_reversal: [code('IDDT', 'PRDD'), code('IDDT', 'ESDD')],
  sepa_return: [code('IDDT', 'UPDD'), code('ICDT', 'RRTN')],
  instant: [code('IRCT', 'ESCT'), code('RRCT', 'ESCT')],
}
const anyOther: readonly [Code, Code] = [code('MDOP', 'OTHR'), code('MCOP', 'OTHR')]

export const euroAccount = ({ one }: BankGround): Statement['account'] => ({
  iban: accountDetails(one.merchant_number, 'EUR').iban ?? '',
  currency: 'EUR',
  servicer: { bicfi: larkfield.bic },
})

const directionOf = (amount: number): 'CRDT' | 'DBIT' => (amount > 0 ? 'CRDT' : 'DBIT')

/** One line of a statement or notification. */
export function entryOf(ground: BankGround, row: MovementRow): Entry {
  const refs = JSON.parse(row.refs) as Readonly<Record<string, string>>
  const [debit, credit] = ownOf(codes, row.code) ?? anyOther
  const reference = `LK${compactDay(row.booked_on as Day)}${String(row.seq).padStart(6, '0')}`
  return {
    reference,
    amount: euros(row.amount),
    credit_debit: directionOf(row.amount),
    status: 'BOOK',
    booking_date: row.booked_on,
    value_date: row.value_on,
    account_servicer_reference: reference,
    transaction_code: row.amount > 0 ? credit : debit,
    ...detailsOf(ground, row, refs),
    additional_information: row.text,
  }
}

type Refs = Readonly<Record<string, string>>

function detailsOf(ground: BankGround, row: MovementRow, refs: Refs): Pick<Entry, 'details'> {
  const { payment, message_id, payment_id, executes_on, end_to_end_id } = refs
  if (payment !== undefined) {
    const one = paymentById(ground, Number(payment))
    return one === undefined ? {} : { details: [{ transactions: [returnedDetails(one, row.amount)] }] }
  }
  if (message_id !== undefined && payment_id !== undefined && executes_on !== undefined)
    return batchDetails(ground, row, { message_id, payment_id, executes_on })
  return end_to_end_id === undefined
    ? {}
    : {
        details: [
          {
            transactions: [
              { end_to_end_id, amount: euros(row.amount), credit_debit: directionOf(row.amount) },
            ],
          },
        ],
      }
}

function batchDetails(
  ground: BankGround,
  { amount }: MovementRow,
  group: { readonly message_id: string; readonly payment_id: string; readonly executes_on: string },
): Pick<Entry, 'details'> {
  const payments = executedOf(ground, group)
  const { message_id, payment_id } = group
  const batch = {
    message_id,
    payment_information_id: payment_id,
    number_of_transactions: payments.length,
    total_amount: euros(amount),
    credit_debit: directionOf(amount),
  }
  return {
    details: [{ batch, transactions: payments.length > LISTED_MAX ? [] : payments.map(paymentDetails) }],
  }
}

const sidesOf = ({ scheme, name, iban }: SepaPayment): Partial<Details> =>
  scheme === 'SCT'
    ? { creditor: { name }, creditor_account: { iban } }
    : { debtor: { name }, debtor_account: { iban } }

const namesOf = (one: SepaPayment): Details => ({
  message_id: one.message_id,
  payment_information_id: one.payment_id,
  ...(one.instruction_id === null ? undefined : { instruction_id: one.instruction_id }),
  end_to_end_id: one.end_to_end_id,
  ...(one.mandate_id === null ? undefined : { mandate_id: one.mandate_id }),
})

const paymentDetails = (one: SepaPayment): Details => ({
  ...namesOf(one),
  amount: euros(one.amount),
  credit_debit: directionOf(signOf(one)),
  ...sidesOf(one),
})

const returnedDetails = (one: SepaPayment, amount: number): Details => ({
  ...namesOf(one),
  amount: euros(one.amount),
  credit_debit: directionOf(amount),
  ...sidesOf(one),
  returned: { reason: { code: one.return_code ?? 'MS03' } },
})
