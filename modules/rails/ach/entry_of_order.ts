import { assert, present } from '../../../kernel/assert.ts'
import type { BankConnection, BankIdentity } from '../bank_connections/bank_connection.ts'
import type { AccountType } from '../identifiers/bank_details.ts'
import {
  type AchBatchHeaderText,
  type AchEntryDraft,
  type AchFileHeaderText,
  type AchOffset,
  fitAscii,
  transactionCodeFor,
} from '../nacha/public.ts'
import { fileReference, type OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { toTemporal } from '../calendars/zone.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import type { AchOrder, AchReceiver } from './receiver.ts'

export type AchIdentity = NonNullable<BankIdentity['ach']>
type AchAccount = AchOffset['account_type']

const ODFI_DIGITS = 8
const NAME_CHARS = 22
/** A receiving company of CTX has the room that the count of addenda leaves. */
const CTX_NAME_CHARS = 16
const IDENTIFICATION_CHARS = 15
const REMITTANCE_CHARS = 80
const SEQUENCE_DIGITS = 7
/** What files of one day are told apart by. */
const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const identityOf = ({ identity }: Pick<BankConnection, 'identity'>): AchIdentity =>
  present(identity.ach, 'the ACH identity of a connection that sends ACH files')

/** The header of a file. Its time is that of the gathering, so that a second writing gives the same bytes. */
export function fileHeaderOf(
  connection: Pick<BankConnection, 'identity'>,
  file: Pick<OutgoingFile, 'number' | 'created_at'> & Partial<Pick<OutgoingFile, 'id'>>,
): AchFileHeaderText {
  const identity = identityOf(connection)
  const at = toTemporal(file.created_at).toZonedDateTimeISO(ACH_ZONE)
  return {
    immediate_destination: identity.immediate_destination,
    immediate_origin: identity.immediate_origin,
    immediate_destination_name: fitAscii(identity.immediate_destination_name, 23).text,
    immediate_origin_name: fitAscii(identity.immediate_origin_name, 23).text,
    file_creation_date: at.toPlainDate().toString(),
    file_creation_time: at.toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', ''),
    reference_code: file.id === undefined ? '' : fileReference(file.id),
    file_id_modifier: MODIFIERS[(file.number - 1) % MODIFIERS.length] ?? 'A',
  }
}

/** The header of a batch, by the first of its orders. */
export function batchHeaderOf(
  connection: Pick<BankConnection, 'identity' | 'rules'>,
  order: AchOrder,
  batch_number: number,
): AchBatchHeaderText {
  const identity = identityOf(connection)
  const oneSided = order.kind === 'credit_transfer' ? '220' : '225'
  return {
    kind: 'company',
    service_class_code: connection.rules.balanced ? '200' : oneSided,
    company_name: fitAscii(identity.company_name, 16).text,
    company_identification: identity.company_id,
    sec_code: order.sec_code ?? '',
    company_entry_description: fitAscii(order.description, 10).text,
    effective_entry_date: order.effective_on,
    odfi_identification: identity.odfi_routing_number.slice(0, ODFI_DIGITS),
    batch_number,
  }
}

/** Our own account, against which a balanced batch stands; undefined where the bank settles on its own. */
export function offsetOf(connection: Pick<BankConnection, 'identity' | 'rules'>): AchOffset | undefined {
  if (!connection.rules.balanced) return undefined
  const identity = identityOf(connection)
  assert(identity.offset_account_number !== undefined, 'a balanced batch has an account to stand against')
  return {
    routing_number: identity.odfi_routing_number,
    account_number: identity.offset_account_number,
    account_type: 'checking',
    individual_name: fitAscii(identity.company_name, NAME_CHARS).text,
    identification_number: 'OFFSET',
  }
}

/** ACH knows four types of accounts; one whose holder did not say is taken for the usual one. */
const accountTypeOf = (type: AccountType | null): AchAccount =>
  type === 'savings' || type === 'general_ledger' || type === 'loan' ? type : 'checking'

/** Undefined for a pair that there is not, such as a debit of a loan that is no reversal. */
function transactionCodeOf(
  { kind, purpose }: Pick<AchOrder, 'kind' | 'purpose'>,
  account_type: AccountType | null,
): string | undefined {
  const direction = kind === 'credit_transfer' ? 'credit' : 'debit'
  const type = accountTypeOf(account_type)
  if (purpose === 'prenote') return transactionCodeFor(type, direction, 'prenote')
  if (purpose === 'reversal' && type === 'loan') return transactionCodeFor(type, direction, 'reversal')
  return transactionCodeFor(type, direction)
}

/** What the other side's statement shows, in the characters of the file and whole: nothing is cut off. */
const remittanceText = ({ remittance }: Pick<AchOrder, 'remittance'>): string =>
  remittance === null ? '' : fitAscii(remittance, Number.MAX_SAFE_INTEGER).text

/** Our id of the payment; where it is too long its end, which tells payments apart. */
const identificationOf = (end_to_end_id: string): string =>
  fitAscii(end_to_end_id, Number.MAX_SAFE_INTEGER).text.slice(-IDENTIFICATION_CHARS).trim()

/** The entry of an order. What does not fit is refused by the writer, and was refused by `achOrderFaults` before. */
export function entryOf(order: AchOrder, receiver: AchReceiver): AchEntryDraft {
  const trace_number = order.reference ?? ''
  const name_chars = order.sec_code === 'CTX' ? CTX_NAME_CHARS : NAME_CHARS
  return {
    transaction_code: transactionCodeOf(order, receiver.account_type) ?? '',
    routing_number: receiver.account['routing_number'] ?? '',
    account_number: receiver.account['account_number'] ?? '',
    amount: BigInt(order.amount),
    identification_number: identificationOf(order.end_to_end_id),
    individual_name: fitAscii(receiver.holder_name, name_chars).text,
    discretionary: paymentTypeOf(order, receiver),
    trace_number,
    addenda: addendaOf(order, trace_number),
  }
}

/** WEB and TEL say whether the payment comes again. */
function paymentTypeOf({ sec_code }: AchOrder, { mandate_kind }: AchReceiver): string {
  if (sec_code !== 'WEB' && sec_code !== 'TEL') return ''
  return mandate_kind === 'recurrent' ? 'R' : 'S'
}

function addendaOf(order: AchOrder, trace_number: string): NonNullable<AchEntryDraft['addenda']> {
  const text = remittanceText(order)
  const parts = order.sec_code === 'CTX' ? inParts(text) : text === '' ? [] : [text]
  return parts.map((payment_related_information, index) => ({
    kind: 'payment',
    payment_related_information,
    sequence_number: index + 1,
    entry_sequence_number: trace_number.slice(-SEQUENCE_DIGITS),
  }))
}

function inParts(text: string): readonly string[] {
  const parts: string[] = []
  for (let at = 0; at < text.length; at += REMITTANCE_CHARS) parts.push(text.slice(at, at + REMITTANCE_CHARS))
  return parts
}
