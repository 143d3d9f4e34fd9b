import assert from 'node:assert/strict'
import { present } from '../../../kernel/assert.ts'
import { dayOf } from '../../../kernel/world.ts'
import { testAudit } from '../../audit/testing.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import type { FileEnd } from '../bank_files/bank_files.ts'
import {
  type AchBatchHeaderText,
  type AchEntryDraft,
  traceNumber,
  transactionCodeFor,
  writeAch,
} from '../nacha/public.ts'
import type { OrderMove } from '../payment_orders/decide_move.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { followFile } from '../payment_orders/follow_file.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { OrderBench } from '../payment_orders/orders_testing.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { testSealer } from '../testing.ts'
import { afterSettlement } from './after_settlement.ts'
import { readAchFile } from './read_ach_file.ts'

/** Our bank, and the bank that the test's accounts are at. */
const ODFI = '99000000'
const RDFI = '091000019'
const RDFI_ID = RDFI.slice(0, 8)

export const depsOf = ({ database: { db }, world, ledger }: OrderBench): OrderDeps => ({
  db,
  world,
  ledger,
  audit: testAudit(db, world),
  log: { error: () => undefined },
  sealer: testSealer,
  follow: followFile,
})

let sent = 0
/** Sends orders as a file would have: each has a trace number, and the bank has it. They settle when asked. */
export async function send(
  bench: OrderBench,
  orders: readonly PaymentOrder[],
  { is_settled = true }: { readonly is_settled?: boolean } = {},
): Promise<readonly PaymentOrder[]> {
  const deps = depsOf(bench)
  const step = async (moveOf: (order: PaymentOrder) => OrderMove) => {
    const outcome = await moveOrders(deps, bench.scope, orders.map(moveOf), afterSettlement)
    assert.equal(outcome.unmoved.length, 0)
  }
  await step(({ id }) => ({ id, event: 'submit', reference: traceNumber(ODFI, ++sent) }))
  await step(({ id }) => ({ id, event: 'deliver' }))
  if (is_settled) await step(({ id }) => ({ id, event: 'settle' }))
  return now(bench, orders)
}

/** The orders as they are now, in the same order. */
export async function now(
  bench: OrderBench,
  orders: readonly PaymentOrder[],
): Promise<readonly PaymentOrder[]> {
  const found = await bench.rails.findOrders(
    bench.scope,
    orders.map(({ id }) => id),
  )
  return orders.map(({ id }) =>
    present(
      found.find((one) => one.id === id),
      'the order',
    ),
  )
}
export const one = async (bench: OrderBench, order: PaymentOrder): Promise<PaymentOrder> =>
  present((await now(bench, [order]))[0], 'the order')

type About = Pick<PaymentOrder, 'kind' | 'amount' | 'reference'>
type Addenda = NonNullable<AchEntryDraft['addenda']>[number]

let answered = 0
/** An entry that another bank sends back about one of ours. */
function answer(
  order: About,
  more: Partial<AchEntryDraft>,
  addendaOf: (trace_number: string) => Addenda,
): AchEntryDraft {
  const direction = order.kind === 'credit_transfer' ? 'credit' : 'debit'
  const trace_number = traceNumber(RDFI_ID, ++answered)
  return {
    transaction_code: present(transactionCodeFor('checking', direction, 'return'), 'a code'),
    routing_number: '990000000',
    account_number: '12345678',
    amount: BigInt(order.amount),
    individual_name: 'ADA LOVELACE',
    trace_number,
    addenda: [addendaOf(trace_number)],
    ...more,
  }
}

export const returned = (order: About, reason_code: string, note = '', more: Partial<AchEntryDraft> = {}) =>
  answer(order, more, (trace_number) => ({
    kind: 'return',
    reason_code,
    original_trace_number: order.reference ?? '',
    date_of_death: '',
    original_rdfi_identification: RDFI_ID,
    addenda_information: note,
    trace_number,
  }))

export const dishonored = (order: About, reason_code: string) =>
  answer(order, {}, (trace_number) => ({
    kind: 'dishonored_return',
    reason_code,
    original_trace_number: order.reference ?? '',
    original_rdfi_identification: RDFI_ID,
    return_trace_number: traceNumber(RDFI_ID, 1),
    return_settlement_date: '001',
    return_reason_code: '01',
    addenda_information: '',
    trace_number,
  }))

export const contested = (order: About, reason_code: string, return_reason_code = '01') =>
  answer(order, {}, (trace_number) => ({
    kind: 'contested_return',
    reason_code,
    original_trace_number: order.reference ?? '',
    date_original_entry_returned: '260105',
    original_rdfi_identification: RDFI_ID,
    original_settlement_date: '001',
    return_trace_number: traceNumber(RDFI_ID, 1),
    return_settlement_date: '002',
    return_reason_code,
    dishonored_return_trace_number: traceNumber(ODFI, 1),
    dishonored_return_settlement_date: '003',
    dishonored_return_reason_code: '68',
    trace_number,
  }))

export const changed = (order: About, change_code: string, text: string) =>
  answer({ ...order, amount: 0 }, {}, (trace_number) => ({
    kind: 'notification',
    change_code,
    original_trace_number: order.reference ?? '',
    original_rdfi_identification: RDFI_ID,
    corrected: text,
    trace_number,
  }))

/** A file of the bank with these entries, as text. */
export async function fileOf(
  bench: OrderBench,
  entries: readonly AchEntryDraft[],
  header: Partial<AchBatchHeaderText> = {},
): Promise<string> {
  const batchHeader = {
    kind: 'company',
    service_class_code: '200',
    company_name: 'ACME',
    company_identification: '1234567890',
    sec_code: 'PPD',
    company_entry_description: 'PAYMENT',
    effective_entry_date: dayOf(bench.world.now()),
    odfi_identification: RDFI_ID,
    batch_number: 1,
    ...header,
  } as AchBatchHeaderText
  const file = {
    header: {
      immediate_destination: '990000000',
      immediate_origin: '091000019',
      file_creation_date: dayOf(bench.world.now()),
      // Files that say the same are told apart by this.
      reference_code: String(answered).padStart(8, '0'),
    },
    batches: [{ header: batchHeader, entries }],
  }
  const parts: string[] = []
  for await (const part of writeAch(file)) parts.push(part)
  return parts.join('')
}

export async function receive(bench: OrderBench, text: string): Promise<BankFile> {
  const content = Buffer.from(text, 'latin1')
  const kept = await bench.rails.receiveFile(
    bench.scope,
    {
      name: 'returns.ach',
      source: 'test',
      async *open() {
        yield content
      },
    },
    async () => undefined,
  )
  return present(kept.ok ? kept.value : undefined, 'the file')
}

export const read = (bench: OrderBench, file: BankFile): Promise<FileEnd> =>
  readAchFile(depsOf(bench), bench.scope, bench.connection, file)

/** Has the bank say these entries in one file, and reads it. */
export async function say(bench: OrderBench, ...entries: readonly AchEntryDraft[]): Promise<FileEnd> {
  return read(bench, await receive(bench, await fileOf(bench, entries)))
}
