import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId } from '../../kernel/id.ts'
import { dayOf, type Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Break } from './break.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'

const DAY_MS = 86_400_000
let desk: Desk
before(async () => {
  desk = await openDesk()
})
after(() => desk.close())

const day = (): Day => dayOf(desk.world.now())
const breaksOf = (scope: OpenScope): Promise<Break[]> =>
  desk.reconciliation.listBreaks(scope, {}, { after: undefined, limit: 100 })
const isClean = async (scope: OpenScope): Promise<boolean> =>
  (await desk.reconciliation.proofs(scope, {})).every(({ difference }) => difference === 0n)
async function openShop(amounts: readonly number[]) {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const [first] = await desk.happen(scope, merchant, amounts)
  assert.ok(first !== undefined)
  return { scope, merchant, first }
}

type Closed = Awaited<ReturnType<Desk['reconciliation']['writeOffBreak']>>
const close = (
  scope: OpenScope,
  fn: (inner: Parameters<Desk['reconciliation']['resolveBreak']>[0]) => Promise<Closed>,
) => desk.bench.test.inside(scope, fn)
async function lossAccount(scope: OpenScope): Promise<Id<'acc'>> {
  const [account] = await desk.bench.test.test_ledger.open(scope, {
    currency: 'EUR',
    normal_side: 'debit',
    path: 'losses:cards',
  })
  assert.ok(account !== undefined)
  return account.id
}

test('a loss that we bear is written off to our account, and the merchant gets the rest of its money', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first, { amount: 940, fees: [0, 0, 0] })]))
  await desk.run(scope)
  const [one] = await breaksOf(scope)
  assert.ok(one !== undefined)
  const ledger_account = await lossAccount(scope)
  const note = 'Not worth a letter.'
  const early = await close(scope, (inner) => desk.reconciliation.resolveBreak(inner, one.id, note))
  assert.equal(early.ok ? '' : early.error.code, 'break_holds_money')
  const done = await close(scope, (inner) =>
    desk.reconciliation.writeOffBreak(inner, one.id, { note, ledger_account }),
  )
  assert.ok(done.ok)
  assert.equal(done.value.state, 'written_off')
  assert.equal(done.value.closed_by, scope.actor.id)
  const { suspense, pending, available } = await desk.balances(scope, merchant)
  assert.deepEqual({ suspense, pending, available }, { suspense: 0n, pending: 0n, available: 1_000n })
  const loss = await desk.bench.test.test_ledger.ledger.balance(scope, ledger_account)
  assert.equal(loss.ok ? loss.value.posted : 0n, 60n)
  const again = await close(scope, (inner) =>
    desk.reconciliation.writeOffBreak(inner, one.id, { note, ledger_account }),
  )
  assert.equal(again.ok ? '' : again.error.code, 'break_closed')
})

test('a line that never comes can be written off to the merchant, and is a duplicate if it comes after all', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.world.advance(6 * DAY_MS)
  await desk.run(scope)
  const [one] = await breaksOf(scope)
  assert.ok(one !== undefined)
  const ledger_account = desk.deps.payments.ledgerAccounts.merchant(
    scope.tenant_id,
    merchant,
    'pending',
    'EUR',
  ).id
  const done = await close(scope, (inner) =>
    desk.reconciliation.writeOffBreak(inner, one.id, { note: 'The merchant agreed.', ledger_account }),
  )
  assert.ok(done.ok)
  const { receivable, pending, available } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, pending, available }, { receivable: 0n, pending: 0n, available: 0n })
  desk.ready(day(), desk.report([desk.line(first, { fees: [0, 0, 0] })]))
  await desk.run(scope)
  assert.equal((await breaksOf(scope)).find(({ state }) => state === 'open')?.type, 'duplicate_line')
  assert.equal((await desk.balances(scope, merchant)).suspense, 1_000n)
  assert.ok(await isClean(scope))
})

test('an account that the ledger refuses leaves the break open', async () => {
  const { scope, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first, { amount: 900, fees: [0, 0, 0] })]))
  await desk.run(scope)
  const [one] = await breaksOf(scope)
  assert.ok(one !== undefined)
  const nobody = newId('acc', desk.world)
  class Undone extends Error {}
  let code = ''
  await close(scope, async (inner) => {
    const done = await desk.reconciliation.writeOffBreak(inner, one.id, { note: 'x', ledger_account: nobody })
    code = done.ok ? '' : done.error.code
    throw new Undone()
  }).catch((error: unknown) => assert.ok(error instanceof Undone))
  assert.equal(code, 'write_off_refused')
  assert.equal((await breaksOf(scope))[0]?.state, 'open')
})
