import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../../kernel/id.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import { followFile } from './follow_file.ts'
import { moveOrders } from './move_orders.ts'
import { type OrderBench, openBankAccount, openOrderBench } from './orders_testing.ts'
import { finalityOf, type PaymentOrder } from './payment_order.ts'
import type { NewOrder } from './create_orders.ts'
import type { OrderMove } from './decide_move.ts'

let bench: OrderBench
before(async () => {
  bench = await openOrderBench(41n)
})
after(() => bench.close())

const deps = () => ({
  db: bench.database.db,
  world: bench.world,
  audit: { append: async () => undefined } as never,
  ledger: bench.ledger,
  log: { error: () => undefined },
  sealer: {} as never,
  follow: followFile,
})
const move = (...moves: readonly OrderMove[]) => moveOrders(deps(), bench.scope, moves)
const through = async (id: PaymentOrder['id'], ...events: readonly OrderMove['event'][]) => {
  for (const event of events) {
    const { moved } = await move({ id, event })
    assert.equal(moved.length, 1, event)
  }
}
const now = async (id: PaymentOrder['id']): Promise<PaymentOrder> => {
  const found = await bench.rails.findOrder(bench.scope, id)
  if (!found.ok) assert.fail(found.error.code)
  return found.value
}
const spendable = async () => (await bench.balance(bench.payer)).available
const refusal = async (...orders: readonly NewOrder[]) => {
  const made = await bench.rails.createOrders(bench.scope, orders)
  assert.ok(!made.ok)
  return made.error
}

test('a payment sets its money aside when it is ordered, and moves it when it settles', async () => {
  const before_ = await spendable()
  const [order] = await bench.make(bench.order({ amount: 10_000 }))
  assert.ok(order !== undefined)
  assert.equal(order.state, 'scheduled')
  assert.ok(order.file_cutoff_at !== null && order.settles_at > order.file_cutoff_at)
  assert.equal(await spendable(), before_ - 10_000n)
  const posted = (await bench.balance(bench.payer)).posted
  await through(order.id, 'submit', 'deliver', 'settle')
  const settled = await now(order.id)
  assert.equal(settled.state, 'settled')
  assert.equal((await bench.balance(bench.payer)).posted, posted - 10_000n)
  assert.equal(finalityOf(settled, bench.world.now()).state, 'provisional')
  assert.ok(settled.dispute_closes_at !== null)
  assert.equal(finalityOf(settled, settled.dispute_closes_at).state, 'final')
})

test('what was set aside is free again when an order is cancelled or rejected', async () => {
  const before_ = await spendable()
  const [one, two] = await bench.make(bench.order(), bench.order())
  assert.ok(one !== undefined && two !== undefined)
  assert.ok((await bench.rails.cancelOrder(bench.scope, one.id, 'not needed')).ok)
  assert.ok((await bench.rails.cancelOrder(bench.scope, one.id, 'not needed')).ok, 'a repeat is fine')
  await through(two.id, 'submit', 'reject')
  assert.equal(await spendable(), before_)
  const late = await bench.rails.cancelOrder(bench.scope, two.id, 'too late')
  assert.equal(late.ok ? '' : late.error.code, 'payment_order_state')
})

test('a payment that comes back gives its owner the money; one whose return is taken back takes it again', async () => {
  const before_ = await spendable()
  const [order] = await bench.make(bench.order({ amount: 500 }))
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'deliver', 'settle')
  await move({ id: order.id, event: 'return', reason_code: 'R03', next_action: 'NEW_DETAILS' })
  assert.equal(await spendable(), before_)
  assert.equal((await now(order.id)).reason_code, 'R03')
  await through(order.id, 'restore')
  assert.equal(await spendable(), before_ - 500n)
  const again = await move({ id: order.id, event: 'settle' })
  assert.equal(again.moved.length, 0, 'what is settled does not settle twice')
})

test('an owner who has nothing left does not stop a return: the shortfall account bears it, and a person looks', async () => {
  const poor = await bench.within((tx) =>
    bench.ledger.createAccounts(tx, [
      {
        id: newId('acc', bench.world),
        currency: 'USD',
        normal_side: 'credit',
        path: 'customers:poor',
        floor: 0n,
      },
    ]),
  )
  assert.ok(poor.ok)
  const account = poor.value[0]?.id ?? bench.payer
  const mandate = await bench.mandate()
  const [order] = await bench.make(
    bench.order({ kind: 'direct_debit', mandate, account, amount: 700, releases_after: false }),
  )
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'deliver', 'settle')
  assert.equal((await bench.balance(account)).available, 700n)
  const spent = await bench.ledger.post(bench.scope, [
    {
      kind: 'single',
      id: newId('trf', bench.world),
      code: 'spending',
      debit_account: account,
      credit_account: bench.payer,
      amount: 600,
      currency: 'USD',
    },
  ])
  assert.equal(spent[0]?.result, 'posted')
  await through(order.id, 'return')
  const returned = await now(order.id)
  assert.equal(returned.funds, 'shortfall')
  assert.equal(returned.needs_review, true)
  assert.equal((await bench.balance(bench.connection.shortfall_account)).posted, 700n)
  await through(order.id, 'restore')
  assert.equal((await bench.balance(bench.connection.shortfall_account)).posted, 0n)
  assert.equal((await now(order.id)).funds, 'account')
})

