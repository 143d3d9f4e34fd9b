import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { claimOf } from '../modules/ledger/testing.ts'
import type { ListEffect } from '../modules/risk/index.ts'
import type { OpenScope } from '../platform/scope.ts'
import { type Bench, type Json, openBench } from './payments_bench.ts'
import { type Answer, type Client, paymentClients } from './payments_client.ts'

// Goal: what the risk rules put to review waits for a person: approved it goes on as any payment, rejected it ends, and
// nobody gets around that person.
// Method: buyers on a review list pay over HTTP; a reviewer answers; the acquirer's books, the ledger, the events and the
// audit trail are compared.
let bench: Bench
before(async () => void (bench = await openBench()))
after(() => bench.close())
const { newClient, moved, told, authorized, usd } = paymentClients(() => bench)

const BUYER = 'odd@example.com'
const OTHER_CARD = { payment_method: 'pm_card_mastercard' }

/** From now on this buyer's payments come to that. */
async function list({ tenant_id }: OpenScope, scope: OpenScope, effect: ListEffect): Promise<void> {
  const { risk } = bench.node
  await bench.database.db.withTenant(tenant_id, async (db) => {
    const id = newId('lst', scope.world)
    const made = await risk.createList({ ...scope, db }, { id, name: effect, kind: 'email', effect })
    assert.ok(made.ok, JSON.stringify(made))
    const added = await risk.addItems({ ...scope, db }, id, [{ value: BUYER, expires_at: null }])
    assert.ok(added.ok, JSON.stringify(added))
  })
}
const reviewed = async (): Promise<Client> => {
  const client = await newClient()
  await list(client.scope, client.scope, 'review')
  return client
}
const odd = ({ pay }: Client, more: object = {}): Promise<Answer> => pay({ payer: { email: BUYER }, ...more })
const reviewOf = ({ body }: Answer): Json => (body as unknown as { review: Json }).review

async function trail(scope: OpenScope): Promise<string[]> {
  const { events: entries } = await bench.node.audit.list(scope, {}, { before_seq: undefined, limit: 100 })
  return entries.filter(({ resource_type }) => resource_type === 'payment').map(({ action }) => action)
}

test('a payment in review holds nothing, and neither its merchant nor another card gets it past the reviewer', async () => {
  const client = await reviewed()
  const held = await odd(client)
  assert.deepEqual([held.status, held.body.status], [201, 'in_review'])
  assert.deepEqual(reviewOf(held), { status: 'open', reason: null, decided_by: null, decided_at: null })
  for (const body of [{}, OTHER_CARD]) {
    const confirmed = await client.of(held, 'confirm', body)
    assert.deepEqual([confirmed.status, confirmed.body.code], [409, 'wrong_state'])
  }
  assert.deepEqual(await moved(client.scope), [])
})

test('approved it is routed and captured once, and a repeat of the approval answers the same bytes', async () => {
  const client = await reviewed()
  const held = await odd(client)
  const approved = await client.of(held, 'approve', { reason: 'Known by voice.' }, 'yes')
  assert.deepEqual([approved.status, approved.body.status, approved.body.attempts], [200, 'succeeded', 1])
  const { status, reason, decided_by } = reviewOf(approved)
  assert.deepEqual([status, reason, decided_by], ['approved', 'Known by voice.', 'key_spec'])
  assert.deepEqual(await client.look(held), approved.body)
  assert.equal((await client.of(held, 'approve', { reason: 'Known by voice.' }, 'yes')).text, approved.text)
  assert.equal((await client.of(held, 'approve')).body.code, 'wrong_state')
  assert.equal((await client.of(held, 'reject', { reason: 'too late' })).body.code, 'wrong_state')
  assert.deepEqual(await moved(client.scope), ['single card_payment 1000'])
  assert.equal(await authorized(client.scope), 1)
  assert.deepEqual((await told(client.scope)).slice(-3), [
    'payment_in_review',
    'payment_approved',
    'payment_succeeded',
  ])
  assert.deepEqual(await trail(client.scope), ['payments.approve'])
  const { body } = await client.call('GET', `/v1/payments/${held.body.id}/timeline`)
  assert.deepEqual(
    body.data.map(({ type }) => type),
    [
      'payment_created',
      'event_told',
      'step_taken',
      'operation_sent',
      'event_told',
      'outcome_learned',
      'ledger_transfer',
      'event_told',
    ],
  )
  assert.deepEqual([body.data[2]?.['detail'], body.data[2]?.['actor']], ['Known by voice.', 'key_spec'])
})

