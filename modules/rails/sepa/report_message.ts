import { createHash } from 'node:crypto'
import { Bug } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import {
  type CustomerPaymentStatusReport,
  type CustomerTransactionStatus,
  writeMessage,
} from '../iso20022/messages/public.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { isoTime } from './figures.ts'
import type { IsoMessage, IsoTransaction } from './iso_message.ts'
import { sepaId } from './message_ids.ts'

export type Reported = {
  readonly message: IsoMessage
  readonly transactions: readonly IsoTransaction[]
  /** As they are now; absent for what was answered when the message was read. */
  readonly orders?: ReadonlyMap<Id<'por'>, PaymentOrder>
  readonly at: Instant
}
type Status = { readonly status: string; readonly code: string | null; readonly because: string | null }

const NOT_PROVIDED = 'NOTPROVIDED'

/** The pain.002 of a message, as text. The same rows give the same bytes. Pure. */
export function reportMessage({ message, transactions, orders, at }: Reported): string {
  const said = transactions.map((one) => ({ one, ...statusOf(one, orders) }))
  const digest = createHash('sha256')
    .update(said.map(({ status }) => status).join())
    .digest('hex')
  const noun: CustomerPaymentStatusReport = {
    // Reports of later statuses are messages of their own.
    message_id: orders === undefined ? sepaId(message.id) : `${sepaId(message.id)}-${digest.slice(0, 5)}`,
    created_at: isoTime(at),
    original_group: {
      original_message_id: message.message_id ?? NOT_PROVIDED,
      original_message_name: message.message_name ?? NOT_PROVIDED,
      original_number_of_transactions: message.transactions,
      status: groupStatus(message, said),
      ...reasonsOf(message.reason_code, message.because),
    },
    payments: [...Map.groupBy(said, ({ one }) => one.payment_id)].map(([payment_id, some]) => ({
      original_payment_information_id: payment_id,
      transactions: some.map(({ one, ...status }) => transactionOf(one, status)),
    })),
  }
  const written = writeMessage('pain.002', noun)
  if (!written.ok) throw new Bug(`a pain.002 cannot be written: ${written.error[0]?.field ?? ''}`)
  return written.value
}

const transactionOf = (
  one: IsoTransaction,
  { status, code, because }: Status,
): CustomerTransactionStatus => ({
  ...(one.instruction_id === null ? undefined : { original_instruction_id: one.instruction_id }),
  original_end_to_end_id: one.end_to_end_id,
  status,
  ...reasonsOf(code, because),
})

const LINE_CHARS = 105

/** Texts of a reason have 105 characters each. */
function reasonsOf(code: string | null, because: string | null): Pick<CustomerTransactionStatus, 'reasons'> {
  if (code === null) return {}
  const lines = ((because ?? '').match(new RegExp(`.{1,${LINE_CHARS}}`, 'gsu')) ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const named = /^[A-Z0-9]{1,4}$/.test(code) ? { code } : { proprietary: code }
  return { reasons: [lines.length === 0 ? { reason: named } : { reason: named, additional: lines }] }
}

function statusOf(one: IsoTransaction, orders: Reported['orders']): Status {
  if (one.order === null) return { status: 'RJCT', code: one.reason_code, because: one.because }
  const order = orders?.get(one.order)
  if (order === undefined) return { status: 'ACCP', code: null, because: null }
  const status = statuses[order.state]
  return status === 'RJCT'
    ? { status, code: order.reason_code ?? 'NARR', because: order.because ?? `The order is ${order.state}.` }
    : { status, code: null, because: null }
}

/** What became of an order, in the words of ISO 20022: accepted, in process, settled, refused or come back. */
const statuses: Readonly<Record<PaymentOrder['state'], string>> = {
  scheduled: 'ACCP',
  submitting: 'ACSP',
  submitted: 'ACSP',
  unknown: 'PDNG',
  settled: 'ACSC',
  returned: 'RJCT',
  rejected: 'RJCT',
  cancelled: 'RJCT',
  reversed: 'RJCT',
}

function groupStatus({ state }: IsoMessage, said: readonly Status[]): string {
  const refused = said.filter(({ status }) => status === 'RJCT').length
  if (state === 'rejected' || (refused > 0 && refused === said.length)) return 'RJCT'
  if (refused > 0) return 'PART'
  return said.every(({ status }) => status === 'ACSC') ? 'ACSC' : 'ACCP'
}
