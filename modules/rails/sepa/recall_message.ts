import { Bug, present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import {
  type FIToFIPaymentCancellationRequest,
  toSepaText,
  writeMessage,
} from '../iso20022/messages/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { messageVersions } from './facts/message_versions.ts'
import { decimalText, isoTime } from './figures.ts'
import { sepaId } from './message_ids.ts'
import { agentOf, initiatingParty, sepaIdentityOf } from './parties.ts'
import type { Recall } from './recall.ts'

type Asked = {
  readonly file: OutgoingFile
  readonly recalls: readonly Recall[]
  readonly orders: ReadonlyMap<Id<'por'>, PaymentOrder>
}

/** The camt.056 of recalls, as text. The same recalls give the same bytes. What cannot be written is our bug, and thrown. */
export function recallMessage(connection: BankConnection, { file, recalls, orders }: Asked): string {
  const identity = sepaIdentityOf(connection)
  const versions = messageVersions(connection.bank, file.created_at)
  const asked = recalls.map((recall) => ({
    recall,
    order: present(orders.get(recall.order), 'the order of a recall'),
  }))
  const sum = asked.reduce((total, { order }) => total + BigInt(order.amount), 0n)
  const noun: FIToFIPaymentCancellationRequest = {
    assignment_id: sepaId(file.id),
    assigner: { party: initiatingParty(identity) },
    assignee: { agent: agentOf(identity.bic) },
    created_at: isoTime(file.created_at),
    control: { number_of_transactions: asked.length, control_sum: decimalText(sum) },
    underlying: [
      { transactions: asked.map(({ recall, order }) => recalledOf(recall, order, versions['pain.001'])) },
    ],
  }
  const written = writeMessage('camt.056', noun, versions['camt.056'])
  if (!written.ok) throw new Bug(`a recall cannot be written: ${written.error[0]?.field ?? ''}`)
  return written.value
}

type Recalled = NonNullable<FIToFIPaymentCancellationRequest['underlying'][number]['transactions']>[number]

function recalledOf({ id, reason, because }: Recall, order: PaymentOrder, message_name: string): Recalled {
  const { file, end_to_end_id, amount, currency, settles_on } = order
  const original_message_id = sepaId(present(file, 'the file of an order that settled'))
  return {
    cancellation_id: sepaId(id),
    original_group: { original_message_id, original_message_name: message_name },
    original_instruction_id: sepaId(order.id),
    original_end_to_end_id: end_to_end_id,
    original_interbank_settlement_amount: { minor: BigInt(amount), currency },
    original_interbank_settlement_date: settles_on,
    reasons: [{ reason: { code: reason }, additional: [toSepaText(because).slice(0, 105).trim() || '.'] }],
  }
}
