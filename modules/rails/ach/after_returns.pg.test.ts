// Goal: corrections, return rates, reversals, fees, second attempts and verifications keep Nacha's rules.
// Method: as for returns.pg.test.ts, with what the worker does in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { openBankAccount, openOrderBench, type OrderBench } from '../payment_orders/orders_testing.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { changed, fileOf, one, read, receive, returned, say, send } from './ach_testing.ts'
import { blockingGauge } from './gauges.ts'

let bench: OrderBench
before(async () => {
  bench = await openOrderBench(73n)
})
after(() => bench.close())

const DAY_MS = 86_400_000
const debits = async (count: number, account_number?: string): Promise<readonly PaymentOrder[]> => {
  const bank_account = await openBankAccount(bench, account_number)
  const mandate = await bench.mandate({ bank_account })
  return bench.make(
    ...Array.from({ length: count }, () => bench.order({ kind: 'direct_debit', bank_account, mandate })),
  )
}
const settledDebit = async (): Promise<PaymentOrder> =>
  present((await send(bench, await debits(1)))[0], 'the order')
const accountOf = async ({ bank_account }: PaymentOrder) => {
  const found = await bench.rails.findBankAccount(bench.scope, bank_account)
  return present(found.ok ? found.value : undefined, 'the account')
}
const changesOf = async ({ bank_account }: PaymentOrder) => {
  const page = { after: undefined, limit: 10 }
  return bench.rails.listChangeNotices(bench.scope, { bank_account }, page)
}
const failure = (made: { ok: boolean; error?: { code: string; detail?: string } }): string =>
  made.ok ? 'none' : `${made.error?.code}: ${made.error?.detail}`

test('a correction is taken over once, and a later one of a person stays', async () => {
  const order = await settledDebit()
  const file = await receive(
    bench,
    await fileOf(bench, [changed(order, 'C01', '1918171614')], { sec_code: 'COR' }),
  )
  const end = await read(bench, file)
  assert.equal(end.state, 'loaded')
  const { number_last4, version } = await accountOf(order)
  assert.deepEqual([number_last4, version], ['1614', 2])
  const opened = await bench.rails.openDetails(bench.scope, order.bank_account)
  assert.ok(opened.ok)
  assert.equal(opened.value.account['account_number'], '1918171614')
  const [notice] = await changesOf(order)
  assert.deepEqual([notice?.code, notice?.state], ['C01', 'applied'])
  await read(bench, file)
  assert.equal((await accountOf(order)).version, 2)
  assert.equal((await changesOf(order)).length, 1)
})

test('a return after a correction of the bank is still about the entry that was sent', async () => {
  const order = await settledDebit()
  await read(
    bench,
    await receive(bench, await fileOf(bench, [changed(order, 'C02', '231380104')], { sec_code: 'COR' })),
  )
  assert.equal((await accountOf(order)).bank['routing_number'], '231380104')
  await say(bench, returned(order, 'R01'))
  assert.equal((await one(bench, order)).state, 'returned')
})

test('a name, an unknown code and a text that is no correction wait for a person', async () => {
  const order = await settledDebit()
  const entries = [
    changed(order, 'C04', 'ADA KING'),
    changed(order, 'C99', ''),
    changed(order, 'C02', '123456789'),
  ]
  await read(bench, await receive(bench, await fileOf(bench, entries, { sec_code: 'COR' })))
  assert.deepEqual(
    (await changesOf(order)).map(({ state }) => state),
    ['review', 'review', 'review'],
  )
  assert.equal((await accountOf(order)).version, 1)
})

test('a correction of nothing that we sent is a notice', async () => {
  const order = await settledDebit()
  const stranger = { ...order, reference: '990000008888888' }
  const file = await receive(bench, await fileOf(bench, [changed(stranger, 'C01', '1')], { sec_code: 'COR' }))
  await read(bench, file)
  const notices = await bench.rails.listBankNotices(
    bench.scope,
    { state: 'open' },
    { after: undefined, limit: 10 },
  )
  assert.equal(notices.find((notice) => notice.file === file.id)?.kind, 'unknown_change')
})

/** The gauge that stops new debits, of a connection that wants to be stopped. */
async function blocked() {
  const rates = await bench.rails.returnRates(bench.scope, bench.connection.id)
  assert.ok(rates.ok)
  const { to_on } = rates.value
  const rules = { ...bench.connection.rules, gauges_block: true }
  return bench.within(({ db, tenant_id }) =>
    blockingGauge(db, tenant_id, { ...bench.connection, rules }, to_on),
  )
}

