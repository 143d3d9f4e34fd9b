import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { scopeOf } from '../../auth/testing.ts'
import type { NewAccount } from '../../ledger/index.ts'
import { openPayoutBench, type PayoutBench } from '../payouts_testing.ts'
import { carryTransfer } from './carry_transfer.ts'
import type { NewTransfer } from './create_transfer.ts'
import { type Transfer, transferJson } from './transfer.ts'
import { TransferReply } from './transfer_schema.ts'

/** The bench's tenant sends, another one of its organization receives. */
let bench: PayoutBench
let receiver: { readonly scope: OpenScope; readonly id: Id<'ten'>; readonly shop: Id<'acc'> }
let own: Id<'ten'>
before(async () => {
  bench = await openPayoutBench(53n)
  own = (await bench.auth.ownTenant(bench.scope)).id
  receiver = await openTenant('sandbox')
})
after(() => bench.close())

async function openTenant(mode: 'sandbox' | 'live', organization?: Id<'org'>) {
  const { organization_id } = await bench.auth.ownTenant(bench.scope)
  const made = await bench.auth.createTenant({
    organization_id: organization ?? organization_id,
    name: 'Another',
    mode,
  })
  const { secret_key, tenant } = present(made.ok ? made.value : undefined, 'a tenant')
  const scope = await scopeOf(bench.auth, secret_key.reveal())
  return { scope, id: tenant.id, shop: await openAccount(scope) }
}
async function openAccount(scope: OpenScope, more: Partial<NewAccount> = {}): Promise<Id<'acc'>> {
  const id = newId('acc', bench.world)
  const account = { id, currency: 'USD', normal_side: 'credit', path: 'shops:one', ...more } as const
  const made = await bench.database.db.withTenant(scope.tenant_id, (db) =>
    bench.ledger.createAccounts({ ...scope, db }, [account]),
  )
  assert.ok(made.ok)
  return id
}
const posted = async (scope: OpenScope, id: Id<'acc'>): Promise<bigint> =>
  (await bench.ledger.balances(scope, [id])).get(id)?.posted ?? 0n
const grant = (to = receiver, account: Id<'acc'> | null = null) =>
  bench.payouts.createGrant(to.scope, { id: newId('itg', bench.world), from: own, account })
const asked = (more: Partial<NewTransfer> = {}): NewTransfer => ({
  id: newId('itf', bench.world),
  to: receiver.id,
  to_account: receiver.shop,
  account: bench.payer,
  amount: 2_500,
  currency: 'USD',
  description: null,
  metadata: {},
  ...more,
})
const make = async (more: Partial<NewTransfer> = {}): Promise<Transfer> => {
  const made = await bench.payouts.createTransfer(bench.scope, asked(more))
  return made.ok ? made.value : assert.fail(JSON.stringify(made.error))
}
const refusal = async (more: Partial<NewTransfer>): Promise<string> => {
  const made = await bench.payouts.createTransfer(bench.scope, asked(more))
  return made.ok ? 'none' : made.error.code
}
const read = async (id: Id<'itf'>, scope = bench.scope): Promise<Transfer> => {
  const found = await bench.payouts.findTransfer(scope, id)
  return present(found.ok ? found.value : undefined, 'the transfer')
}
const carry = (id: Id<'itf'>, complete: () => Promise<void> = async () => undefined) =>
  carryTransfer({ db: bench.database.db, auth: bench.auth, ledger: bench.ledger }, bench.scope, id, complete)
const assertQuiet = async (): Promise<void> => {
  for (const scope of [bench.scope, receiver.scope]) {
    for (const proof of await bench.payouts.proveTransfers(scope)) {
      assert.equal(proof.due_to, proof.due_from)
      assert.ok(proof.is_balanced && proof.in_flight === 0n)
    }
    const books = await bench.ledger.prove(scope)
    assert.ok(books.holds, 'each side balances alone')
  }
}

test('nothing is sent to a tenant that does not let us', async () => {
  assert.equal(await refusal({}), 'tenant_transfer_not_allowed')
  const other = await openAccount(receiver.scope)
  assert.ok((await grant(receiver, other)).ok)
  assert.equal(await refusal({}), 'tenant_transfer_not_allowed', 'a grant for one account is for that one')
  assert.equal(await refusal({ to_account: other }), 'none')
  await bench.drain()
})

test('only a tenant of the same organization and mode can be let, and others look as if they were not there', async () => {
  const { id: strangers } = await bench.auth.createOrganization('Strangers')
  const stranger = await openTenant('sandbox', strangers)
  const live = await openTenant('live')
  for (const to of [stranger.id, live.id, own, newId('ten', bench.world)])
    assert.equal(await refusal({ to }), 'tenant_transfer_not_allowed')
  for (const from of [stranger.scope, live.scope]) {
    const made = await bench.payouts.createGrant(from, {
      id: newId('itg', bench.world),
      from: own,
      account: null,
    })
    assert.equal(made.ok ? 'none' : made.error.code, 'transfer_grant_not_valid')
  }
})

