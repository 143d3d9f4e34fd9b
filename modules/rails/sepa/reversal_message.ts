import { Bug, present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { type CustomerPaymentReversal, writeMessage } from '../iso20022/messages/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { messageVersions } from './facts/message_versions.ts'
import { decimalText, isoTime } from './figures.ts'
import { DUPLICATE_REVERSAL, paymentInformationId, sepaId } from './message_ids.ts'
import { initiatingParty, sepaIdentityOf, sepaName } from './parties.ts'

/** Reasons of reversals, EPC130-08: collected twice, and no reason given. */
const reasonCode = ({ description }: PaymentOrder): string =>
  description === DUPLICATE_REVERSAL ? 'AM05' : 'MS02'

type Asked = {
  readonly file: OutgoingFile
  /** At least one; the collections that they undo are of one group. */
  readonly reversals: readonly PaymentOrder[]
  readonly originals: ReadonlyMap<Id<'por'>, PaymentOrder>
}

/** The pain.007 of reversals, as text. The same orders give the same bytes. What cannot be written is our bug, and thrown. */
export function reversalMessage(connection: BankConnection, { file, reversals, originals }: Asked): string {
  const identity = sepaIdentityOf(connection)
  const versions = messageVersions(connection.bank, file.created_at)
  const originalOf = ({ original }: PaymentOrder): PaymentOrder =>
    present(original === null ? undefined : originals.get(original), 'the collection of a reversal')
  const first = present(reversals[0], 'a reversal of a file')
  const collected = originalOf(first)
  const sent_in = present(collected.file, 'the file of a collection that settled')
  const noun: CustomerPaymentReversal = {
    message_id: sepaId(file.id),
    created_at: isoTime(file.created_at),
    authorisations: [],
    number_of_transactions: reversals.length,
    control_sum: decimalText(file.credit_total),
    is_whole_group: false,
    initiating_party: initiatingParty(identity),
    original_group: {
      original_message_id: sepaId(sent_in),
      original_message_name: versions['pain.008'],
      reasons: [],
    },
    payments: [
      {
        reversal_payment_information_id: paymentInformationId(file.id, first),
        original_payment_information_id: paymentInformationId(sent_in, collected),
        is_batch_booking: true,
        reasons: [],
        transactions: reversals.map((order) => reversalOf(order, originalOf(order), identity.name)),
      },
    ],
  }
  const written = writeMessage('pain.007', noun, versions['pain.007'])
  if (!written.ok) throw new Bug(`a reversal cannot be written: ${written.error[0]?.field ?? ''}`)
  return written.value
}

function reversalOf(
  order: PaymentOrder,
  original: PaymentOrder,
  name: string,
): CustomerPaymentReversal['payments'][number]['transactions'][number] {
  const amount = { minor: BigInt(order.amount), currency: order.currency }
  return {
    reversal_id: sepaId(order.id),
    original_instruction_id: sepaId(original.id),
    original_end_to_end_id: original.end_to_end_id,
    original_instructed_amount: amount,
    reversed_instructed_amount: amount,
    charge_bearer: 'SLEV',
    reasons: [{ originator: { name: sepaName(name) }, reason: { code: reasonCode(order) }, additional: [] }],
  }
}