test('debits are counted when they settle and when they come back, and a rate over the law stops new ones', async () => {
  const before_it = await bench.rails.returnRates(bench.scope, bench.connection.id)
  assert.ok(before_it.ok)
  const debits_before = before_it.value.gauges[0]?.rate.denominator ?? 0n
  const unauthorized_before = before_it.value.gauges[0]?.rate.numerator ?? 0n
  const orders = await send(bench, await debits(4))
  await say(bench, returned(present(orders[0], 'an order'), 'R10'))
  assert.equal(await blocked(), undefined, 'the first few debits say nothing')
  await send(bench, await debits(100))
  const rates = await bench.rails.returnRates(bench.scope, bench.connection.id)
  assert.ok(rates.ok)
  const gauge = rates.value.gauges.find(({ name }) => name === 'unauthorized')
  assert.deepEqual(
    [gauge?.rate.denominator, gauge?.rate.numerator, gauge?.state],
    [debits_before + 104n, unauthorized_before + 1n, 'over'],
  )
  assert.equal((await blocked())?.name, 'unauthorized')
})

test('an order is reversed when its reversal settles, and settled again when the reversal comes back', async () => {
  const order = await settledDebit()
  const made = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.ok(made.ok)
  assert.deepEqual(
    [made.value.kind, made.value.purpose, made.value.description, made.value.original],
    ['credit_transfer', 'reversal', 'REVERSAL', order.id],
  )
  const again = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.ok(again.ok)
  assert.equal(again.value.id, made.value.id)
  const before_it = await bench.balance(bench.payer)
  const [reversal] = await send(bench, [made.value])
  await bench.work()
  assert.equal((await one(bench, order)).state, 'reversed')
  assert.equal((await bench.balance(bench.payer)).posted, before_it.posted - 1_234n)
  await say(bench, returned(present(reversal, 'the reversal'), 'R03'))
  await bench.work()
  assert.equal((await one(bench, order)).state, 'settled')
  assert.equal((await bench.balance(bench.payer)).posted, before_it.posted)
})

test('an entry that comes back while its reversal is at the bank is told to a person, and stays returned', async () => {
  const order = await settledDebit()
  const made = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.ok(made.ok)
  const [reversal] = await send(bench, [made.value])
  const before_it = await bench.balance(bench.payer)
  await say(bench, returned(order, 'R01'))
  await bench.work()
  assert.equal((await one(bench, order)).state, 'returned')
  const page = { after: undefined, limit: 10 }
  const notices = (await bench.rails.listBankNotices(bench.scope, { state: 'open' }, page)).filter(
    (notice) => notice.order === order.id,
  )
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ['return_of_reversed'],
  )
  assert.match(
    notices[0]?.because ?? '',
    new RegExp(`its reversal ${made.value.id} is at the bank too: .*R62`),
  )
  await say(bench, returned(present(reversal, 'the reversal'), 'R03'))
  await bench.work()
  // The reversal gave nothing back, and the return counts.
  assert.equal((await one(bench, order)).state, 'returned')
  assert.equal((await bench.balance(bench.payer)).posted, before_it.posted)
})

test('a reversal needs one of Nacha’s mistakes, and its days', async () => {
  const order = await settledDebit()
  const wrong = await bench.rails.reverseOrder(bench.scope, order.id, 'credit_later_than_intended')
  assert.match(failure(wrong), /order_not_reversible: It was no credit/)
  bench.world.advance(20 * DAY_MS)
  const late = await bench.rails.reverseOrder(bench.scope, order.id, 'duplicate')
  assert.match(failure(late), /order_not_reversible: The 5 banking days ended/)
})

test('a stopped payment is sent again only with a new approval', async () => {
  const order = await settledDebit()
  await say(bench, returned(order, 'R08'))
  const refused = await bench.rails.retryOrder(bench.scope, order.id, { ground: null, on: null })
  assert.match(failure(refused), /order_not_retriable: The Receiver stopped it/)
  const made = await bench.rails.retryOrder(bench.scope, order.id, { ground: 'new_approval', on: null })
  assert.ok(made.ok)
  assert.deepEqual(
    [made.value.attempt, made.value.description, made.value.original],
    [1, 'PAYMENT', order.id],
  )
  assert.equal((await one(bench, order)).next, made.value.id)
})

