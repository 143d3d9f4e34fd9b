// Goal: gathered orders become a file that a strict reader takes, whatever their class, and always the same one.
// Method: orders of the spine put into a file by hand, and the codec's own reader.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../../kernel/id.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { eventsOf, faultsOf } from '../nacha/testing.ts'
import type { AchEvent } from '../nacha/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { insertFile } from '../outgoing_files/store.ts'
import type { NewOrder } from '../payment_orders/create_orders.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import { openOrderBench, type OrderBench } from '../payment_orders/orders_testing.ts'
import { day } from '../rules/testing.ts'
import { depsOf } from './ach_testing.ts'
import { createAchNumbering } from './batches.ts'
import { achOrderFaults } from './order_faults.ts'
import { writeAchFile } from './write_ach_file.ts'

let bench: OrderBench
before(async () => {
  bench = await openOrderBench(72n)
})
after(() => bench.close())

let files = 0
/** Puts orders into a file as the gatherer would, a thousand at a time. */
async function gather(connection: BankConnection, asked: readonly NewOrder[]): Promise<OutgoingFile> {
  const { tenant_id, world } = bench.scope
  const at = world.now()
  const file: OutgoingFile = {
    id: newId('ofl', world),
    connection: connection.id,
    rail: 'ach',
    format: 'nacha',
    cutoff_at: at,
    number: ++files,
    name: `file-${files}`,
    state: 'gathering',
    because: null,
    orders: 0,
    currency: 'USD',
    debit_total: 0n,
    credit_total: 0n,
    sha256: null,
    bytes: null,
    attempts: 0,
    created_at: at,
    sent_at: null,
    answered_at: null,
    updated_at: at,
  }
  // One file of a cut-off gathers at a time; these are all of different ones.
  bench.world.advance(1_000)
  await bench.within(({ db }) => insertFile(db, tenant_id, file))
  let next = 1
  let number = 0
  for (let from = 0; from < asked.length; from += 1_000) {
    const orders = await bench.make(...asked.slice(from, from + 1_000))
    const numbering = createAchNumbering(connection, next)
    const moves = orders.map((order) => ({
      id: order.id,
      event: 'submit' as const,
      place: { file: file.id, number: ++number },
      reference: numbering.take(order),
    }))
    next = numbering.next()
    const { unmoved } = await moveOrders(depsOf(bench), bench.scope, moves)
    assert.equal(unmoved.length, 0)
  }
  return file
}

async function write(connection: BankConnection, file: OutgoingFile): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of writeAchFile(depsOf(bench), bench.scope, connection, file)) parts.push(part)
  return Buffer.concat(parts)
}
const refused = (events: readonly AchEvent[]) =>
  faultsOf(events).filter(({ severity }) => severity === 'refused')
const entriesOf = (events: readonly AchEvent[]) =>
  events.flatMap((event) => (event.kind === 'entry' ? [event] : []))

test('payments and collections of every class stand in batches of their own, and a reader finds nothing wrong', async () => {
  const mandate = await bench.mandate({ sec_code: 'WEB' })
  const debit = { kind: 'direct_debit', mandate } as const
  const file = await gather(bench.connection, [
    bench.order({ sec_code: 'CCD', remittance: 'Invoice 17 für Café' }),
    bench.order({ sec_code: 'CTX', remittance: 'x'.repeat(140) }),
    bench.order({ sec_code: 'PPD', description: 'PAYROLL', end_to_end_id: 'a-long-id-of-a-payment-17' }),
    bench.order({ ...debit, sec_code: 'PPD', amount: 0, purpose: 'prenote', description: 'PRENOTE' }),
    bench.order({ ...debit, sec_code: 'WEB', description: 'RENT' }),
  ])
  const bytes = await write(bench.connection, file)
  const events = eventsOf([bytes])
  assert.deepEqual(refused(events), [])
  const found = entriesOf(events).map(({ entry, batch }) =>
    [
      batch.sec_code,
      batch.service_class_code,
      entry.transaction_code,
      entry.amount,
      entry.identification_number,
    ].join(' '),
  )
  assert.deepEqual(found, [
    'CCD 220 22 1234 E2E-2',
    'CTX 220 22 1234 E2E-3',
    'PPD 220 22 1234 of-a-payment-17',
    'PPD 225 28 0 E2E-5',
    'WEB 225 27 1234 E2E-6',
  ])
  const [ccd, ctx, , , web] = entriesOf(events).map(({ entry }) => entry)
  assert.deepEqual(
    ccd?.addenda.map((one) => 'payment_related_information' in one && one.payment_related_information),
    ['Invoice 17 fur Cafe'],
  )
  assert.equal(ctx?.addenda.length, 2)
  assert.equal(web?.discretionary, 'R')
  assert.equal(web?.account_number, '12345678')
  assert.deepEqual(await write(bench.connection, file), bytes)
})

