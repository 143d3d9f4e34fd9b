import { ownOf } from '../../../kernel/own.ts'
import { instant, parseDay, startOfDay } from '../../../kernel/world.ts'
import {
  type Amount,
  type CancelledTransactionStatus,
  type CustomerTransactionStatus,
  type Entry,
  type MessageItem,
  type RecalledTransaction,
  type StatusReason,
  toSepaText,
  type TransactionDetails,
} from '../iso20022/messages/public.ts'
import { returnEntryCodes, reversalEntryCode } from './facts/return_entries.ts'
import type { AnswerVerb, Unplaced } from './sepa_answer.ts'

type Ids = {
  readonly original_end_to_end_id?: string
  readonly original_instruction_id?: string
  readonly original_transaction_id?: string
}

/** What one part of a message says of payments of ours; empty for what says nothing about any. */
export function answersOf({ kind, noun }: MessageItem): readonly Unplaced[] {
  switch (kind) {
    case 'pain.002':
      return statusAnswer(noun)
    case 'pacs.004': {
      const one = noun
      return [wayBack(one, one.returned_interbank_settlement_amount, one.interbank_settlement_date)]
    }
    case 'pacs.007': {
      const one = noun
      const { reversed_interbank_settlement_amount: amount, interbank_settlement_date: day } = one
      return [{ ...wayBack(one, amount, day), verb: 'reverse' }]
    }
    case 'camt.029':
      return resolution(noun)
    case 'camt.056':
      return [recalled(noun)]
    case 'camt.053':
    case 'camt.054':
      return entryAnswers(noun)
    default:
      return []
  }
}

const idsOf = (one: Ids): Pick<Unplaced, 'end_to_end_id' | 'instruction_id'> => ({
  end_to_end_id: one.original_end_to_end_id ?? one.original_transaction_id ?? '',
  instruction_id: one.original_instruction_id,
})
const euros = (amount: Amount | undefined): readonly bigint[] =>
  amount?.currency === 'EUR' && amount.finer === undefined ? [amount.minor] : []

const CODE_CHARS_MAX = 10

/** The first reason that has a code, and the words of all of them, in letters that can be cut anywhere. */
export function reasonOf(reasons: readonly StatusReason[] = []): Pick<Unplaced, 'code' | 'note'> {
  const codes = reasons.map(({ reason }) => reason?.code ?? reason?.proprietary ?? '')
  return {
    code: toSepaText(codes.find((code) => code !== '') ?? '').slice(0, CODE_CHARS_MAX),
    note: toSepaText(reasons.flatMap(({ additional = [] }) => additional).join(' ')),
  }
}

/** Statuses with which a bank has a payment, whether or not it has looked at it yet. ISO 20022 external code set. */
const confirming: ReadonlySet<string> = new Set([
  'ACCC',
  'ACCP',
  'ACSC',
  'ACSP',
  'ACTC',
  'ACWC',
  'ACFC',
  'PDNG',
  'RCVD',
])

export const verbOfStatus = (status: string | undefined): 'confirm' | 'reject' | undefined =>
  status === 'RJCT' ? 'reject' : status !== undefined && confirming.has(status) ? 'confirm' : undefined

function statusAnswer(one: CustomerTransactionStatus): readonly Unplaced[] {
  const verb = verbOfStatus(one.status)
  if (verb === undefined) return []
  const amounts = euros(one.original_transaction?.instructed_amount)
  return [{ verb, ...idsOf(one), amounts, ...reasonOf(one.reasons), on: undefined }]
}

const wayBack = (
  one: Ids & { readonly reasons?: readonly StatusReason[] },
  amount: Amount,
  day: string | undefined,
): Unplaced => ({
  verb: 'return',
  ...idsOf(one),
  amounts: euros(amount),
  ...reasonOf(one.reasons),
  on: parseDay(day ?? ''),
})

const resolutions: Readonly<Record<string, AnswerVerb>> = { ACCR: 'accept_recall', RJCR: 'refuse_recall' }

function resolution(one: CancelledTransactionStatus): readonly Unplaced[] {
  const verb = ownOf(resolutions, one.status ?? '')
  return verb === undefined
    ? []
    : [{ verb, ...idsOf(one), amounts: [], ...reasonOf(one.reasons), on: undefined }]
}

const recalled = (one: RecalledTransaction): Unplaced => ({
  verb: 'recall',
  ...idsOf(one),
  amounts: euros(one.original_interbank_settlement_amount),
  ...reasonOf(one.reasons),
  on: undefined,
})

/** What of an entry brings payments back; a booking that is pending or only told may still not come. */
function entryAnswers(entry: Entry): readonly Unplaced[] {
  if (entry.status !== undefined && entry.status !== 'BOOK') return []
  const on = parseDay((entry.booking_date ?? '').slice(0, 10))
  const transactions = (entry.details ?? []).flatMap((details) => details.transactions ?? [])
  const codes = returnEntryCodes(on === undefined ? instant(0) : startOfDay(on)).value
  return transactions.flatMap((one): Unplaced[] => {
    const sub_family = (one.transaction_code ?? entry.transaction_code)?.domain?.sub_family ?? ''
    const isReturn = one.returned !== undefined || codes.has(sub_family)
    if (!isReturn || one.end_to_end_id === undefined) return []
    const whole = transactions.length === 1 ? euros(entry.amount) : []
    const { code, note } = reasonOf(one.returned === undefined ? [] : [one.returned])
    return [
      {
        verb: sub_family === reversalEntryCode && one.returned === undefined ? 'reverse' : 'return',
        end_to_end_id: one.end_to_end_id,
        instruction_id: one.instruction_id,
        amounts: [...amountsOf(one), ...whole],
        code,
        note,
        on,
      },
    ]
  })
}

/** Charges may be in what was booked; what was ordered stands beside it then. */
const amountsOf = ({ amount, amount_details }: TransactionDetails): readonly bigint[] => [
  ...euros(amount_details?.instructed?.amount),
  ...euros(amount_details?.transaction?.amount),
  ...euros(amount),
]
