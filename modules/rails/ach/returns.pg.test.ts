// Goal: what a bank says of our entries is booked once, and what its codes ask for is done.
// Method: orders of the spine, files written with the codec, the real database and ledger.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Id } from '../../../kernel/id.ts'
import { openBankAccount, openOrderBench, type OrderBench } from '../payment_orders/orders_testing.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import {
  contested,
  depsOf,
  dishonored,
  fileOf,
  now,
  one,
  read,
  receive,
  returned,
  say,
  send,
} from './ach_testing.ts'
import { readAchFile } from './read_ach_file.ts'
import { listNotices } from './store_notices.ts'

let bench: OrderBench
before(async () => {
  bench = await openOrderBench(71n)
})
after(() => bench.close())

/** Collections from an account of their own, which their returns may freeze. */
const debits = async (count: number) => {
  const bank_account = await openBankAccount(bench)
  const mandate = await bench.mandate({ bank_account })
  return bench.make(
    ...Array.from({ length: count }, () => bench.order({ kind: 'direct_debit', bank_account, mandate })),
  )
}
const posted = async () => (await bench.balance(bench.payer)).posted
const notices = async (file?: Id<'fil'>) => {
  const { tenant_id } = bench.scope
  const found = await bench.within(({ db }) =>
    listNotices(db, tenant_id, {}, { after: undefined, limit: 100 }),
  )
  return file === undefined ? found : found.filter((notice) => notice.file === file)
}
const kindsOf = async (text: string): Promise<readonly string[]> => {
  const file = await receive(bench, text)
  await read(bench, file)
  return (await notices(file.id)).map(({ kind }) => kind)
}
const next = async (order: PaymentOrder): Promise<PaymentOrder> => {
  const found = await bench.rails.findOrders(bench.scope, [(await one(bench, order)).next as Id<'por'>])
  return found[0] as PaymentOrder
}

test('a debit that came back for want of funds is booked back and tried again, as RETRY PYMT', async () => {
  const before_it = await posted()
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  const end = await say(bench, returned(order, 'R01'))
  assert.equal(end.state, 'loaded')
  const after_it = await one(bench, order)
  assert.deepEqual(
    [after_it.state, after_it.reason_code, after_it.next_action, after_it.needs_review],
    ['returned', 'R01', 'RETRY_NSF', false],
  )
  assert.deepEqual(await posted(), before_it)
  const retry = await next(order)
  assert.deepEqual(
    [retry.attempt, retry.description, retry.original, retry.amount, retry.state],
    [2, 'RETRY PYMT', order.id, order.amount, 'scheduled'],
  )
})

test('a third attempt is the last', async () => {
  const [first] = await send(bench, await debits(1))
  assert.ok(first)
  await say(bench, returned(first, 'R01'))
  const [second] = await send(bench, [await next(first)])
  assert.ok(second)
  await say(bench, returned(second, 'R09'))
  const [third] = await send(bench, [await next(second)])
  assert.ok(third)
  assert.deepEqual([third.attempt, third.original], [3, first.id])
  await say(bench, returned(third, 'R01'))
  const last = await one(bench, third)
  assert.deepEqual([last.state, last.next, last.needs_review], ['returned', null, true])
  assert.match(last.because ?? '', /2 reinitiations are used up/)
})

test('an entry that comes back before it settled here has settled', async () => {
  const [order] = await send(bench, await debits(1), { is_settled: false })
  assert.ok(order)
  await say(bench, returned(order, 'R08'))
  const steps = await bench.rails.listOrderSteps(bench.scope, order.id)
  assert.ok(steps.ok)
  assert.deepEqual(
    steps.value.map(({ event }) => event),
    ['submit', 'deliver', 'settle', 'return'],
  )
})

test('a revoked authorisation revokes the mandate, and an unknown account asks for other details', async () => {
  const [one_debit, other] = await send(bench, await debits(2))
  assert.ok(one_debit && other)
  await say(bench, returned(one_debit, 'R07'), returned(other, 'R03'))
  const found = await bench.rails.findMandate(bench.scope, one_debit.mandate as Id<'man'>)
  assert.ok(found.ok)
  assert.equal(found.value.state, 'revoked')
  const account = await bench.rails.findBankAccount(bench.scope, one_debit.bank_account)
  assert.ok(account.ok)
  assert.equal(account.value.state, 'needs_details')
})

test('a payment that comes back gives the money back', async () => {
  const before_it = await posted()
  const [order] = await send(bench, await bench.make(bench.order()))
  assert.ok(order)
  assert.equal(await posted(), before_it - 1_234n)
  await say(bench, returned(order, 'R06'))
  assert.deepEqual(await posted(), before_it)
})

test('a file that is read twice, or that a run died over, moves nothing twice', async () => {
  const orders = await send(bench, await debits(3))
  const text = await fileOf(bench, [
    ...orders.map((order) => returned(order, 'R01')),
    returned(orders[0] as PaymentOrder, 'R01'),
  ])
  const file = await receive(bench, text)
  await read(bench, file)
  const before_it = { orders: await now(bench, orders), notices: await notices(), balance: await posted() }
  await read(bench, file)
  assert.deepEqual(
    { orders: await now(bench, orders), notices: await notices(), balance: await posted() },
    before_it,
  )
  assert.deepEqual(
    (await notices(file.id)).map(({ kind }) => kind),
    ['duplicate_return'],
  )
})

