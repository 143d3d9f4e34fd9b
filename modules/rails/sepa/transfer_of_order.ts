import type {
  CreditTransferPayment,
  CreditTransferTransaction,
  CustomerCreditTransferInitiation,
} from '../iso20022/messages/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import type { FiledOrder } from '../payment_orders/store_filed.ts'
import { decimalText, isoTime } from './figures.ts'
import { paymentInformationId, sepaId } from './message_ids.ts'
import {
  agentOf,
  ibanAccount,
  initiatingParty,
  type SepaIdentity,
  sepaName,
  sepaRemittance,
} from './parties.ts'
import type { PaymentGroup } from './store_groups.ts'

/** The head of a pain.001: everything but the transfers, whose lists are empty. */
export const transferHead = (
  identity: SepaIdentity,
  file: OutgoingFile,
  groups: readonly PaymentGroup[],
): CustomerCreditTransferInitiation => ({
  message_id: sepaId(file.id),
  created_at: isoTime(file.created_at),
  number_of_transactions: file.orders,
  control_sum: decimalText(file.credit_total),
  initiating_party: initiatingParty(identity),
  payments: groups.map((group) => paymentHead(identity, file, group)),
})

const paymentHead = (
  identity: SepaIdentity,
  { id }: OutgoingFile,
  group: PaymentGroup,
): CreditTransferPayment => ({
  payment_information_id: paymentInformationId(id, group),
  payment_method: 'TRF',
  is_batch_booking: true,
  number_of_transactions: group.orders,
  control_sum: decimalText(group.total),
  payment_type: { service_levels: [{ code: 'SEPA' }] },
  requested_execution_date: group.effective_on,
  debtor: { name: sepaName(identity.name) },
  debtor_account: ibanAccount(identity.iban),
  debtor_agent: agentOf(identity.bic),
  charge_bearer: 'SLEV',
  transactions: [],
})

/** One transfer. `iban` is the receiver's, opened. */
export function transferOf(order: FiledOrder, iban: string): CreditTransferTransaction {
  const { id, end_to_end_id, amount, currency, remittance } = order
  const bic = order.bank['bic']
  return {
    instruction_id: sepaId(id),
    end_to_end_id,
    instructed_amount: { minor: BigInt(amount), currency },
    ...(bic === undefined ? undefined : { creditor_agent: agentOf(bic) }),
    creditor: { name: sepaName(order.holder_name) },
    creditor_account: ibanAccount(iban),
    ...(remittance === null ? undefined : { remittance: { unstructured: [sepaRemittance(remittance)] } }),
  }
}
