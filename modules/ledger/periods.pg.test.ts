import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import type { NewPeriod, Period } from './period.ts'
import { type TestLedger, testLedger, valueOf } from './testing/test_ledger.ts'

// The world stands at the beginning of 2026-01-01.
let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

const close = (
  scope: OpenScope,
  through: string,
  more: Partial<NewPeriod> = {},
): Promise<Result<Period, Failure>> =>
  t.transact(scope, (inner) =>
    t.ledger.closePeriod(inner, { id: newId('per', t.world), closed_through: through as Day, ...more }),
  )
const code = (result: Result<unknown, Failure>): string => (result.ok ? 'ok' : result.error.code)

test('days that are over can be closed, ever later, and the closings are listed', async () => {
  const scope = await t.newScope()
  const first = valueOf(await close(scope, '2025-11-30', { description: 'November' }))
  assert.equal(first.closed_before, null)
  const second = valueOf(await close(scope, '2025-12-31'))
  assert.equal(second.closed_before, '2025-11-30')
  assert.deepEqual(await t.ledger.listPeriods(scope, { before: undefined, limit: 10 }), [second, first])
  assert.deepEqual(await t.ledger.listPeriods(scope, { before: second.closed_through, limit: 10 }), [first])
  const facts = await t.facts(scope)
  assert.deepEqual(
    facts.map(({ type, body }) => [type, body['closed_through'], body['closed_before']]),
    [
      ['ledger.period_closed', '2025-11-30', null],
      ['ledger.period_closed', '2025-12-31', '2025-11-30'],
    ],
  )
})

test('today, the future and what is closed already are refused, and tell nothing', async () => {
  const scope = await t.newScope()
  assert.deepEqual(
    [code(await close(scope, '2026-01-01')), code(await close(scope, '2027-01-01'))],
    ['period_not_over', 'period_not_over'],
  )
  await close(scope, '2025-12-10')
  assert.deepEqual(
    [code(await close(scope, '2025-12-10')), code(await close(scope, '2025-12-09'))],
    ['period_already_closed', 'period_already_closed'],
  )
  assert.equal((await t.facts(scope)).length, 1)
})

test('a repeat returns the closing, other content under its id is refused', async () => {
  const scope = await t.newScope()
  const id = newId('per', t.world)
  const first = valueOf(await close(scope, '2025-12-10', { id }))
  assert.deepEqual(valueOf(await close(scope, '2025-12-10', { id })), first)
  assert.equal(code(await close(scope, '2025-12-11', { id })), 'period_differs')
  assert.equal(code(await close(scope, '2025-12-10', { id, description: 'x' })), 'period_differs')
})

test('a closed day takes no more entries; the days around it do', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  const post = async (day: string): Promise<string> =>
    (await t.ledger.post(scope, [t.move(a, b, { effective_on: day as Day })]))[0]?.result ?? ''
  assert.equal(await post('2025-12-10'), 'posted')
  await close(scope, '2025-12-10')
  assert.deepEqual(
    [await post('2025-12-10'), await post('2025-01-01'), await post('2025-12-11'), await post('2026-02-01')],
    ['period_closed', 'period_closed', 'posted', 'posted'],
  )
  assert.equal((await t.ledger.post(scope, [t.move(a, b)]))[0]?.result, 'posted')
})

test('while the books are closed under load, nothing slips in behind the closing', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  const day = '2025-12-10' as Day
  const posts = Array.from({ length: 40 }, async (_, index) => {
    await Promise.resolve()
    const order = t.move(a, b, { effective_on: index % 2 === 0 ? day : ('2025-12-11' as Day) })
    return { day: order.effective_on, result: (await t.ledger.post(scope, [order]))[0]?.result }
  })
  const closing = await close(scope, day)
  assert.equal(code(closing), 'ok')
  const late = await t.ledger.post(scope, [t.move(a, b, { effective_on: day })])
  assert.equal(late[0]?.result, 'period_closed')
  for (const { day: on, result } of await Promise.all(posts)) if (on !== day) assert.equal(result, 'posted')
  // In the order of the feed no batch behind the closing holds an entry of the closed day.
  const { rows } = await t.database.admin.query<{ slipped: string }>(
    `select count(*) as slipped from platform.outbox o
       join ledger.transfer x on x.tenant_id = o.tenant_id and x.id = any (o.refs)
     where o.tenant_id = $1 and x.result = 0 and x.effective_on <= $2
       and o.seq > (select seq from platform.outbox where tenant_id = $1 and type = 'ledger.period_closed')`,
    [scope.tenant_id, day],
  )
  assert.deepEqual(rows, [{ slipped: '0' }])
})

test('two closings at once are put in order: one holds, the other sees it', async () => {
  const scope = await t.newScope()
  const results = await Promise.all([
    close(scope, '2025-12-10'),
    close(scope, '2025-12-10'),
    close(scope, '2025-12-10'),
  ])
  assert.deepEqual(results.map(code).sort(), ['ok', 'period_already_closed', 'period_already_closed'])
})

test('closing is one statement, and one more to read it back', async () => {
  const scope = await t.newScope()
  const seen = await t.roundTrips(() => close(scope, '2025-12-10'))
  assert.deepEqual(seen, { lane: 0, transactions: 1, statements: 2 })
})