test('rejected it ends for good, with who, when and why, and nothing was ever sent', async () => {
  const client = await reviewed()
  const held = await odd(client)
  const why = { reason: 'The buyer does not answer the phone.' }
  const rejected = await client.of(held, 'reject', why, 'no')
  assert.deepEqual([rejected.status, rejected.body.status], [200, 'blocked'])
  const { decline } = rejected.body as unknown as { decline: { decline_code: string } }
  assert.deepEqual(
    [decline.decline_code, reviewOf(rejected)['status'], reviewOf(rejected)['reason']],
    ['rejected_in_review', 'rejected', why.reason],
  )
  assert.equal((await client.of(held, 'reject', why, 'no')).text, rejected.text)
  assert.deepEqual(await client.look(held), rejected.body)
  for (const [what, body] of [
    ['approve', {}],
    ['confirm', OTHER_CARD],
    ['cancel', {}],
  ] as const)
    assert.equal((await client.of(held, what, body)).body.code, 'wrong_state', what)
  assert.deepEqual(await moved(client.scope), [])
  assert.deepEqual((await told(client.scope)).slice(-2), ['payment_in_review', 'payment_blocked'])
  assert.deepEqual(await trail(client.scope), ['payments.reject'])
})

test('one that was confirmed with another card is sent with that card', async () => {
  const client = await newClient()
  const made = await odd(client, { confirm: false })
  await list(client.scope, client.scope, 'review')
  const held = await client.of(made, 'confirm', OTHER_CARD)
  assert.deepEqual([held.status, held.body.status], [200, 'in_review'])
  const cardOf = ({ body }: Answer) => (body as unknown as { card: { scheme: string } }).card.scheme
  assert.equal(cardOf(held), 'mastercard')
  assert.deepEqual(await client.look(made), held.body)
  const approved = await client.of(made, 'approve')
  assert.deepEqual([approved.body.status, cardOf(approved)], ['succeeded', 'mastercard'])
})

test('what blocks it by now, and the law on authentication, stand above a reviewer', async () => {
  const client = await reviewed()
  const blocked = await odd(client)
  const asked = await odd(client, { three_ds: 'required', return_url: 'https://example.com/back' })
  assert.equal(asked.body.status, 'in_review')
  const challenged = await client.of(asked, 'approve')
  // There is no directory server here, so a cardholder who has to be asked cannot be.
  assert.deepEqual([challenged.status, challenged.body.decline_code], [402, 'authentication_unavailable'])
  await list(client.scope, client.scope, 'block')
  const refused = await client.of(blocked, 'approve')
  assert.deepEqual([refused.status, refused.body.code], [402, 'payment_blocked'])
  assert.equal((await client.look(blocked)).status, 'in_review')
  assert.deepEqual(await moved(client.scope), [])
})

test('a declined approval says why, and may be tried again with another card', async () => {
  const client = await newClient()
  const made = await odd(client, {
    payment_method: 'pm_card_visa_insufficient_funds',
    confirm: false,
    amount: usd(700),
  })
  await list(client.scope, client.scope, 'review')
  await client.of(made, 'confirm')
  const declined = await client.of(made, 'approve')
  assert.deepEqual([declined.status, declined.body.code], [402, 'card_declined'])
  assert.equal((await client.look(made)).status, 'declined')
  assert.equal((await client.of(made, 'confirm', OTHER_CARD)).body.status, 'in_review')
  assert.equal((await client.of(made, 'approve')).body.status, 'succeeded')
  assert.deepEqual(await moved(client.scope), ['single card_payment 700'])
})

test('a reviewer whose process died is answered by what was done, and nothing is done twice', async () => {
  const client = await reviewed()
  const held = await odd(client)
  const { payments } = bench.node
  const id = held.body.id as Parameters<typeof payments.approve>[1]
  const again = { claim: claimOf(client.scope, 'yes', {}), is_resumed: true }
  const done = await Promise.all(
    [1, 2].map(() => payments.approve(bench.scopeOf(client.scope), id, { reason: null }, again)),
  )
  assert.ok(
    done.some(({ ok }) => ok),
    JSON.stringify(done),
  )
  const late = await payments.approve(bench.scopeOf(client.scope), id, { reason: null }, again)
  assert.ok(late.ok, JSON.stringify(late))
  assert.equal(await authorized(client.scope), 1)
  assert.deepEqual(await moved(client.scope), ['single card_payment 1000'])
})