test('a file of more than a page is written whole, and again the same', async () => {
  const count = 1_203
  const file = await gather(
    bench.connection,
    Array.from({ length: count }, (_, index) => bench.order({ amount: index + 1 })),
  )
  const bytes = await write(bench.connection, file)
  const events = eventsOf([bytes])
  assert.deepEqual(refused(events), [])
  assert.equal(entriesOf(events).length, count)
  const control = events.findLast((event) => event.kind === 'file_control')
  assert.equal(
    control?.kind === 'file_control' && control.control.total_credit,
    BigInt((count * (count + 1)) / 2),
  )
  assert.deepEqual(await write(bench.connection, file), bytes)
})

test('a balanced batch has the entry against our own account, with a number of its own', async () => {
  const { ach } = bench.connection.identity
  assert.ok(ach)
  const identity = { ach: { ...ach, odfi_routing_number: '990000000', offset_account_number: '777' } }
  const connection = { ...bench.connection, identity, rules: { ...bench.connection.rules, balanced: true } }
  const file = await gather(connection, [
    bench.order({ sec_code: 'CCD' }),
    bench.order({ sec_code: 'CCD' }),
    bench.order({ sec_code: 'PPD' }),
  ])
  const events = eventsOf([await write(connection, file)])
  assert.deepEqual(refused(events), [])
  const found = entriesOf(events).map(({ entry }) =>
    [entry.trace_number.slice(8), entry.direction, entry.amount, entry.account_number].join(' '),
  )
  assert.deepEqual(found, [
    '0000001 credit 1234 12345678',
    '0000002 credit 1234 12345678',
    '0000003 debit 2468 777',
    '0000004 credit 1234 12345678',
    '0000005 debit 1234 777',
  ])
})

test('what a file has no place for is refused by its field before there is an order', async () => {
  const paramsOf = async (more: Partial<NewOrder>): Promise<readonly string[]> => {
    const made = await bench.rails.createOrders(bench.scope, [bench.order(more)])
    return made.ok ? [] : (made.error.errors ?? []).map(({ param }) => param)
  }
  assert.deepEqual(await paramsOf({ sec_code: 'PPD', remittance: 'x'.repeat(81) }), ['orders[0].remittance'])
  assert.deepEqual(await paramsOf({ sec_code: 'CTX', remittance: 'x'.repeat(140) }), [])
  const order = { ...bench.order(), effective_on: day('2026-11-23'), created_at: bench.world.now() }
  const receiver = {
    holder_name: 'Ada Lovelace',
    account_type: 'loan',
    account: { routing_number: '091000019', account_number: '1' },
    mandate_kind: 'one_off',
  } as const
  const params = (more: Partial<NewOrder>): readonly string[] =>
    achOrderFaults(bench.connection, { ...order, ...more, sec_code: 'PPD' }, receiver).map(
      ({ param }) => param,
    )
  assert.deepEqual(params({}), [])
  assert.deepEqual(params({ kind: 'direct_debit' }), ['bank_account'])
  assert.deepEqual(params({ amount: 10_000_000_000 }), ['amount'])
  assert.deepEqual(params({ kind: 'direct_debit', purpose: 'reversal', description: 'REVERSAL' }), [])
})