test('collected money is free only when its window has closed', async () => {
  const mandate = await bench.mandate()
  const free = await spendable()
  const [order] = await bench.make(
    bench.order({ kind: 'direct_debit', mandate, amount: 900, releases_after: true }),
  )
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'deliver', 'settle')
  assert.equal((await now(order.id)).funds, 'uncleared')
  assert.equal(await spendable(), free)
  assert.equal((await bench.balance(bench.connection.uncleared_account)).posted, 900n)
  await through(order.id, 'return')
  assert.equal((await bench.balance(bench.connection.uncleared_account)).posted, 0n)
})

test('orders are made all or none, and every fault is told by its field', async () => {
  const free = await spendable()
  const other = await openBankAccount(bench, '87654321', 'Grace Hopper')
  const error = await refusal(
    bench.order(),
    bench.order({ kind: 'direct_debit' }),
    bench.order({ rail: 'sepa' }),
    bench.order({ bank_account: newId('bac', bench.world) }),
    bench.order({ kind: 'direct_debit', mandate: await bench.mandate(), bank_account: other }),
    bench.order({ amount: 0 }),
  )
  assert.equal(error.code, 'payment_order_not_valid')
  const params = (error.errors ?? []).map(({ param }) => param)
  for (const param of [
    'orders[1].mandate',
    'orders[2].rail',
    'orders[3].bank_account',
    'orders[4].bank_account',
    'orders[5].amount.value',
  ])
    assert.ok(params.includes(param), `${param} of ${params.join(' ')}`)
  assert.ok(!params.some((param) => param.startsWith('orders[0]')))
  assert.equal(await spendable(), free)
})

test('money that is not there cannot be ordered', async () => {
  const error = await refusal(bench.order({ amount: 9_000_000_000 }), bench.order())
  assert.equal(error.code, 'payment_order_not_covered')
  assert.equal(error.errors?.[0]?.param, 'orders[0].account')
})

test('a repeat answers the orders that there are; another content under the same id is refused', async () => {
  const asked = bench.order()
  const [first] = await bench.make(asked)
  const free = await spendable()
  const [second] = await bench.make(asked)
  assert.deepEqual(second, first)
  assert.equal(await spendable(), free)
  assert.equal((await refusal({ ...asked, amount: 99 })).code, 'payment_order_differs')
  const taken = await refusal(bench.order({ end_to_end_id: asked.end_to_end_id }))
  assert.equal(taken.code, 'end_to_end_id_taken')
})

test('an account that was agreed to on the internet is validated before its first debit, and not again', async () => {
  const bank_account = await openBankAccount(bench, '55555555', 'Alan Turing')
  const debit = (mandate: Awaited<ReturnType<OrderBench['mandate']>>) =>
    bench.order({ kind: 'direct_debit', bank_account, mandate })
  const unproven = await bench.mandate({ bank_account, sec_code: 'WEB', proof: 'web_form' })
  const error = await refusal(debit(unproven))
  assert.equal(error.errors?.[0]?.param, 'orders[0].bank_account')
  const proven = await bench.mandate({ bank_account, sec_code: 'WEB' })
  const [order] = await bench.make(debit(proven))
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'deliver', 'settle')
  assert.equal((await bench.make(debit(unproven))).length, 1)
})

test('two who make the same orders at the same time make them once', async () => {
  const free = await spendable()
  const asked = Array.from({ length: 20 }, () => bench.order({ amount: 10 }))
  const both = await Promise.all([bench.make(...asked), bench.make(...asked)])
  assert.deepEqual(both[0], both[1])
  assert.equal(await spendable(), free - 200n)
})

test('each state that callers wait for is told once, and the timeline says what happened', async () => {
  const [order] = await bench.make(bench.order())
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'lose', 'deliver', 'settle', 'return')
  const { db } = bench.database
  const { tenant_id } = bench.scope
  const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 1_000))
  const told = feed.filter(({ object_id }) => object_id === order.id).map(({ type }) => type)
  assert.deepEqual(told, [
    'rails.payment_order_scheduled',
    'rails.payment_order_unknown',
    'rails.payment_order_submitted',
    'rails.payment_order_settled',
    'rails.payment_order_returned',
  ])
  const steps = await bench.rails.listOrderSteps(bench.scope, order.id)
  assert.deepEqual(steps.ok ? steps.value.map(({ event }) => event) : [], [
    'submit',
    'lose',
    'deliver',
    'settle',
    'return',
  ])
})

test('two who move one order at the same time move it once', async () => {
  const [order] = await bench.make(bench.order())
  assert.ok(order !== undefined)
  await through(order.id, 'submit', 'deliver')
  const both = await Promise.all([
    move({ id: order.id, event: 'settle' }),
    move({ id: order.id, event: 'settle' }),
  ])
  assert.deepEqual(
    both.map(({ moved }) => moved.length).toSorted((a, b) => a - b),
    [0, 1],
  )
})

test('a thousand orders are made, moved and settled at once, and the books balance', async () => {
  const many = Array.from({ length: 1_000 }, () => bench.order({ amount: 1 }))
  const made = await bench.make(...many)
  assert.equal(made.length, 1_000)
  const ids = made.map(({ id }) => id)
  for (const event of ['submit', 'deliver', 'settle'] as const) {
    const { moved } = await move(...ids.map((id) => ({ id, event })))
    assert.equal(moved.length, 1_000)
  }
  const proof = await bench.ledger.prove(bench.scope)
  assert.equal(proof.holds, true)
})
