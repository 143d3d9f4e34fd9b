import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../../kernel/id.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import { openBankAccount } from '../../rails/testing.ts'
import { openPayoutBench, type PayoutBench } from '../payouts_testing.ts'
import { payoutJson } from './payout.ts'

let bench: PayoutBench
before(async () => {
  bench = await openPayoutBench(51n)
})
after(() => bench.close())

const refusal = async (more: Parameters<PayoutBench['ask']>[0], scope = bench.scope) => {
  const made = await bench.payouts.createPayout(scope, bench.ask(more))
  return made.ok ? assert.fail('it was made') : made.error
}
const told = async (): Promise<string[]> => {
  const { tenant_id } = bench.scope
  const facts = await bench.database.db.withTenant(tenant_id, (db) => readFeed(db, tenant_id, 0n, 500))
  return facts.map(({ type }) => type)
}

test('a payout sets its money aside at once, and the hold of its order takes that place', async () => {
  const free = await bench.spendable()
  const { id, state, hold, rail } = await bench.make({ amount: 7_000 })
  assert.deepEqual([state, rail], ['approved', 'ach'])
  assert.ok(hold !== null)
  assert.equal(await bench.spendable(), free - 7_000n)
  await bench.drain()
  const ordered = await bench.read(id)
  assert.deepEqual([ordered.state, ordered.attempts, ordered.hold], ['ordered', 1, null])
  assert.equal(await bench.spendable(), free - 7_000n, 'held once, not twice and not at no time')
  const held = await bench.ledger.findTransfer(bench.scope, hold)
  assert.equal(held?.hold?.state, 'voided')
  const [order] = await bench.rails.findOrders(bench.scope, [ordered.order ?? newId('por', bench.world)])
  assert.deepEqual([order?.amount, order?.metadata], [7_000, { payout: id }])
})

test('money that is held to the last cent can still be ordered', async () => {
  const free = await bench.spendable()
  const payout = await bench.make({ amount: Number(free) })
  assert.equal(await bench.spendable(), 0n)
  await bench.drain()
  assert.equal((await bench.read(payout.id)).state, 'ordered')
  assert.equal(await bench.spendable(), 0n)
  assert.ok((await bench.payouts.cancelPayout(bench.scope, payout.id, 'a test')).ok)
  assert.equal(await bench.spendable(), free)
})

test('what is not there is not paid out, and nothing is left behind', async () => {
  const free = await bench.spendable()
  const { code, detail } = await refusal({ amount: Number(free) + 1 })
  assert.equal(code, 'payout_not_covered')
  assert.match(detail ?? '', /debit_insufficient_funds/)
  assert.equal(await bench.spendable(), free)
})

test('a payout follows its order: it settles, comes back with the reason, and its money is on the account', async () => {
  const free = await bench.spendable()
  const { id } = await bench.make({ amount: 900 })
  await bench.drain()
  await bench.happen(id, 'submit', 'deliver', 'settle')
  await bench.hear()
  const settled = await bench.read(id)
  assert.equal(settled.state, 'settled')
  assert.equal(payoutJson(settled, bench.world.now()).finality.state, 'provisional')
  assert.equal(payoutJson(settled, settled.reversible_until ?? bench.world.now()).finality.state, 'final')
  await bench.happen(id, { event: 'return', reason_code: 'R03', because: 'No account.' })
  await bench.hear()
  const failed = await bench.read(id)
  assert.deepEqual([failed.state, failed.reason_code], ['failed', 'R03'])
  assert.equal(await bench.spendable(), free)
  await bench.happen(id, 'restore')
  await bench.hear()
  assert.equal((await bench.read(id)).state, 'settled')
  assert.equal(await bench.spendable(), free - 900n)
  const events = await told()
  assert.equal(events.filter((type) => type === 'payouts.payout_settled').length, 2)
})

test('settled and come back in one delivery: both are heard, in their order', async () => {
  const { id } = await bench.make()
  await bench.drain()
  await bench.happen(id, 'submit', 'deliver', 'settle', { event: 'return', reason_code: 'R02' })
  await bench.hear()
  assert.equal((await bench.read(id)).state, 'failed')
})

test('after a sure refusal that names another route, another rail carries it; each is tried once', async () => {
  const free = await bench.spendable()
  const { id, rail } = await bench.make({ speed: 'instant', amount: 500 })
  assert.equal(rail, 'fednow')
  await bench.drain()
  await bench.happen(id, { event: 'reject', reason_code: '9948', next_action: 'RETRY_OTHER_ROUTE' })
  await bench.hear()
  const second = await bench.read(id)
  assert.deepEqual([second.state, second.rail, second.attempts], ['ordered', 'rtp', 2])
  assert.equal(await bench.spendable(), free - 500n)
  const refused = second.decision.candidates.find((one) => one.rail === 'fednow')
  assert.match(refused?.excluded_because ?? '', /refused this payout before/)
  await bench.happen(id, { event: 'reject', reason_code: '9948', next_action: 'RETRY_OTHER_ROUTE' })
  await bench.hear()
  assert.deepEqual([(await bench.read(id)).rail, (await bench.read(id)).state], ['ach', 'ordered'])
  const attempts = await bench.payouts.listAttempts(bench.scope, id)
  assert.ok(attempts.ok)
  assert.deepEqual(
    attempts.value.map((one) => one.rail),
    ['fednow', 'rtp', 'ach'],
  )
})

