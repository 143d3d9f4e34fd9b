import { present } from '../../../kernel/assert.ts'
import {
  type Account,
  type CustomerDirectDebitInitiation,
  type DirectDebitPayment,
  type DirectDebitTransaction,
  type Mandate,
  SAME_MANDATE_NEW_ACCOUNT,
} from '../iso20022/messages/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import type { FiledOrder } from '../payment_orders/store_filed.ts'
import { decimalText, isoTime } from './figures.ts'
import { paymentInformationId, sepaId } from './message_ids.ts'
import {
  agentOf,
  creditorScheme,
  ibanAccount,
  initiatingParty,
  type SepaIdentity,
  sepaName,
  sepaRemittance,
} from './parties.ts'
import type { OriginalTerms } from './store_amendments.ts'
import type { PaymentGroup } from './store_groups.ts'

/** The head of a pain.008: everything but the collections, whose lists are empty. */
export const collectionHead = (
  identity: SepaIdentity,
  file: OutgoingFile,
  groups: readonly PaymentGroup[],
): CustomerDirectDebitInitiation => ({
  message_id: sepaId(file.id),
  created_at: isoTime(file.created_at),
  number_of_transactions: file.orders,
  control_sum: decimalText(file.debit_total),
  initiating_party: initiatingParty(identity),
  payments: groups.map((group) => paymentHead(identity, file, group)),
})

function paymentHead(identity: SepaIdentity, file: OutgoingFile, group: PaymentGroup): DirectDebitPayment {
  const { creditor_id, sequence_type } = group
  return {
    payment_information_id: paymentInformationId(file.id, group),
    payment_method: 'DD',
    is_batch_booking: true,
    number_of_transactions: group.orders,
    control_sum: decimalText(group.total),
    payment_type: {
      service_levels: [{ code: 'SEPA' }],
      local_instrument: { code: file.rail === 'sepa_b2b' ? 'B2B' : 'CORE' },
      sequence_type: present(sequence_type, 'the sequence type of a collection'),
    },
    requested_collection_date: group.effective_on,
    creditor: { name: sepaName(identity.name) },
    creditor_account: ibanAccount(identity.iban),
    creditor_agent: agentOf(identity.bic),
    charge_bearer: 'SLEV',
    ...(creditor_id === null ? undefined : { creditor_scheme: creditorScheme(creditor_id) }),
    transactions: [],
  }
}

/** What stands sealed in the database, opened for one collection. */
export type Collected = {
  readonly iban: string
  /** The debtor's bank has not been told yet of what the mandate said before. */
  readonly original: OriginalTerms | undefined
  /** Where the mandate named another account before. */
  readonly original_iban: string | undefined
}

/** One collection. `is_group_of_one`: its group names the creditor already, so it does not again. */
export function collectionOf(
  order: FiledOrder,
  collected: Collected,
  identity: SepaIdentity,
  is_group_of_one: boolean,
): DirectDebitTransaction {
  const terms = present(order.terms, 'the mandate of a collection')
  const { id, end_to_end_id, amount, currency, remittance } = order
  const creditor_id = present(terms.creditor_id ?? undefined, 'the creditor of a SEPA mandate')
  const isForAnother = terms.creditor_name !== identity.name
  return {
    instruction_id: sepaId(id),
    end_to_end_id,
    instructed_amount: { minor: BigInt(amount), currency },
    direct_debit: {
      mandate: mandateOf(terms, collected),
      ...(is_group_of_one ? undefined : { creditor_scheme: creditorScheme(creditor_id) }),
    },
    ...(isForAnother ? { ultimate_creditor: { name: sepaName(terms.creditor_name) } } : undefined),
    debtor_agent: agentOf(order.bank['bic']),
    debtor: { name: sepaName(order.holder_name) },
    debtor_account: ibanAccount(collected.iban),
    ...(remittance === null ? undefined : { remittance: { unstructured: [sepaRemittance(remittance)] } }),
  }
}

function mandateOf(
  { reference, signed_on }: NonNullable<FiledOrder['terms']>,
  { original, original_iban }: Collected,
): Mandate {
  const amendment = original === undefined ? {} : amendmentOf(original, original_iban)
  const isAmended = Object.keys(amendment).length > 0
  return {
    id: reference,
    date_of_signature: signed_on,
    is_amended: isAmended,
    ...(isAmended ? { amendment } : undefined),
  }
}

function amendmentOf(
  original: OriginalTerms,
  original_iban: string | undefined,
): NonNullable<Mandate['amendment']> {
  const {
    original_mandate_id: id,
    original_creditor_id: creditor_id,
    original_creditor_name: name,
  } = original
  const scheme = {
    ...(name === undefined ? undefined : { name: sepaName(name) }),
    ...(creditor_id === undefined ? undefined : creditorScheme(creditor_id)),
  }
  const account = original['original_debtor_account'] === undefined ? undefined : formerAccount(original_iban)
  return {
    ...(id === undefined ? undefined : { original_mandate_id: id }),
    ...(Object.keys(scheme).length === 0 ? undefined : { original_creditor_scheme: scheme }),
    ...(account === undefined ? undefined : { original_debtor_account: account }),
  }
}

/** Within one bank the former IBAN is told; where the bank changed too, only that there is a new account. EPC130-08. */
const formerAccount = (iban: string | undefined): Account =>
  iban === undefined ? { other: { id: SAME_MANDATE_NEW_ACCOUNT } } : ibanAccount(iban)
