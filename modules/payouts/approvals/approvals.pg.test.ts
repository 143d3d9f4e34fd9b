import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { openBankAccount } from '../../rails/testing.ts'
import { noPolicy, openPayoutBench, type PayoutBench } from '../payouts_testing.ts'

const DAY_MS = 86_400_000
let bench: PayoutBench
before(async () => {
  bench = await openPayoutBench(52n)
})
after(() => bench.close())

const oneOther = { approvers_otherwise: 1 }
const twoOthers = { approvers_otherwise: 2 }
const decide = (
  scope: OpenScope,
  id: Id<'apv'> | null,
  decision: 'approve' | 'deny' = 'approve',
  more: { readonly digest?: string } = {},
) =>
  bench.payouts.decideApproval(
    scope,
    present(id, 'an approval'),
    { decision, because: 'a test', ...more },
    { is_repeat: false },
  )
const refusalOf = async (decided: ReturnType<typeof decide>): Promise<string> => {
  const { ok, ...rest } = await decided
  return ok ? 'none' : 'error' in rest ? rest.error.code : ''
}

test('a payout waits with its money until another key has agreed, and is ordered then', async () => {
  await bench.setPolicy(oneOther)
  const free = await bench.spendable()
  const { id, state, approval, requirements } = await bench.make({ amount: 4_000 })
  assert.equal(state, 'needs_approval')
  assert.deepEqual(
    requirements.map(({ rule }) => rule),
    ['amount'],
  )
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'needs_approval', 'nothing is ordered before')
  assert.equal(await bench.spendable(), free - 4_000n)
  const decided = await decide(bench.others[0], approval)
  assert.ok(decided.ok)
  assert.deepEqual([decided.value.approval.state, decided.value.votes.length], ['approved', 1])
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'ordered')
  assert.equal(await bench.spendable(), free - 4_000n)
})

test('whoever asked cannot decide, nobody decides twice, and two have to be two', async () => {
  await bench.setPolicy(twoOthers)
  const { id, approval } = await bench.make()
  assert.equal(await refusalOf(decide(bench.scope, approval)), 'approval_own')
  assert.equal(await refusalOf(decide(bench.scope, approval, 'deny')), 'approval_own')
  assert.ok((await decide(bench.others[0], approval)).ok)
  assert.equal(await refusalOf(decide(bench.others[0], approval)), 'approval_twice')
  assert.equal(await refusalOf(decide(bench.others[0], approval, 'deny')), 'approval_twice')
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'needs_approval')
  assert.ok((await decide(bench.others[1], approval)).ok)
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'ordered')
  assert.equal(await refusalOf(decide(bench.others[2], approval)), 'approval_state')
})

test('the database itself refuses a vote of whoever asked, and a second one', async () => {
  await bench.setPolicy(oneOther)
  const { approval } = await bench.make()
  const plant = (voter: string) =>
    bench.within(({ db, tenant_id }) =>
      sql`insert into payouts.approval_vote (tenant_id, approval_id, voter, asked_by, decision, voted_at)
        select tenant_id, id, coalesce(${voter === '' ? null : voter}, asked_by), asked_by, 'approve', asked_at
        from payouts.approval where tenant_id = ${tenant_id} and state = 0`.execute(db),
    )
  await assert.rejects(plant(''), /decided_by_another/)
  assert.ok((await decide(bench.others[0], approval, 'deny')).ok)
  const change = bench.within(({ db, tenant_id }) =>
    sql`update payouts.approval_vote set decision = 'approve' where tenant_id = ${tenant_id}`.execute(db),
  )
  await assert.rejects(change, /permission denied/)
})

test('a key that was made after the question cannot answer it', async () => {
  await bench.setPolicy(oneOther)
  const { approval } = await bench.make()
  bench.world.advance(1_000)
  const late = await bench.key('made for it')
  assert.equal(await refusalOf(decide(late, approval)), 'approval_key_too_new')
  assert.ok((await decide(bench.others[0], approval)).ok)
})

test('one refusal ends it, and its money is free', async () => {
  await bench.setPolicy(twoOthers)
  const free = await bench.spendable()
  const { id, approval } = await bench.make()
  assert.ok((await decide(bench.others[0], approval)).ok)
  assert.ok((await decide(bench.others[1], approval, 'deny')).ok)
  const denied = await bench.read(id)
  assert.deepEqual([denied.state, denied.because], ['denied', 'a test'])
  assert.equal(await bench.spendable(), free)
})

test('what nobody agreed to in time is over, and its money is free', async () => {
  await bench.setPolicy({ ...oneOther, approval_hours: 24 })
  const free = await bench.spendable()
  const { id, approval } = await bench.make()
  bench.world.advance(DAY_MS)
  assert.equal(await refusalOf(decide(bench.others[0], approval)), 'approval_state')
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'expired')
  assert.equal(await bench.spendable(), free)
})

test('a payout that is taken back takes its question back', async () => {
  await bench.setPolicy(oneOther)
  const { id, approval } = await bench.make()
  assert.ok((await bench.payouts.cancelPayout(bench.scope, id, 'not needed')).ok)
  const found = await bench.payouts.findApproval(bench.scope, present(approval, 'an approval'))
  assert.equal(found.ok && found.value.approval.state, 'withdrawn')
  assert.equal(await refusalOf(decide(bench.others[0], approval)), 'approval_state')
})