test('a refusal that no other rail would heal ends it, and its money is free', async () => {
  const free = await bench.spendable()
  const { id } = await bench.make({ speed: 'instant' })
  await bench.drain()
  await bench.happen(id, { event: 'reject', reason_code: 'AC04', next_action: 'NEW_DETAILS' })
  await bench.hear()
  const failed = await bench.read(id)
  assert.deepEqual([failed.state, failed.reason_code, failed.attempts], ['failed', 'AC04', 1])
  assert.equal(await bench.spendable(), free)
})

test('silence is no refusal: nothing else is tried while nobody knows', async () => {
  const { id } = await bench.make({ speed: 'instant' })
  await bench.drain()
  await bench.happen(id, 'submit', { event: 'lose', next_action: 'RETRY_OTHER_ROUTE' })
  await bench.hear()
  const waiting = await bench.read(id)
  assert.deepEqual([waiting.state, waiting.attempts], ['ordered', 1])
})

test('a payout can be taken back until a file has it', async () => {
  const free = await bench.spendable()
  const waiting = await bench.make()
  const cancelled = await bench.payouts.cancelPayout(bench.scope, waiting.id, 'not needed')
  assert.equal(cancelled.ok && cancelled.value.state, 'cancelled')
  assert.ok((await bench.payouts.cancelPayout(bench.scope, waiting.id, 'again')).ok, 'a repeat is fine')
  await bench.drain()
  assert.equal((await bench.read(waiting.id)).state, 'cancelled', 'and is not ordered after all')
  const ordered = await bench.make()
  await bench.drain()
  assert.ok((await bench.payouts.cancelPayout(bench.scope, ordered.id, 'not needed')).ok)
  assert.equal(await bench.spendable(), free)
  const sent = await bench.make()
  await bench.drain()
  await bench.happen(sent.id, 'submit', 'deliver')
  const late = await bench.payouts.cancelPayout(bench.scope, sent.id, 'too late')
  assert.equal(late.ok ? '' : late.error.code, 'payout_state')
})

test('the same payout twice is one; with other content it is refused by its field', async () => {
  const free = await bench.spendable()
  const asked = bench.ask()
  const [one, two] = await Promise.all([
    bench.payouts.createPayout(bench.scope, asked),
    bench.payouts.createPayout(bench.scope, asked),
  ])
  assert.ok(one.ok && two.ok)
  assert.equal(one.value.id, two.value.id)
  assert.equal(await bench.spendable(), free - 10_000n)
  const other = await bench.payouts.createPayout(bench.scope, { ...asked, amount: 1 })
  assert.ok(!other.ok)
  assert.deepEqual([other.error.code, other.error.param], ['payout_differs', 'amount'])
})

test('two workers that order one payout at once make one order', async () => {
  const free = await bench.spendable()
  const { id } = await bench.make()
  const run = async () => {
    for (const kind of bench.payouts.jobs)
      if (kind.kind === 'payouts.order')
        await kind.run({
          scope: bench.scope,
          jobs: [{ body: JSON.stringify({ payout: id }) } as never],
          signal: new AbortController().signal,
          complete: async () => undefined,
        })
  }
  await Promise.all([run(), run(), run()])
  assert.deepEqual([(await bench.read(id)).state, (await bench.read(id)).attempts], ['ordered', 1])
  assert.equal(await bench.spendable(), free - 10_000n)
  assert.equal(
    (await bench.rails.listOrders(bench.scope, {}, { after: undefined, limit: 100 })).filter(
      ({ metadata }) => metadata['payout'] === id,
    ).length,
    1,
  )
})

test('every fault is named by its field, and each rail says why not', async () => {
  const { code, errors } = await refusal({
    bank_account: newId('bac', bench.world),
    account: newId('acc', bench.world),
    asked_connection: newId('bcn', bench.world),
    amount: 0,
  })
  assert.equal(code, 'payout_not_valid')
  assert.deepEqual(
    errors?.map(({ param }) => param),
    ['destination', 'account', 'amount.value', 'connection'],
  )
  const none = await refusal({ speed: 'instant', amount: 2_000_000_000 })
  assert.equal(none.code, 'payout_no_rail')
  assert.match(
    none.errors?.map(({ detail }) => detail).join('\n') ?? '',
    /fednow.*minor units.*\n.*rtp|ach.*seconds/s,
  )
})

test('a person’s change of the details ends what has not left: what was meant is what is paid', async () => {
  const { rails, scope, within } = bench
  const bank_account = await openBankAccount(bench, '55501')
  const waiting = await bench.make({ bank_account })
  const ordered = await bench.make({ bank_account })
  bench.world.advance(1_000)
  await bench.drain()
  assert.equal((await bench.read(ordered.id)).state, 'ordered')
  const held = await bench.make({ bank_account })
  bench.world.advance(1_000)
  const sealed = await rails.sealDetails(scope, {
    details: {
      country: 'US',
      currency: 'USD',
      holder: { name: 'Somebody Else', kind: 'individual' },
      account_type: 'checking',
      account: { routing_number: '091000019', account_number: '66602' },
    },
    rails: [],
  })
  assert.ok(sealed.ok)
  assert.ok((await within((tx) => rails.replaceDetails(tx, bank_account, sealed.value))).ok)
  // The worker comes before the news: it looks itself.
  await bench.drain()
  assert.deepEqual(
    [(await bench.read(held.id)).state, (await bench.read(held.id)).reason_code],
    ['failed', 'destination_changed'],
  )
  await bench.hear()
  assert.equal((await bench.read(ordered.id)).state, 'cancelled')
  assert.equal((await bench.read(waiting.id)).state, 'cancelled')
})
