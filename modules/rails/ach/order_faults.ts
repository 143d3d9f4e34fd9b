import { ownOf } from '../../../kernel/own.ts'
import type { Fault } from '../../../kernel/result.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { FileFault } from '../files/fault.ts'
import { createAchWriter, traceNumber } from '../nacha/public.ts'
import { batchHeaderOf, entryOf, fileHeaderOf, identityOf, offsetOf } from './entry_of_order.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import type { AchOrder, AchReceiver } from './receiver.ts'

type AchWriter = ReturnType<typeof createAchWriter>

/** Which field of an order a field of the file is written from; the others are of the connection. */
const params: Readonly<Record<string, string>> = {
  account_number: 'bank_account',
  amount: 'amount',
  check_digit: 'bank_account',
  company_entry_description: 'description',
  discretionary: 'mandate',
  effective_entry_date: 'wish',
  identification_number: 'end_to_end_id',
  individual_name: 'bank_account',
  payment_related_information: 'remittance',
  routing_number: 'bank_account',
  sec_code: 'sec_code',
  total_credit: 'amount',
  total_debit: 'amount',
  transaction_code: 'bank_account',
}

/**
 * Everything for which an order could not stand in a Nacha file, by the field of the order; empty when it can. The order is
 * written into a file of its own, which is thrown away: so what passes here is not refused when its file is written. Pure.
 */
export function achOrderFaults(
  connection: Pick<BankConnection, 'identity' | 'rules'>,
  order: Omit<AchOrder, 'reference'> & Pick<PaymentOrder, 'created_at'>,
  receiver: AchReceiver,
): Fault[] {
  if (connection.identity.ach === undefined)
    return [{ code: 'not_usable', param: 'connection', detail: 'has no identity for ACH' }]
  const numbered: AchOrder = { ...order, reference: firstTrace(connection) }
  const writer = createAchWriter()
  const steps: readonly ((one: AchWriter) => ReturnType<AchWriter['end']>)[] = [
    (one) => one.header(fileHeaderOf(connection, { number: 1, created_at: order.created_at })),
    (one) => one.batch(batchHeaderOf(connection, numbered, 1)),
    (one) => one.entry(entryOf(numbered, receiver)),
    (one) => one.endBatch(endOf(connection)),
    (one) => one.end(),
  ]
  for (const step of steps) {
    const written = step(writer)
    if (!written.ok) return written.error.map(faultOf)
  }
  return []
}

const endOf = (connection: Pick<BankConnection, 'identity' | 'rules'>) => {
  const offset = offsetOf(connection)
  return offset === undefined ? {} : { offset }
}
const firstTrace = (connection: Pick<BankConnection, 'identity'>): string =>
  traceNumber(identityOf(connection).odfi_routing_number.slice(0, 8), 1)

const faultOf = ({ rule, field, detail }: FileFault): Fault => ({
  code: rule,
  param: ownOf(params, field) ?? 'connection',
  detail,
})
