import { type Day, parseDay } from '../../../kernel/world.ts'
import type { BankConnection, OrderRail } from '../bank_connections/bank_connection.ts'
import { storable } from '../files/storable.ts'
import {
  creditorIdentifierOf,
  type CreditTransferPayment,
  type CreditTransferTransaction,
  type DirectDebitPayment,
  type DirectDebitTransaction,
  type MessageItem,
  type Party,
  type RemittanceInformation,
} from '../iso20022/messages/public.ts'
import type { IsoTransaction } from './iso_message.ts'

/** Why a payment of a message does not become an order; the code is one of ISO 20022 status reasons. */
export type Refusal = { readonly code: string; readonly because: string }
/** What a payment of a message asks for. */
export type DraftOrder = {
  readonly rail: OrderRail
  readonly iban: string
  readonly holder_name: string
  readonly holder_kind: 'individual' | 'business'
  /** Minor units of euro. */
  readonly amount: number
  /** Null: as soon as may be. */
  readonly on: Day | null
  readonly remittance: string | null
  /** Of collections. */
  readonly mandate: {
    readonly reference: string
    readonly creditor_id: string
    readonly is_last: boolean
  } | null
}
export type Draft = Pick<IsoTransaction, 'number' | 'payment_id' | 'instruction_id' | 'end_to_end_id'> &
  (
    | { readonly order: DraftOrder; readonly refusal?: undefined }
    | { readonly refusal: Refusal; readonly order?: undefined }
  )

const refuse = (code: string, because: string): { refusal: Refusal } => ({ refusal: { code, because } })

/** Reads one payment of a pain.001 or pain.008 as an order, or says why it cannot be one. Pure. */
export function draftOf(
  item: MessageItem,
  number: number,
  connection: Pick<BankConnection, 'identity'>,
  today: Day,
): Draft | undefined {
  if (item.kind === 'pain.001') {
    const payment = item.batch()
    const one = item.noun
    return { ...namesOf(number, payment, one), ...transferDraft(payment, one, connection, today) }
  }
  if (item.kind !== 'pain.008') return undefined
  const payment = item.batch()
  const one = item.noun
  return { ...namesOf(number, payment, one), ...collectionDraft(payment, one, connection, today) }
}

const namesOf = (
  number: number,
  payment: { readonly payment_information_id: string } | undefined,
  { instruction_id, end_to_end_id }: { readonly instruction_id?: string; readonly end_to_end_id: string },
): Pick<IsoTransaction, 'number' | 'payment_id' | 'instruction_id' | 'end_to_end_id'> => ({
  number,
  payment_id: payment?.payment_information_id ?? 'NOTPROVIDED',
  instruction_id: instruction_id ?? null,
  end_to_end_id,
})

type Made = { order: DraftOrder } | { refusal: Refusal }
const noHead = refuse('FF01', 'The payment information that it stands in cannot be read.')

function transferDraft(
  payment: CreditTransferPayment | undefined,
  one: CreditTransferTransaction,
  { identity }: Pick<BankConnection, 'identity'>,
  today: Day,
): Made {
  if (payment === undefined) return noHead
  if (payment.debtor_account.iban !== identity.sepa?.iban)
    return refuse('AC02', 'The debtor account is not that of the bank connection.')
  if (payment.payment_method !== 'TRF') return refuse('FF03', 'Only transfers (TRF) are taken.')
  const common = commonOf(one.instructed_amount, payment.requested_execution_date, one.remittance, today)
  if ('refusal' in common) return common
  const type = one.payment_type ?? payment.payment_type
  const rail = type?.local_instrument?.code === 'INST' ? 'sepa_instant' : 'sepa'
  const side = sideOf(one.creditor, one.creditor_account?.iban, 'RR03')
  return 'refusal' in side ? side : { order: { ...common, ...side, rail, mandate: null } }
}

function collectionDraft(
  payment: DirectDebitPayment | undefined,
  one: DirectDebitTransaction,
  { identity }: Pick<BankConnection, 'identity'>,
  today: Day,
): Made {
  if (payment === undefined) return noHead
  if (payment.creditor_account.iban !== identity.sepa?.iban)
    return refuse('AC03', 'The creditor account is not that of the bank connection.')
  const common = commonOf(one.instructed_amount, payment.requested_collection_date, one.remittance, today)
  if ('refusal' in common) return common
  const type = { ...payment.payment_type, ...one.payment_type }
  const instrument = type.local_instrument?.code
  if (instrument !== 'CORE' && instrument !== 'B2B')
    return refuse('FF05', 'The local instrument must be CORE or B2B.')
  const side = sideOf(one.debtor, one.debtor_account.iban, 'RR02')
  if ('refusal' in side) return side
  const reference = one.direct_debit?.mandate?.id
  const creditor_id = creditorIdentifierOf(one.direct_debit?.creditor_scheme ?? payment.creditor_scheme)
  if (reference === undefined) return refuse('MD01', 'It names no mandate.')
  if (creditor_id === undefined) return refuse('BE05', 'It names no creditor identifier.')
  const is_last = type.sequence_type === 'FNAL'
  const rail = instrument === 'CORE' ? 'sepa_core' : 'sepa_b2b'
  return { order: { ...common, ...side, rail, mandate: { reference, creditor_id, is_last } } }
}

type Common = Pick<DraftOrder, 'amount' | 'on' | 'remittance'>

function commonOf(
  amount: CreditTransferTransaction['instructed_amount'],
  day: string,
  remittance: RemittanceInformation | undefined,
  today: Day,
): Common | { refusal: Refusal } {
  if (amount?.currency !== 'EUR') return refuse('AM03', 'The amount must be one in EUR.')
  if (amount.finer !== undefined) return refuse('AM12', 'The amount has more than two decimals.')
  if (amount.minor <= 0n) return refuse('AM01', 'The amount must be above zero.')
  if (amount.minor > BigInt(Number.MAX_SAFE_INTEGER))
    return refuse('AM02', 'The amount is more than one order can move.')
  const on = parseDay(day.slice(0, 10))
  if (on === undefined) return refuse('DT01', 'The requested day does not exist.')
  return { amount: Number(amount.minor), on: on <= today ? null : on, remittance: remittanceOf(remittance) }
}

const REMITTANCE_CHARS = 140

/** One text is taken along; of a structured one its reference. */
function remittanceOf(given: RemittanceInformation | undefined): string | null {
  const text = given?.unstructured?.join(' ') ?? given?.structured?.[0]?.reference ?? ''
  return text.trim() === '' ? null : storable(text.trim(), REMITTANCE_CHARS)
}

type Side = Pick<DraftOrder, 'iban' | 'holder_name' | 'holder_kind'>

function sideOf(
  party: Party | undefined,
  iban: string | undefined,
  nameless: string,
): Side | { refusal: Refusal } {
  if (iban === undefined) return refuse('AC01', 'The account must be named by its IBAN.')
  const holder_name = party?.name?.trim() ?? ''
  if (holder_name === '') return refuse(nameless, 'The holder of the account must be named.')
  return { iban, holder_name, holder_kind: party?.organisation === undefined ? 'individual' : 'business' }
}
