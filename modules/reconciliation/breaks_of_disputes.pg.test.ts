import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId } from '../../kernel/id.ts'
import { dayOf, type Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { DisputeMatch } from './deps.ts'
import { plusDays } from './settlement_rules.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'

const DAY_MS = 86_400_000
const cases = new Map<string, DisputeMatch>()
/** What happens when the acquirer is asked for its disputes. */
let onWatch = async (): Promise<void> => undefined
let desk: Desk
before(async () => {
  desk = await openDesk({
    match: async (_scope, lines) => lines.map((line) => cases.get(line.case_reference)),
    async watch() {
      await onWatch()
      return 0
    },
  })
})
after(() => desk.close())

const day = (): Day => dayOf(desk.world.now())
const shown = async (scope: OpenScope) =>
  (await desk.reconciliation.listBreaks(scope, {}, { after: undefined, limit: 100 })).map(
    ({ type, state, suspended }) => ({ type, state, suspended }),
  )
const assertClean = async (scope: OpenScope): Promise<void> => {
  const proofs = await desk.reconciliation.proofs(scope, {})
  assert.ok(proofs.length > 0)
  assert.ok(proofs.every(({ difference }) => difference === 0n))
}
async function openShop(amount: number) {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const [first] = await desk.happen(scope, merchant, [amount])
  assert.ok(first !== undefined)
  return { scope, merchant, first }
}

/** Books what an acquirer takes for a dispute of this merchant, as disputes do. */
async function bookDispute(scope: OpenScope, merchant: Id<'mer'>, name: string, amount: number) {
  const plan = desk.deps.payments.ledgerAccounts
  const available = plan.merchant(scope.tenant_id, merchant, 'available', 'EUR')
  await desk.deps.payments.parties.ensureAccounts(scope, [available])
  const transfer = newId('trf', desk.world)
  await desk.bench.test.test_ledger.ledger.post(scope, [
    {
      kind: 'single',
      id: transfer,
      code: 'dispute_funds',
      amount,
      currency: 'EUR',
      debit_account: available.id,
      credit_account: plan.acquirer(scope.tenant_id, desk.account.id, 'EUR').id,
    },
  ])
  cases.set(name, { dispute: newId('dsp', desk.world), transfer })
}
const chargeback = (of: Parameters<Desk['line']>[0], case_reference: string, amount: number) =>
  desk.line(of, { kind: 'chargeback', case_reference, amount, fees: [0, 0, 0] })

test('a chargeback that a dispute has booked settles its claim; one that nobody knows is a break', async () => {
  const { scope, merchant, first } = await openShop(1_000)
  await bookDispute(scope, merchant, 'CASE1', 400)
  desk.ready(
    day(),
    desk.report([desk.line(first), chargeback(first, 'CASE1', -400), chargeback(first, 'CASE2', -70)]),
  )
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [{ type: 'dispute_unknown', state: 'open', suspended: -70n }])
  const { receivable, suspense, pending } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense, pending }, { receivable: 0n, suspense: -70n, pending: 0n })
  await assertClean(scope)
})

test('a report that names a dispute before we heard of it has the acquirer asked, and nothing is amiss', async (t) => {
  const { scope, merchant, first } = await openShop(1_000)
  onWatch = () => bookDispute(scope, merchant, 'CASE3', 300)
  t.after(() => {
    onWatch = async () => undefined
  })
  desk.ready(day(), desk.report([desk.line(first), chargeback(first, 'CASE3', -300)]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  const { receivable, suspense } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense }, { receivable: 0n, suspense: 0n })
  await assertClean(scope)
})

test('a dispute that becomes known after its line explains it: what was put aside is settled, once', async (t) => {
  const { scope, merchant, first } = await openShop(1_000)
  onWatch = () => Promise.reject(new Error('the acquirer does not answer'))
  t.after(() => {
    onWatch = async () => undefined
  })
  const lines = [desk.line(first), chargeback(first, 'CASE4', -300), chargeback(first, 'CASE4', -300)]
  desk.ready(day(), desk.report(lines))
  await desk.run(scope)
  assert.equal((await desk.balances(scope, merchant)).suspense, -600n)
  await bookDispute(scope, merchant, 'CASE4', 300)
  await assertClean(scope)
  await desk.run(scope, plusDays(day(), 1))
  await desk.run(scope, plusDays(day(), 2))
  // The acquirer named it twice: one of the lines is still unexplained.
  assert.deepEqual(await shown(scope), [
    { type: 'dispute_unknown', state: 'resolved', suspended: -300n },
    { type: 'dispute_unknown', state: 'open', suspended: -300n },
  ])
  const { receivable, suspense } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense }, { receivable: 0n, suspense: -300n })
  await assertClean(scope)
})

test('what was taken for unknown and for missing until now is explained as a whole', async () => {
  const { scope, merchant, first } = await openShop(1_000)
  await bookDispute(scope, merchant, 'CASE5', 300)
  const known = cases.get('CASE5')
  cases.delete('CASE5')
  desk.ready(day(), desk.report([desk.line(first), chargeback(first, 'CASE5', -300)]))
  await desk.run(scope)
  desk.world.advance(7 * DAY_MS)
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'dispute_unknown', state: 'open', suspended: -300n },
    { type: 'missing_line', state: 'open', suspended: 0n },
  ])
  if (known !== undefined) cases.set('CASE5', known)
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ state }) => state),
    ['resolved', 'resolved'],
  )
  const { receivable, suspense } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense }, { receivable: 0n, suspense: 0n })
  await assertClean(scope)
})