test('two who agree at once make one order', async () => {
  await bench.setPolicy(oneOther)
  const free = await bench.spendable()
  const { id, approval } = await bench.make({ amount: 100 })
  const both = await Promise.all([decide(bench.others[0], approval), decide(bench.others[1], approval)])
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  await Promise.all([bench.drain(), bench.drain()])
  const ordered = await bench.read(id)
  assert.deepEqual([ordered.state, ordered.attempts], ['ordered', 1])
  assert.equal(await bench.spendable(), free - 100n)
})

test('agreeing and taking back at once end in one of both', async () => {
  await bench.setPolicy(oneOther)
  const free = await bench.spendable()
  for (let round = 0; round < 4; round++) {
    const { id, approval } = await bench.make({ amount: 100 })
    const [voted, cancelled] = await Promise.all([
      decide(bench.others[0], approval),
      bench.payouts.cancelPayout(bench.scope, id, 'not needed'),
    ])
    await bench.drain()
    const { state } = await bench.read(id)
    assert.equal(state, cancelled.ok ? 'cancelled' : 'ordered', `voted: ${voted.ok}`)
    if (!cancelled.ok) assert.ok((await bench.payouts.cancelPayout(bench.scope, id, 'now')).ok)
  }
  assert.equal(await bench.spendable(), free)
})

test('nobody agrees to anything but what they looked at, and to nothing that is not so any more', async () => {
  await bench.setPolicy(oneOther)
  const bank_account = await openBankAccount(bench, '77001')
  const { id, approval, digest } = await bench.make({ bank_account })
  const other = digest.replace(/^./, (first) => (first === '0' ? '1' : '0'))
  assert.equal(
    await refusalOf(decide(bench.others[0], approval, 'approve', { digest: other })),
    'approval_outdated',
  )
  bench.world.advance(1_000)
  await changeDetails(bank_account, '77002')
  assert.equal(await refusalOf(decide(bench.others[0], approval, 'approve', { digest })), 'approval_outdated')
  await bench.hear()
  assert.deepEqual(
    [(await bench.read(id)).state, (await bench.read(id)).reason_code],
    ['failed', 'destination_changed'],
  )
})

async function changeDetails(bank_account: Id<'bac'>, account_number: string): Promise<void> {
  const sealed = await bench.rails.sealDetails(bench.scope, {
    details: {
      country: 'US',
      currency: 'USD',
      holder: { name: 'Ada Lovelace', kind: 'individual' },
      account_type: 'checking',
      account: { routing_number: '091000019', account_number },
    },
    rails: [],
  })
  assert.ok(sealed.ok)
  assert.ok((await bench.within((tx) => bench.rails.replaceDetails(tx, bank_account, sealed.value))).ok)
}

test('nothing goes to new details while they cool off, and then by itself', async () => {
  await bench.setPolicy({ cooling_days: 3 })
  const bank_account = await openBankAccount(bench, '88001')
  const { id, held_until, requirements } = await bench.make({ bank_account })
  assert.deepEqual(
    requirements.map(({ rule }) => rule),
    ['destination_new'],
  )
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'approved')
  bench.world.advance((present(held_until, 'a time') - bench.world.now()) / 1_000)
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'ordered')
  bench.world.advance(DAY_MS)
  await changeDetails(bank_account, '88002')
  await bench.hear()
  const changed = await bench.make({ bank_account })
  assert.deepEqual(
    changed.requirements.map(({ rule }) => rule),
    ['destination_changed'],
  )
  assert.ok(changed.held_until !== null)
})

test('somebody else may look at new details, and what waited for them goes', async () => {
  await bench.setPolicy({ cooling_days: 3 })
  const bank_account = await openBankAccount(bench, '88003')
  const { id } = await bench.make({ bank_account })
  const asked = await bench.payouts.askDestination(bench.scope, bank_account)
  assert.ok(asked.ok)
  const again = await bench.payouts.askDestination(bench.scope, bank_account)
  assert.equal(again.ok && again.value.id, asked.value.id)
  assert.equal(await refusalOf(decide(bench.scope, asked.value.id)), 'approval_own')
  assert.ok((await decide(bench.others[0], asked.value.id)).ok)
  await bench.drain()
  assert.equal((await bench.read(id)).state, 'ordered')
  assert.equal((await bench.make({ bank_account })).held_until, null)
  bench.world.advance(1_000)
  await changeDetails(bank_account, '88004')
  await bench.hear()
  assert.ok((await bench.make({ bank_account })).held_until !== null, 'the next details are new again')
})

test('where one more has to agree to new details, one more has to', async () => {
  await bench.setPolicy({ ...oneOther, cooling_days: 3, cooling: 'approver' })
  const bank_account = await openBankAccount(bench, '88005')
  const { approval, held_until } = await bench.make({ bank_account, amount: 1 })
  const found = await bench.payouts.findApproval(bench.scope, present(approval, 'an approval'))
  assert.deepEqual([found.ok && found.value.approval.needed, held_until], [2, null])
})

test('where others have to agree to payouts, they have to agree to other rules', async () => {
  await bench.setPolicy(twoOthers)
  const made = await bench.payouts.proposePolicy(bench.scope, noPolicy)
  assert.ok(made.ok)
  const { approval, policy } = made.value
  assert.deepEqual([policy.state, approval?.needed], ['proposed', 2])
  assert.ok((await decide(bench.others[0], approval?.id ?? null)).ok)
  assert.equal((await bench.payouts.readPolicy(bench.scope)).terms.approvers_otherwise, 2)
  assert.ok((await decide(bench.others[1], approval?.id ?? null)).ok)
  assert.equal((await bench.payouts.readPolicy(bench.scope)).terms.approvers_otherwise, 0)
})
