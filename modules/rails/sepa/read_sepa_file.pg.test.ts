// Goal: what a bank says of transfers and collections is done once, and nothing of it is lost.
// Method: orders are gathered on a real database, and messages are read that a bank would send about them.
import assert from 'node:assert/strict'
import { after as afterAll, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import {
  foreignRecall,
  notification,
  paymentReturn,
  recallAnswer,
  rejectedGroup,
  type Returned,
  statement,
  statusReport,
} from './bank_messages_testing.ts'
import { paymentInformationId } from './message_ids.ts'
import { openSepaBench, type SepaBench } from './sepa_testing.ts'

let bench: SepaBench
before(async () => {
  bench = await openSepaBench(52n)
})
afterAll(() => bench.close())

const now = (order: Pick<PaymentOrder, 'id'>) => bench.order(order.id)
const fileOf = async (order: PaymentOrder) => present((await now(order)).file, 'the file of an order')
const stateOf = async (order: PaymentOrder) => (await now(order)).state
const noticesAbout = async (reference: string): Promise<string[]> => {
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<{ kind: string }>`select kind from rails.bank_notice
      where tenant_id = ${tenant_id} and reference = ${reference} order by kind`.execute(db),
  )
  return rows.map(({ kind }) => kind)
}

/** Lets orders reach the bank and settle, as they do when the bank took their file. */
async function settled(...orders: readonly PaymentOrder[]): Promise<void> {
  const last = orders.map(({ settles_at }) => settles_at).reduce((a, b) => (a > b ? a : b))
  bench.world.advance((last - bench.world.now()) / 1_000 + 1)
  await bench.work()
  for (const file of new Set(await Promise.all(orders.map(fileOf))))
    await bench.read(statusReport(file, 'ACCP', []))
  await bench.work()
  bench.world.advance(3_600_000)
  await bench.work()
  for (const order of orders) assert.equal(await stateOf(order), 'settled')
}
const returned = (order: PaymentOrder, code: string, on: string): Returned => ({ order, code, on })

test('an accepted file says that the bank has its orders; a rejected one takes them all with it', async () => {
  const [good, bad] = [await bench.pay(), await bench.pay({ wish: '2026-12-03' as never })]
  await bench.moveTo('2026-11-24T16:00:00Z')
  const end = await bench.read(statusReport(await fileOf(good), 'ACTC', []))
  assert.equal(end.state, 'loaded')
  await bench.work()
  assert.equal(await stateOf(good), 'submitted')
  const free = await bench.balance(bench.payer)
  await bench.moveTo('2026-12-03T16:00:00Z')
  await bench.read(statusReport(await fileOf(bad), 'RJCT', []))
  await bench.work()
  const after = await now(bad)
  assert.equal(after.state, 'rejected')
  assert.match(after.because ?? '', /FF01/)
  assert.equal(await bench.balance(bench.payer), free - BigInt(good.amount))
})

