import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFeed } from '../platform/outbox/outbox.ts'
import { type Bench, openBench } from './payments_bench.ts'
import { paymentClients } from './payments_client.ts'

// Goal: a card payment does what its documentation says, over HTTP, against the simulated acquirers.
// Method: the real modules and routes on a test database, the simulator in this process, clocks that stand.
let bench: Bench
before(async () => void (bench = await openBench()))
after(() => bench.close())

const { newClient, moved, told, authorized, usd, manual } = paymentClients(() => bench)

test('a payment is captured at once, moves once in the ledger, and tells one fact', async () => {
  const { scope, pay, look } = await newClient()
  const paid = await pay()
  assert.deepEqual([paid.status, paid.body.status], [201, 'succeeded'])
  assert.deepEqual(await look(paid), paid.body)
  assert.deepEqual(await moved(scope), ['single card_payment 1000'])
  assert.deepEqual((await told(scope)).at(-1), 'payment_succeeded')
})

test('a declined one says why, and can be confirmed with another card', async () => {
  const { pay, of, call } = await newClient()
  const refused = await pay({ payment_method: 'pm_card_visa_insufficient_funds' })
  assert.deepEqual([refused.status, refused.body.code], [402, 'card_declined'])
  const { payment } = JSON.parse(refused.text) as { payment: string }
  const again = await call('POST', `/v1/payments/${payment}/confirm`, {
    payment_method: 'pm_card_mastercard',
  })
  assert.deepEqual([again.body.status, again.body.attempts], ['succeeded', 2])
  const twice = await of(again, 'confirm')
  assert.deepEqual([twice.status, twice.body.code], [409, 'wrong_state'])
})

test('what is refused for its state or its amount says what can be done instead', async () => {
  const { pay, of, call } = await newClient()
  const paid = await pay()
  const canceled = await of(paid, 'cancel')
  assert.equal(canceled.body.detail, 'It is succeeded, so cancel is not possible; refund it.')
  const refunded = await call('POST', '/v1/refunds', { payment: paid.body.id, amount: usd(1_001) })
  assert.equal(refunded.body.detail, '10.00 USD can be given back.')
  const held = await pay(manual)
  const captured = await of(held, 'capture', { amount: usd(1_001) })
  assert.equal(captured.body.detail, '10.00 USD are left.')
  const raised = await of(held, 'increment', { amount: usd(1_000) })
  assert.equal(raised.body.detail, 'The new total must be more than the 10.00 USD that are held.')
})

test('a test card that nobody has paid with yet is kept for use again', async () => {
  const { pay, call } = await newClient()
  const kept = await call('POST', '/v1/payment-methods', { token: 'pm_card_visa_debit' })
  assert.equal(kept.status, 201, kept.text)
  assert.equal((await pay({ payment_method: kept.body.id })).body.status, 'succeeded')
})

test('who was paid with which card is the same by the fact and by the tables', async () => {
  const { scope, pay, call } = await newClient()
  const plain = await pay()
  const saved = await call('POST', '/v1/payment-methods', { token: 'pm_card_visa' })
  await pay({ payment_method: saved.body.id })
  const { payment } = (await pay({ payment_method: 'pm_card_visa_insufficient_funds' })).body
  await call('POST', `/v1/payments/${payment}/confirm`, { payment_method: 'pm_card_mastercard' })
  const facts = (
    await bench.database.db.withTenant(scope.tenant_id, (tx) => readFeed(tx, scope.tenant_id, 0n, 1_000))
  ).filter(({ type }) => type === 'payments.payment_succeeded')
  const paid = async (of: typeof facts) =>
    (await bench.node.payments.disputed.paid(scope, of)).toSorted((one, other) => one.paid_at - other.paid_at)
  const silent = facts.map((fact) => ({ ...fact, body: '{}' }))
  assert.equal(facts.length, 3)
  assert.deepEqual(await paid(facts), await paid(silent))
  const [first] = await paid(facts.slice(0, 1))
  assert.deepEqual([first?.payment, first?.token], [plain.body.id, plain.body.payment_method])
})

