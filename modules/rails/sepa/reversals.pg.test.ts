// Goal: a collection that should not have been is given back by a reversal: once, in time, and booked once.
// Method: collections settle on a real database; the pain.007 is held against its structure, and the bank answers it in the
// ways that banks do.
import assert from 'node:assert/strict'
import { after as afterAll, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { type CustomerPaymentReversal, readMessages } from '../iso20022/messages/public.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { paymentReturn, rejectedGroup, statement, statusReport } from './bank_messages_testing.ts'
import { paymentInformationId, sepaId } from './message_ids.ts'
import { openSepaBench, type SepaBench, structureFaults } from './sepa_testing.ts'

let bench: SepaBench
before(async () => {
  bench = await openSepaBench(57n)
})
afterAll(() => bench.close())

const now = (order: Pick<PaymentOrder, 'id'>) => bench.order(order.id)
const fileOf = async (order: Pick<PaymentOrder, 'id'>) =>
  present((await now(order)).file, 'the file of an order')
const stateOf = async (order: Pick<PaymentOrder, 'id'>) => (await now(order)).state

/** Lets time pass until something settles, and somewhat longer. */
async function until({ settles_at }: PaymentOrder): Promise<void> {
  bench.world.advance((settles_at - bench.world.now()) / 1_000 + 3_600_000)
  await bench.work()
}
async function collected(amount: number): Promise<PaymentOrder> {
  const order = await bench.collect({ amount })
  bench.world.advance((present(order.file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000 + 1)
  await bench.work()
  await taken(order)
  assert.equal(await stateOf(order), 'settled')
  return now(order)
}
async function reversed(order: PaymentOrder, reason = 'duplicate'): Promise<PaymentOrder> {
  const made = await bench.rails.reverseOrder(bench.scope, order.id, reason)
  const reversal = present(made.ok ? made.value : undefined, 'a reversal')
  bench.world.advance((present(reversal.file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000 + 1)
  await bench.work()
  return now(reversal)
}
/** The bank takes the file, and it settles. */
async function taken(order: PaymentOrder): Promise<void> {
  await bench.read(statusReport(await fileOf(order), 'ACCP', []))
  await until(order)
}
async function messageOf(reversal: PaymentOrder): Promise<CustomerPaymentReversal> {
  const xml = await bench.written(await fileOf(reversal))
  assert.deepEqual(structureFaults(xml), [])
  const { messages, faults } = readMessages(Buffer.from(xml), { profile: 'sepa' })
  assert.deepEqual(faults, [])
  const [only] = messages
  assert.equal(only?.version, 'pain.007.001.08')
  return only.noun as CustomerPaymentReversal
}

test('a collection is given back by a pain.007 that names it, and is reversed once that has settled', async () => {
  const order = await collected(4_200)
  const free = await bench.balance(bench.payer)
  const reversal = await reversed(order)
  const noun = await messageOf(reversal)
  assert.deepEqual(
    [noun.number_of_transactions, noun.control_sum, noun.original_group.original_message_id],
    [1, '42.00', sepaId(await fileOf(order))],
  )
  const [payment] = noun.payments
  assert.deepEqual(
    [payment?.original_payment_information_id, payment?.reversal_payment_information_id],
    [
      paymentInformationId(await fileOf(order), order),
      paymentInformationId(await fileOf(reversal), reversal),
    ],
  )
  const [one] = payment?.transactions ?? []
  assert.deepEqual(
    [one?.original_end_to_end_id, one?.reversed_instructed_amount?.minor, one?.reasons?.[0]?.reason?.code],
    [order.end_to_end_id, 4_200n, 'AM05'],
  )
  await taken(reversal)
  assert.deepEqual([await stateOf(reversal), await stateOf(order)], ['settled', 'reversed'])
  assert.equal(free - (await bench.balance(bench.payer)), order.funds === 'uncleared' ? 0n : 4_200n)
  const again = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.equal(again.ok && again.value.id, reversal.id, 'a repeat answers the reversal that there is')
})

test('collections of two groups are given back in two files, for a pain.007 names one original', async () => {
  const [first, second] = [await collected(1_100), await collected(1_200)]
  const asked = await bench.rails.reverseOrder(bench.scope, first.id, 'wrong_amount')
  assert.ok(asked.ok)
  const later = await reversed(second, 'wrong_amount')
  assert.notEqual(await fileOf(asked.value), await fileOf(later))
  for (const [order, reversal] of [
    [first, await now(asked.value)],
    [second, later],
  ] as const) {
    const noun = await messageOf(reversal)
    assert.equal(noun.original_group.original_message_id, sepaId(await fileOf(order)))
    assert.equal(noun.payments[0]?.transactions[0]?.reasons?.[0]?.reason?.code, 'MS02')
  }
  await bench.read(statusReport(await fileOf(asked.value), 'ACCP', []))
  await taken(later)
  assert.deepEqual([await stateOf(first), await stateOf(second)], ['reversed', 'reversed'])
})

test('a bank rejects a reversal by the names of the collection: the collection stays settled', async () => {
  const order = await collected(3_300)
  const balance = await bench.balance(bench.payer)
  const reversal = await reversed(order)
  const status = { order, status: 'RJCT', code: 'AM04' }
  await bench.read(statusReport(await fileOf(reversal), undefined, [status]))
  await bench.work()
  assert.deepEqual([await stateOf(reversal), await stateOf(order)], ['rejected', 'settled'])
  assert.equal(await bench.balance(bench.payer), balance)
})

test('a bank rejects a reversal’s group under the name of the collected one: only the reversal ends', async () => {
  const order = await collected(2_200)
  const reversal = await reversed(order)
  const group = paymentInformationId(await fileOf(order), order)
  await bench.read(rejectedGroup(await fileOf(reversal), group, 'AM05'))
  await bench.work()
  assert.deepEqual([await stateOf(reversal), await stateOf(order)], ['rejected', 'settled'])
})

test('what a bank says before the reversal has gone out is about the collection', async () => {
  const order = await collected(1_700)
  const made = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  const reversal = present(made.ok ? made.value : undefined, 'a reversal')
  await bench.read(statusReport(await fileOf(order), undefined, [{ order, status: 'RJCT', code: 'AM04' }]))
  await bench.work()
  assert.deepEqual([await stateOf(order), await stateOf(reversal)], ['returned', 'scheduled'])
  bench.world.advance((present(reversal.file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000 + 1)
  await bench.work()
  assert.equal(await stateOf(reversal), 'rejected', 'nothing is given back twice')
})

test('a collection that comes back while its reversal is at the bank is told to a person', async () => {
  const order = await collected(1_900)
  const reversal = await reversed(order)
  await bench.read(paymentReturn({ order, code: 'AM04', on: '2026-12-30' }))
  await bench.work()
  assert.deepEqual([await stateOf(order), await stateOf(reversal)], ['returned', 'submitting'])
  const page = { after: undefined, limit: 100 }
  const notices = await bench.rails.listBankNotices(bench.scope, { state: 'open' }, page)
  const [notice] = notices.filter((one) => one.order === order.id)
  assert.equal(notice?.kind, 'return_of_reversed')
  assert.match(notice?.because ?? '', new RegExp(`its reversal ${reversal.id} is at the bank too`))
  await taken(reversal)
  assert.deepEqual([await stateOf(order), await stateOf(reversal)], ['returned', 'settled'])
})

test('a statement books what a bank reversed: what we asked for is that, anything else came back', async () => {
  const [ours, theirs] = [await collected(700), await collected(800)]
  const reversal = await reversed(ours)
  const on = '2026-12-30'
  const entries = [ours, theirs].map((order) => ({ order, code: '', on, sub_family: 'PRDD' }))
  await bench.read(statement(...entries))
  await bench.work()
  assert.deepEqual(
    [await stateOf(ours), await stateOf(reversal), await stateOf(theirs)],
    ['reversed', 'settled', 'returned'],
  )
  await bench.read(statement(...entries))
  await bench.work()
  assert.deepEqual([await stateOf(ours), await stateOf(reversal)], ['reversed', 'settled'])
})

test('a reversal comes within five banking days, and transfers are recalled instead', async () => {
  const order = await collected(500)
  const paid = await bench.pay()
  const transfer = await bench.rails.reverseOrder(bench.scope, paid.id, 'duplicate')
  assert.match(transfer.ok ? '' : (transfer.error.detail ?? ''), /recall it/)
  bench.world.advance(9 * 86_400_000)
  const late = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.equal(late.ok ? '' : late.error.code, 'order_not_reversible')
})