test('a payment that is rejected before it settles frees its money, and its account waits for other details', async () => {
  const orders = [await bench.pay(), await bench.pay()] as const
  bench.world.advance((present(orders[0].file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000)
  await bench.work()
  const report = statusReport(await fileOf(orders[0]), 'PART', [
    { order: orders[0], status: 'ACSC' },
    { order: orders[1], status: 'RJCT', code: 'AC04' },
  ])
  await bench.read(report)
  await bench.work()
  assert.equal(await stateOf(orders[0]), 'submitted')
  const rejected = await now(orders[1])
  assert.deepEqual(
    [rejected.state, rejected.reason_code, rejected.next_action, rejected.needs_review],
    ['rejected', 'AC04', 'NEW_DETAILS', true],
  )
  const account = await bench.rails.findBankAccount(bench.scope, orders[1].bank_account)
  assert.equal(account.ok && account.value.state, 'needs_details')
})

test('a group that is rejected takes its orders with it, and leaves the others', async () => {
  const first = await bench.collect()
  const once = await bench.account()
  const only = await bench.collect({
    bank_account: once,
    mandate: await bench.mandate(once, { kind: 'one_off' }),
  })
  bench.world.advance((present(first.file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000)
  await bench.work()
  const { effective_on, sequence_type } = await now(only)
  const file = await fileOf(only)
  await bench.read(rejectedGroup(file, paymentInformationId(file, { effective_on, sequence_type }), 'FF05'))
  assert.equal(await stateOf(only), 'rejected')
  assert.equal(await stateOf(first), 'submitting')
})

test('a collection without funds comes back once, however often it is told, and is tried again under its mandate', async () => {
  const order = await bench.collect({ amount: 7_700 })
  await settled(order)
  const held = await bench.balance(bench.payer)
  const bounced = returned(order, 'AM04', order.settles_on)
  const told = notification(bounced)
  await bench.read(told)
  await bench.read(told)
  await bench.read(statement(bounced))
  await bench.read(paymentReturn(bounced))
  const after = await now(order)
  assert.deepEqual([after.state, after.reason_code, after.needs_review], ['returned', 'AM04', false])
  assert.equal(await bench.balance(bench.payer), held - 7_700n)
  const next = await bench.order(present(after.next, 'the next attempt'))
  assert.deepEqual(
    [next.attempt, next.mandate, next.amount, next.original, next.state],
    [2, order.mandate, 7_700, order.id, 'scheduled'],
  )
  assert.deepEqual(await noticesAbout(order.end_to_end_id), [])
  assert.equal((await bench.rails.findOrder(bench.scope, next.id)).ok, true)
  const steps = await bench.rails.listOrderSteps(bench.scope, order.id)
  assert.equal(steps.ok && steps.value.filter(({ event }) => event === 'return').length, 1)
})

test('a debtor who never agreed gets the money back 11 months later, and the mandate is revoked', async () => {
  const order = await bench.collect()
  await settled(order)
  await bench.read(notification(returned(order, 'MD01', '2027-10-20')))
  assert.deepEqual([(await now(order)).state, (await now(order)).next_action], ['returned', 'REVOKE_MANDATE'])
  const mandate = await bench.rails.findMandate(bench.scope, present(order.mandate, 'a mandate'))
  assert.equal(mandate.ok && mandate.value.state, 'revoked')
  assert.deepEqual(await noticesAbout(order.end_to_end_id), [])
})

test('a refund after eight weeks is booked all the same, and somebody has to claim it', async () => {
  const order = await bench.collect()
  await settled(order)
  await bench.read(notification(returned(order, 'MD06', '2027-04-20')))
  assert.equal(await stateOf(order), 'returned')
  assert.deepEqual(await noticesAbout(order.end_to_end_id), ['untimely_return'])
})

test('a return of an order that had not settled here settles it first', async () => {
  const order = await bench.pay()
  bench.world.advance((present(order.file_cutoff_at, 'a cut-off') - bench.world.now()) / 1_000)
  await bench.work()
  await bench.read(notification(returned(order, 'AC01', order.settles_on)))
  const steps = await bench.rails.listOrderSteps(bench.scope, order.id)
  assert.deepEqual(steps.ok && steps.value.map(({ event }) => event), ['submit', 'settle', 'return'])
})

test('a reject that comes after we took the order for settled gives the money back', async () => {
  const order = await bench.pay({ amount: 4_321 })
  await settled(order)
  const spent = await bench.balance(bench.payer)
  await bench.read(statusReport(await fileOf(order), undefined, [{ order, status: 'RJCT', code: 'AG01' }]))
  assert.equal(await stateOf(order), 'returned')
  assert.equal(await bench.balance(bench.payer), spent + 4_321n)
})

test('what nothing of ours answers to becomes a notice and never a crash', async () => {
  const order = await bench.pay()
  await settled(order)
  const stranger = { end_to_end_id: 'NOBODY-1', amount: 100, kind: 'direct_debit' } as const
  const end = await bench.read(
    notification(
      { order: stranger, code: 'AC04', on: '2026-12-01' },
      { order: { ...order, amount: 999 }, code: 'AC04', on: '2026-12-01' },
    ),
  )
  assert.equal(end.state, 'loaded')
  assert.deepEqual(await noticesAbout('NOBODY-1'), ['unknown_payment'])
  assert.deepEqual(await noticesAbout(order.end_to_end_id), ['amount_differs'])
  assert.equal(await stateOf(order), 'settled')
  const broken = await bench.read('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCst')
  assert.equal(broken.state, 'refused')
})

test('a bank that asks back what we received is to be answered within 15 banking days', async () => {
  await bench.read(foreignRecall('THEIRS-1'))
  assert.deepEqual(await noticesAbout('THEIRS-1'), ['recall_received'])
})

test('a final collection uses up its mandate, and each collection puts off the day on which it lapses', async () => {
  const once = await bench.account()
  const mandate = await bench.mandate(once, { kind: 'one_off' })
  const only = await bench.collect({ bank_account: once, mandate })
  const again = await bench.collect()
  await settled(only, again)
  const used = await bench.rails.findMandate(bench.scope, mandate)
  assert.equal(used.ok && used.value.state, 'used')
  const alive = await bench.rails.findMandate(bench.scope, present(again.mandate, 'a mandate'))
  assert.deepEqual(alive.ok && [alive.value.state, alive.value.last_collection_on], [
    'active',
    again.settles_on,
  ])
})

test('a recall goes out once; the answer is kept, and money that comes back closes it', async () => {
  const [order, other] = [await bench.pay(), await bench.pay()]
  await settled(order, other)
  const ask = (one: PaymentOrder, reason: string) =>
    bench.within((tx) =>
      bench.rails.createRecall(tx, {
        id: `rcl_${one.id.slice(4)}` as never,
        order: one.id,
        reason,
        because: 'Paid twice',
      }),
    )
  const asked = await ask(order, 'DUPL')
  const refused = await ask(other, 'TECH')
  assert.ok(asked.ok && refused.ok)
  const twice = await bench.within((tx) =>
    bench.rails.createRecall(tx, {
      id: `rcl_${other.id.slice(4, -1)}0` as never,
      order: order.id,
      reason: 'DUPL',
      because: 'again',
    }),
  )
  assert.ok(!twice.ok)
  assert.match(twice.error.detail ?? '', /recalled before/)
  await bench.work()
  const sent = await bench.rails.findRecall(bench.scope, asked.value.id)
  assert.ok(sent.ok)
  const xml = await bench.written(present(sent.value.file, 'the file of a recall'))
  assert.match(xml, /camt\.056\.001\.08[\s\S]*<Cd>DUPL<\/Cd>/)
  await bench.read(recallAnswer(order, 'ACCR'))
  await bench.read(recallAnswer(other, 'RJCR', 'CUST'))
  const stateNow = async (id: typeof sent.value.id) => {
    const found = await bench.rails.findRecall(bench.scope, id)
    return found.ok ? [found.value.state, found.value.answer_code] : []
  }
  assert.deepEqual(await stateNow(asked.value.id), ['accepted', null])
  assert.deepEqual(await stateNow(refused.value.id), ['refused', 'CUST'])
  await bench.read(paymentReturn(returned(order, 'FOCR', order.settles_on)))
  assert.deepEqual(await stateNow(asked.value.id), ['returned', 'FOCR'])
  const back = await now(order)
  assert.deepEqual([back.state, back.needs_review], ['returned', false])
})