test('a decline whose answer was lost is answered again under its key, though the card may not be tried again', async () => {
  const { pay } = await newClient()
  const asked = { payment_method: 'pm_card_visa_stolen_card' }
  const first = await pay(asked, 'a decline')
  assert.deepEqual([first.status, first.body.code], [402, 'card_declined'])
  const { payment } = JSON.parse(first.text) as { payment: string }
  const again = await pay(asked, 'a decline')
  assert.deepEqual([again.status, again.body.code], [402, 'card_declined'])
  assert.equal((JSON.parse(again.text) as { payment: string }).payment, payment)
  // Under another key it is another try, and the scheme forbids it.
  assert.equal((await pay(asked)).body.code, 'retry_not_allowed')
  assert.equal((await pay({ ...asked, amount: usd(1_001) }, 'a decline')).body.code, 'idempotency_mismatch')
})

test('a hold is raised, given back in part, captured in parts, and what is left goes back', async () => {
  const { scope, pay, of } = await newClient()
  const held = await pay(manual)
  assert.equal(held.body.status, 'authorized')
  assert.equal((await of(held, 'increment', { amount: usd(2_000) })).body.amount_authorized.value, '2000')
  const part = await of(held, 'capture', { amount: usd(500), final: false })
  assert.deepEqual([part.status, part.body.status], [200, 'partially_captured'])
  const less = await of(held, 'cancel', { amount: usd(100) })
  assert.deepEqual([less.status, less.body.amount_authorized.value], [200, '1900'])
  assert.equal((await of(held, 'capture', { amount: usd(1_401) })).body.code, 'amount_too_large')
  const rest = await of(held, 'capture', { amount: usd(1_000), final: true })
  assert.deepEqual([rest.body.status, rest.body.amount_captured.value], ['succeeded', '1500'])
  assert.equal(rest.body.capture_before, null)
  assert.deepEqual(await moved(scope), [
    'pending card_authorization 1000',
    'void card_void 1000',
    'pending card_authorization 2000',
    'post card_capture 500',
    'void card_void 1500',
    'pending card_authorization 1400',
    'post card_capture 1000',
  ])
  assert.deepEqual((await told(scope)).slice(-5), [
    'payment_authorized',
    'payment_updated',
    'payment_partially_captured',
    'payment_updated',
    'payment_succeeded',
  ])
})

test('a hundred equal requests with one key make one payment and answer the same bytes', async () => {
  const { scope, pay } = await newClient()
  const answers = await Promise.all(Array.from({ length: 100 }, () => pay({}, 'the key')))
  const seen = new Set(answers.map(({ status, body }) => `${status} ${body.code ?? body.status}`))
  const expected = ['201 succeeded', '202 processing', '409 idempotency_in_progress']
  assert.deepEqual(
    [...seen].filter((one) => !expected.includes(one)),
    [],
  )
  // Who began it waits for the acquirer, for as long as one does: only a machine that stands still makes that a 202.
  assert.ok(seen.has('201 succeeded') || seen.has('202 processing'))
  await bench.advance(6_000)
  const again = await pay({}, 'the key')
  assert.deepEqual([again.status, again.body.status], [201, 'succeeded'])
  const good = answers.filter(({ status }) => status === 201)
  assert.deepEqual([...new Set([...good, again].map(({ text }) => text))], [again.text])
  assert.equal((await pay({ amount: usd(5) }, 'the key')).body.code, 'idempotency_mismatch')
  assert.deepEqual(await moved(scope), ['single card_payment 1000'])
  assert.equal(await authorized(scope), 1)
})

test('equal requests that are refused are each told so, however many come at once', async () => {
  const { scope, pay } = await newClient()
  const { id } = (await pay()).body
  const answers = await Promise.all(Array.from({ length: 20 }, () => pay({ id }, 'another key')))
  assert.deepEqual(
    [...new Set(answers.map(({ status, body }) => `${status} ${body.code}`))],
    ['409 payment_exists'],
  )
  assert.equal(await authorized(scope), 1)
})

test('lists go on from a cursor without gaps, and are filtered by reference', async () => {
  const { pay, call } = await newClient()
  const made: string[] = []
  for (let count = 0; count < 5; count++)
    made.unshift((await pay({ reference: count < 2 ? 'a' : 'b' })).body.id)
  const first = await call('GET', '/v1/payments?limit=3')
  const more = await call('GET', `/v1/payments?limit=3&cursor=${first.body.next_cursor}`)
  const seen = [...first.body.data, ...more.body.data].map(({ id }) => id)
  assert.deepEqual([...seen].sort(), [...made].sort())
  const named = await call('GET', '/v1/payments?reference=a')
  assert.deepEqual(named.body.data.map(({ id }) => id).sort(), made.slice(3).sort())
})