test('a dishonoured return stands again, and a contested one is gone again', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  const settled = await posted()
  const file = await receive(bench, await fileOf(bench, [returned(order, 'R10')]))
  await read(bench, file)
  await say(bench, dishonored(order, 'R68'))
  assert.equal((await one(bench, order)).state, 'settled')
  assert.deepEqual(await posted(), settled)
  // The first file once more: what it said was heard.
  await read(bench, file)
  assert.equal((await one(bench, order)).state, 'settled')
  await say(bench, contested(order, 'R73'))
  const end = await one(bench, order)
  assert.deepEqual([end.state, end.reason_code, end.next_action], ['returned', 'R73', 'ACCEPT_LOSS'])
})

test('a second return of an order is for a person, with the right to dishonour it', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  await say(bench, returned(order, 'R02'))
  const file = await receive(bench, await fileOf(bench, [returned(order, 'R03')]))
  await read(bench, file)
  const [notice] = await notices(file.id)
  assert.equal(notice?.kind, 'duplicate_return')
  assert.match(notice?.because ?? '', /R67 until 20/)
})

test('a return that came too late is booked all the same, and can be sent back', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  bench.world.advance(20 * 86_400_000)
  const kinds = await kindsOf(await fileOf(bench, [returned(order, 'R01')]))
  assert.deepEqual(kinds, ['untimely_return'])
  assert.equal((await one(bench, order)).state, 'returned')
})

test('what fits no order is a notice and never a crash', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  const [waiting] = await debits(1)
  assert.ok(waiting)
  const stranger = { ...order, reference: '990000007777777' }
  const kinds = await kindsOf(
    await fileOf(bench, [
      returned(stranger, 'R01'),
      returned({ ...order, amount: 99 }, 'R01'),
      contested(order, 'R72'),
    ]),
  )
  assert.deepEqual(kinds.toSorted(), ['amount_differs', 'contested_return', 'unknown_trace'])
  assert.equal((await one(bench, order)).state, 'settled')
})

test('an unknown code is booked and goes to a person', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  await say(bench, returned(order, 'R48'))
  const end = await one(bench, order)
  assert.deepEqual(
    [end.state, end.reason_code, end.next_action, end.needs_review],
    ['returned', 'R48', 'OPS_REVIEW', true],
  )
})

test('a record that cannot be read is a fault, and the rest is applied', async () => {
  const [good, bad] = await send(bench, await debits(2))
  assert.ok(good && bad)
  const text = await fileOf(bench, [returned(bad, 'R01'), returned(good, 'R01')])
  const lines = text.split('\n')
  const line = lines.findIndex((each) => each.startsWith('799') || each.startsWith('626'))
  lines[line] = `${(lines[line] ?? '').slice(0, 29)}XXXXXXXXXX${(lines[line] ?? '').slice(39)}`
  const end = await read(bench, await receive(bench, lines.join('\n')))
  assert.equal(end.state, 'quarantined')
  assert.ok(end.faults.some(({ severity }) => severity === 'refused'))
  assert.equal((await one(bench, good)).state, 'returned')
  assert.equal((await one(bench, bad)).state, 'settled')
})

test('forty returns take as many transactions as one', async () => {
  const transactionsOf = async (count: number): Promise<number> => {
    const orders = await send(bench, await debits(count))
    const text = await fileOf(
      bench,
      orders.map((order) => returned(order, 'R01')),
    )
    const file = await receive(bench, text)
    let transactions = 0
    const { db, ...deps } = depsOf(bench)
    const counting: typeof db = {
      ...db,
      withTenant(tenant_id, fn) {
        transactions++
        return db.withTenant(tenant_id, fn)
      },
    }
    await readAchFile({ ...deps, db: counting }, bench.scope, bench.connection, file)
    const states = new Set(
      (await now(bench, orders)).map(({ state, next: retry }) => `${state} ${retry !== null}`),
    )
    assert.deepEqual([...states], ['returned true'])
    return transactions
  }
  const few = await transactionsOf(1)
  assert.equal(await transactionsOf(40), few)
  // Two for the file's pieces, one to look, one to move, one to order what is tried again.
  assert.equal(few, 5)
})

test('a run that died before it ordered the next attempt is made good by the next one', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  const file = await receive(bench, await fileOf(bench, [returned(order, 'R01')]))
  const { id } = order
  const move = { id, event: 'return', reason_code: 'R01', next_action: 'RETRY_NSF', file: file.id } as const
  await moveOrders(depsOf(bench), bench.scope, [move])
  assert.equal((await one(bench, order)).next, null)
  await read(bench, file)
  const retry = await next(order)
  assert.deepEqual([retry.attempt, retry.state], [2, 'scheduled'])
  await read(bench, file)
  assert.equal((await next(order)).id, retry.id)
})

test('what cannot be tried again is left to a person, with the reason', async () => {
  const [order] = await send(bench, await debits(1))
  assert.ok(order)
  await bench.within((scope) =>
    bench.rails.changeMandate(scope, order.mandate as Id<'man'>, { event: 'revoke', because: 'a test' }),
  )
  await say(bench, returned(order, 'R01'))
  const end = await one(bench, order)
  assert.deepEqual([end.state, end.next, end.needs_review], ['returned', null, true])
  assert.match(end.because ?? '', /It is not tried again: mandate is revoked/)
})