test('money leaves at once and arrives, and each side’s books balance through what is due', async () => {
  assert.ok((await grant()).ok)
  const [free, there] = [await bench.spendable(), await posted(receiver.scope, receiver.shop)]
  const { id, state } = await make({ amount: 2_500 })
  assert.equal(state, 'pending')
  assert.equal(await bench.spendable(), free - 2_500n)
  const [before_] = await bench.payouts.proveTransfers(bench.scope)
  assert.ok(before_?.is_balanced === true && before_.in_flight === 2_500n)
  assert.deepEqual(
    new Set(Object.keys(transferJson(await read(id)))),
    new Set(Object.keys(TransferReply.properties)),
    'callers see what the document says',
  )
  await bench.drain()
  assert.equal((await read(id)).state, 'completed')
  const received = await read(id, receiver.scope)
  assert.deepEqual([received.direction, received.state, received.other], ['in', 'completed', own])
  assert.equal(await posted(receiver.scope, receiver.shop), there + 2_500n)
  await assertQuiet()
})

test('the program dies after the other side has it: the money arrives once', async () => {
  const there = await posted(receiver.scope, receiver.shop)
  const { id } = await make({ amount: 300 })
  const dies = carry(id, async () => {
    throw new Error('the program died')
  })
  await assert.rejects(dies, /died/)
  assert.equal((await read(id)).state, 'pending')
  assert.equal(await posted(receiver.scope, receiver.shop), there + 300n)
  await Promise.all([carry(id), carry(id), carry(id)])
  await bench.drain()
  assert.equal((await read(id)).state, 'completed')
  assert.equal(await posted(receiver.scope, receiver.shop), there + 300n)
  await assertQuiet()
})

test('what a closed account cannot take comes back, once, also when the program dies in between', async () => {
  const closed = await openAccount(receiver.scope)
  await bench.database.db.withTenant(receiver.scope.tenant_id, (db) =>
    bench.ledger.changeAccounts({ ...receiver.scope, db }, [{ id: closed, event: 'close' }]),
  )
  const free = await bench.spendable()
  const { id } = await make({ to_account: closed, amount: 700 })
  await assert.rejects(
    carry(id, async () => {
      throw new Error('the program died')
    }),
    /died/,
  )
  assert.equal((await read(id, receiver.scope)).state, 'returned')
  assert.equal(await bench.spendable(), free - 700n)
  await bench.drain()
  const returned = await read(id)
  assert.equal(returned.state, 'returned')
  assert.match(returned.because ?? '', /credit_account_closed/)
  assert.equal(await bench.spendable(), free)
  await assertQuiet()
})

test('what comes back to an account that takes nothing waits beside it', async () => {
  const from = await openAccount(bench.scope, { path: 'customers:two' })
  await bench.ledger.post(bench.scope, [
    {
      kind: 'single',
      id: newId('trf', bench.world),
      code: 'funding',
      debit_account: bench.payer,
      credit_account: from,
      amount: 50,
      currency: 'USD',
    },
  ])
  const { id } = await make({ account: from, to_account: newId('acc', bench.world), amount: 50 })
  await bench.within((tx) => bench.ledger.changeAccounts(tx, [{ id: from, event: 'freeze' }]))
  await bench.drain()
  const returned = await read(id)
  assert.equal(returned.state, 'returned')
  assert.match(returned.because ?? '', /waits in acc_/)
  await assertQuiet()
})

test('a grant that ended meanwhile sends the money back', async () => {
  const to = await openTenant('sandbox')
  const made = await grant(to)
  assert.ok(made.ok)
  const { id } = await make({ to: to.id, to_account: to.shop })
  await bench.database.db.withTenant(to.scope.tenant_id, (db) =>
    bench.payouts.revokeGrant({ ...to.scope, db }, made.value.id),
  )
  await bench.drain()
  assert.equal((await read(id)).state, 'returned')
})

test('the same transfer twice is one; other content is refused by its field', async () => {
  const free = await bench.spendable()
  const one = asked({ amount: 10 })
  const both = await Promise.all([
    bench.payouts.createTransfer(bench.scope, one),
    bench.payouts.createTransfer(bench.scope, one),
  ])
  assert.ok(both.every(({ ok }) => ok))
  await bench.drain()
  assert.equal(await bench.spendable(), free - 10n)
  const other = await bench.payouts.createTransfer(bench.scope, { ...one, amount: 11 })
  assert.ok(!other.ok)
  assert.deepEqual([other.error.code, other.error.param], ['tenant_transfer_differs', 'amount'])
})

test('an id that the other side has for something of its own sends the money back', async () => {
  const free = await bench.spendable()
  const back = await bench.payouts.createGrant(bench.scope, {
    id: newId('itg', bench.world),
    from: receiver.id,
    account: null,
  })
  assert.ok(back.ok)
  const id = newId('itf', bench.world)
  const theirs = await bench.payouts.createTransfer(receiver.scope, {
    ...asked({ id, amount: 5 }),
    to: own,
    account: receiver.shop,
    to_account: bench.payer,
  })
  assert.ok(theirs.ok)
  await make({ id, amount: 20 })
  await bench.drain()
  assert.equal((await read(id)).state, 'returned')
  assert.equal((await read(id, receiver.scope)).state, 'returned')
  assert.equal(await bench.spendable(), free)
  await assertQuiet()
})