test('an outcome that nobody knows is found out by asking, by schedule', async () => {
  const { pay, look, put } = await newClient()
  await pay()
  await put({ kind: 'answer_lost', operation: 'authorize', count: 1 })
  const unknown = await pay({}, 'lost')
  assert.deepEqual([unknown.status, unknown.body.status], [202, 'processing'])
  await bench.advance(6_000)
  assert.equal((await look(unknown)).status, 'succeeded')
  assert.equal((await pay({}, 'lost')).body.status, 'succeeded')
})

test('what nobody captures is given back before the scheme lets it lapse', async () => {
  const { scope, pay, look } = await newClient()
  const held = await pay(manual)
  await bench.advance(9 * 86_400_000)
  const after_it = await look(held)
  assert.ok(['canceled', 'expired'].includes(after_it.status), after_it.status)
  assert.deepEqual(await moved(scope), ['pending card_authorization 1000', 'void card_void 1000'])
})

test('refunds go back in parts, never more than was captured', async () => {
  const { scope, pay, look, call } = await newClient()
  const paid = await pay()
  const refund = (minor: number) => call('POST', '/v1/refunds', { payment: paid.body.id, amount: usd(minor) })
  assert.deepEqual([(await refund(300)).status, (await refund(800)).body.code], [201, 'amount_too_large'])
  assert.equal((await refund(700)).body.status, 'succeeded')
  assert.equal((await look(paid)).amount_refunded.value, '1000')
  assert.deepEqual(
    (await moved(scope)).filter((line) => line.startsWith('post')),
    ['post card_refund 300', 'post card_refund 700'],
  )
})

test('a refund that the issuer does not take fails later, and the money is the merchant’s again', async () => {
  const { scope, pay, look, call } = await newClient()
  const paid = await pay({ payment_method: 'pm_card_visa_refund_fails' })
  const refund = await call('POST', '/v1/refunds', { payment: paid.body.id })
  assert.deepEqual([refund.status, refund.body.status], [202, 'pending'])
  for (let days = 0; days < 4; days++) await bench.advance(2 * 86_400_000)
  assert.equal((await call('GET', `/v1/refunds/${refund.body.id}`)).body.status, 'failed')
  assert.equal((await look(paid)).amount_refunded.value, '0')
  assert.ok((await told(scope)).includes('refund_failed'))
})

test('a capture whose merchant account is frozen goes by way of the suspense account, and a fact tells', async () => {
  const { scope, pay, of } = await newClient()
  const held = await pay(manual)
  await bench.database.admin.query(
    `update ledger.balance b set state = 2 from ledger.account a where a.tenant_id = $1 and a.path like 'merchants:%'
      and b.tenant_id = a.tenant_id and b.account_id = a.id`,
    [String(scope.tenant_id)],
  )
  await bench.database.admin.query(
    `update ledger.account set state = 2, came_from = 0, event = 2 where tenant_id = $1 and path like 'merchants:%'`,
    [String(scope.tenant_id)],
  )
  const taken = await of(held, 'capture')
  assert.deepEqual([taken.status, taken.body.status], [200, 'succeeded'])
  assert.ok((await told(scope)).includes('posted_to_suspense'))
  assert.deepEqual((await moved(scope)).slice(-2), ['void card_void 1000', 'single card_capture 1000'])
})

test('a payment that the merchant starts refers to the first one by what the payment method remembers', async () => {
  const { scope, pay, call } = await newClient()
  const token = await bench.node.payments.parties.testCard(scope, 'pm_card_mastercard')
  const customer = await call('POST', '/v1/customers', { name: 'Anna' })
  const method = await call('POST', '/v1/payment-methods', { token, customer: customer.body.id })
  assert.equal(method.status, 201, method.text)
  const first = await pay({
    payment_method: method.body.id,
    customer: customer.body.id,
    setup_future_usage: true,
  })
  assert.equal(first.body.status, 'succeeded', first.text)
  const { rows } = await bench.database.admin.query<{
    network_transaction_id: string
    transaction_link_id: string
  }>('select network_transaction_id, transaction_link_id from payments.payment_method where tenant_id = $1', [
    String(scope.tenant_id),
  ])
  const { attempt } = JSON.parse(first.text) as { attempt: (typeof rows)[number] }
  assert.deepEqual(rows, [
    {
      network_transaction_id: attempt.network_transaction_id,
      transaction_link_id: attempt.transaction_link_id,
    },
  ])
  const later = await pay({ payment_method: method.body.id, merchant_initiated: { reason: 'recurring' } })
  assert.equal(later.body.status, 'succeeded', later.text)
})