test('a fee is taken once for what lacked funds, after notice, and for nothing else', async () => {
  const order = await settledDebit()
  await say(bench, returned(order, 'R01'))
  const asked = { amount: 2_500, has_notice: true }
  const untold = await bench.rails.chargeReturnFee(bench.scope, order.id, { ...asked, has_notice: false })
  assert.match(failure(untold), /return_fee_not_allowed: The Receiver had no prior notice/)
  const fee = await bench.rails.chargeReturnFee(bench.scope, order.id, asked)
  assert.ok(fee.ok)
  assert.deepEqual(
    [fee.value.purpose, fee.value.description, fee.value.amount],
    ['return_fee', 'RETURN FEE', 2_500],
  )
  const again = await bench.rails.chargeReturnFee(bench.scope, order.id, asked)
  assert.ok(again.ok)
  assert.equal(again.value.id, fee.value.id)
  const other = await settledDebit()
  await say(bench, returned(other, 'R08'))
  assert.match(failure(await bench.rails.chargeReturnFee(bench.scope, other.id, asked)), /Only R01 and R09/)
})

const verify = async (method: 'prenote' | 'micro_entries', bank_account: Id<'bac'>, seed = 'seed') => {
  const begun = await bench.rails.beginVerification(bench.scope, {
    bank_account,
    connection: bench.connection.id,
    account: bench.payer,
    method,
    seed: Buffer.from(`${seed} ${bank_account}`),
  })
  if (!begun.ok) assert.fail(JSON.stringify(begun.error))
  return { view: begun.value, orders: await bench.rails.findOrders(bench.scope, begun.value.orders) }
}
const latest = async (bank_account: Id<'bac'>) =>
  present((await bench.rails.listVerifications(bench.scope, bank_account))[0], 'the verification')

test('a prenote that nobody objects to verifies an account on the third banking day', async () => {
  const bank_account = await openBankAccount(bench)
  const { view, orders } = await verify('prenote', bank_account)
  assert.equal(view.state, 'pending')
  assert.deepEqual(
    orders.map(({ amount, purpose }) => [amount, purpose]),
    [[0, 'prenote']],
  )
  await send(bench, orders)
  assert.equal((await latest(bank_account)).state, 'pending')
  bench.world.advance(8 * DAY_MS)
  assert.equal((await latest(bank_account)).state, 'verified')
})

test('a prenote that comes back says that the account is not good', async () => {
  const bank_account = await openBankAccount(bench)
  const { orders } = await verify('prenote', bank_account)
  const [order] = await send(bench, orders)
  await say(bench, returned(present(order, 'the prenote'), 'R03'))
  assert.equal((await latest(bank_account)).state, 'failed')
})

test('small credits verify an account when its holder names them, with three tries', async () => {
  const good = await openBankAccount(bench)
  const { view, orders } = await verify('micro_entries', good)
  const repeated = await verify('micro_entries', good)
  assert.deepEqual(repeated.view.orders, view.orders)
  const amounts = orders.map(({ amount }) => amount)
  assert.ok(amounts.length === 2 && amounts.every((amount) => amount >= 1 && amount <= 99))
  assert.ok(orders.every(({ description }) => description === 'ACCTVERIFY'))
  const wrong = await bench.rails.confirmVerification(bench.scope, good, [100, 100])
  assert.match(failure(wrong), /verification_wrong_amounts: 2 tries are left/)
  const right = await bench.rails.confirmVerification(bench.scope, good, amounts.toReversed())
  assert.ok(right.ok)
  assert.equal((await latest(good)).state, 'verified')
  const bad = await openBankAccount(bench)
  await verify('micro_entries', bad)
  for (let tries = 0; tries < 3; tries++) await bench.rails.confirmVerification(bench.scope, bad, [100, 100])
  assert.equal((await latest(bad)).state, 'failed')
  const late = await bench.rails.confirmVerification(bench.scope, bad, [100, 100])
  assert.match(failure(late), /verification_not_found/)
})

test('a notice is closed once, with the reason', async () => {
  const order = await settledDebit()
  await say(bench, returned({ ...order, reference: '990000009999999' }, 'R01'))
  const page = { after: undefined, limit: 1 }
  const [notice] = await bench.rails.listBankNotices(bench.scope, { state: 'open' }, page)
  const { id } = present(notice, 'the notice')
  const close = (because: string) => bench.within((scope) => bench.rails.closeBankNotice(scope, id, because))
  const closed = await close('The bank misrouted it: R61.')
  assert.ok(closed.ok)
  const again = await close('Another reason.')
  assert.ok(again.ok)
  assert.equal(again.value.closed_because, 'The bank misrouted it: R61.')
})
