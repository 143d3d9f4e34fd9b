import type { FileFault } from '../files/fault.ts'
import type { BankTransactionCode, Entry, TransactionDetails } from '../iso20022/messages/public.ts'
import type { StatementLine } from './statement.ts'
import { known } from './text.ts'

type Lines = { readonly lines: readonly StatementLine[]; readonly faults: readonly FileFault[] }

/**
 * The lines of an entry: itself, and behind it an item for each payment when it stands for several. An entry that only
 * informs (INFO) makes none, and one without a day cannot be booked.
 */
export function camtLines(entry: Entry, line: number): Lines {
  const refused = (rule: string, field: string, detail: string): Lines => ({
    lines: [],
    faults: [{ line, column: 1, rule, field, detail, severity: 'refused' }],
  })
  if (entry.status === 'INFO') return { lines: [], faults: [] }
  const booking_on = (entry.booking_date ?? entry.value_date)?.slice(0, 10)
  if (booking_on === undefined) return refused('camt_entry_day', 'BookgDt', 'the entry has no day')
  if (entry.amount.finer !== undefined)
    return refused('camt_entry_amount', 'Amt', 'the amount is finer than the smallest unit of its currency')
  const payments = (entry.details ?? []).flatMap(({ transactions }) => transactions ?? [])
  const batch = entry.details?.find((one) => one.batch !== undefined)?.batch
  const only = payments.length === 1 ? payments[0] : undefined
  const batch_count = batch?.number_of_transactions ?? (payments.length > 1 ? payments.length : undefined)
  const whole = known<StatementLine>({
    ...partOf(entry, only),
    line_number: line,
    column: 1,
    booking_on,
    value_on: entry.value_date?.slice(0, 10),
    amount_minor: entry.amount.minor,
    currency: entry.amount.currency,
    direction: entry.credit_debit === 'CRDT' ? 'credit' : 'debit',
    is_reversal: entry.is_reversal === true,
    status: entry.status === 'BOOK' ? 'booked' : 'pending',
    is_item: false,
    bank_transaction_code: codeText(entry.transaction_code ?? only?.transaction_code),
    batch_count,
  })
  if (payments.length < 2) return { lines: [whole], faults: [] }
  return { lines: [whole, ...payments.flatMap((payment) => itemOf(whole, entry, payment))], faults: [] }
}

/** A payment of a batch, when the bank says how much it was. */
function itemOf(whole: StatementLine, entry: Entry, payment: TransactionDetails): StatementLine[] {
  const amount = payment.amount ?? payment.amount_details?.transaction?.amount
  if (amount === undefined) return []
  const { batch_count: _, ...rest } = whole
  const side = payment.credit_debit ?? entry.credit_debit
  const code = codeText(payment.transaction_code)
  return [
    known<StatementLine>({
      ...rest,
      ...partOf(entry, payment),
      amount_minor: amount.minor,
      currency: amount.currency,
      direction: side === 'CRDT' ? 'credit' : 'debit',
      is_item: true,
      bank_transaction_code: code === '' ? whole.bank_transaction_code : code,
    }),
  ]
}

type Part = Pick<StatementLine, 'refs' | 'counterparty' | 'remittance' | 'return_reason'>

/** What stands in the details of a payment; the reference of the bank is that of the entry where the payment has none. */
function partOf(entry: Entry, payment: TransactionDetails | undefined): Part {
  const batch = entry.details?.find((one) => one.batch !== undefined)?.batch
  const refs = known<StatementLine['refs']>({
    end_to_end_id: payment?.end_to_end_id === 'NOTPROVIDED' ? undefined : payment?.end_to_end_id,
    uetr: payment?.uetr,
    instruction_id: payment?.instruction_id,
    transaction_id: payment?.transaction_id,
    mandate_id: payment?.mandate_id,
    bank_reference: payment?.account_servicer_reference ?? entry.account_servicer_reference,
    customer_reference: entry.reference,
    check_number: payment?.cheque_number,
    batch_id: batch?.payment_information_id ?? payment?.payment_information_id ?? batch?.message_id,
  })
  const { structured = [], unstructured = [] } = payment?.remittance ?? {}
  const references = structured.map(({ reference }) => reference).filter((one) => one !== undefined)
  const extra =
    payment === undefined && entry.additional_information !== undefined ? [entry.additional_information] : []
  const reason = payment?.returned?.reason
  return known<Part>({
    refs,
    counterparty: otherSide(entry, payment),
    remittance: [...unstructured, ...references, ...extra],
    return_reason: reason === undefined ? undefined : 'code' in reason ? reason.code : reason.proprietary,
  })
}

function otherSide(entry: Entry, payment: TransactionDetails | undefined): StatementLine['counterparty'] {
  if (payment === undefined) return undefined
  const came = (payment.credit_debit ?? entry.credit_debit) === 'CRDT'
  // A reversal takes a payment back: who got the money of a reversed debit is still its creditor.
  const is_debtor = came !== (entry.is_reversal === true)
  const party = is_debtor ? payment.debtor : payment.creditor
  const bank = is_debtor ? payment.debtor_institution : payment.creditor_institution
  const account = is_debtor ? payment.debtor_account : payment.creditor_account
  const name = party?.name ?? bank?.name
  const number = account?.iban ?? account?.other?.id
  if (name === undefined && number === undefined) return undefined
  return known<NonNullable<StatementLine['counterparty']>>({ name, account: number })
}

function codeText(code: BankTransactionCode | undefined): string {
  if (code?.domain === undefined) return code?.proprietary?.code ?? ''
  const { code: domain, family, sub_family } = code.domain
  return `${domain}/${family}/${sub_family}`
}
