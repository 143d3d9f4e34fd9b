import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Bench, type Json, openBench } from './payments_bench.ts'
import { type Answer, type Client, paymentClients } from './payments_client.ts'

// Goal: whoever never saw a payment before reads in one list what happened to it, in the order in which it did, and its
// payer gets a receipt that adds up.
// Method: payments over HTTP with clocks that stand, so that no two things differ by their time; faults put in the way.
let bench: Bench
before(async () => void (bench = await openBench({ timeout_ms: 700 })))
after(() => bench.close())
const { newClient, usd, manual } = paymentClients(() => bench)

type Entry = Json & {
  readonly type: string
  readonly text: string
  readonly result: string | null
  readonly via: string | null
  readonly is_applied: boolean | null
  readonly amount: { readonly value: string } | null
  readonly transfer: { readonly kind: string; readonly code: string } | null
  readonly event: { readonly type: string; readonly status: string | null } | null
}

async function timeline({ call }: Client, { body }: Answer, query = ''): Promise<Entry[]> {
  const read = await call('GET', `/v1/payments/${body.id}/timeline${query}`)
  assert.equal(read.status, 200, read.text)
  return read.body.data as unknown as Entry[]
}

/** One word or two for each entry. */
const brief = (entry: Entry): string => {
  const { type, result, via, is_applied, transfer, event } = entry
  if (event !== null) return `told ${event.type}`
  if (transfer !== null) return `${transfer.kind} ${transfer.code} ${entry.amount?.value}`
  if (result !== null) return `${via} ${result}${is_applied === false ? ' (in vain)' : ''}`
  return type
}

test('a hold, its capture in parts and a refund stand in the order in which they happened', async () => {
  const client = await newClient()
  const held = await client.pay(manual)
  await client.of(held, 'capture', { amount: usd(400), final: false })
  await client.of(held, 'capture', { amount: usd(500), final: true })
  await client.call('POST', '/v1/refunds', { payment: held.body.id, amount: usd(300) })
  const entries = await timeline(client, held)
  assert.deepEqual(entries.map(brief), [
    'payment_created',
    'operation_sent',
    'answer approved',
    'pending card_authorization 1000',
    'told payment.authorized',
    'operation_sent',
    'answer approved',
    'post card_capture 400',
    'told payment.partially_captured',
    'operation_sent',
    'answer approved',
    'post card_capture 500',
    'told payment.succeeded',
    'operation_sent',
    'pending card_refund 300',
    'answer approved',
    'post card_refund 300',
    'told refund.succeeded',
  ])
  const states = entries.flatMap(({ event }) => (event === null ? [] : [event.status]))
  assert.deepEqual(states, ['authorized', 'partially_captured', 'succeeded', 'succeeded'])
  assert.ok(entries.every(({ text }) => text.length > 20))
})

test('a lost answer, a vain inquiry and the late outcome are there, each as what it was', async () => {
  const client = await newClient()
  await client.pay()
  await client.put(
    { kind: 'answer_lost', operation: 'authorize', count: 1, id: 'a' },
    { kind: 'timeout_before_effect', operation: 'inquire', count: 1, id: 'b' },
  )
  const unknown = await client.pay({}, 'lost')
  assert.equal(unknown.body.status, 'processing')
  await bench.advance(6_000)
  await bench.advance(60_000)
  assert.deepEqual((await timeline(client, unknown)).map(brief), [
    'payment_created',
    'operation_sent',
    'answer unknown',
    'told payment.processing',
    'inquiry unknown (in vain)',
    'inquiry approved',
    'single card_payment 1000',
    'told payment.succeeded',
  ])
})

test('a declined attempt, what was tried instead, and another card’s attempt are told apart', async () => {
  const client = await newClient()
  const declined = await client.pay({ payment_method: 'pm_card_visa_insufficient_funds' })
  const { payment } = JSON.parse(declined.text) as { payment: string }
  const again = await client.call('POST', `/v1/payments/${payment}/confirm`, {
    payment_method: 'pm_card_mastercard',
  })
  assert.equal(again.body.status, 'succeeded')
  const entries = await timeline(client, again)
  assert.deepEqual(entries.map(brief), [
    'payment_created',
    'operation_sent',
    'answer declined',
    'told payment.declined',
    'operation_sent',
    'answer approved',
    'single card_payment 1000',
    'told payment.succeeded',
  ])
  assert.equal(entries[2]?.['code'], '51')
  assert.match(entries[4]?.text ?? '', /^Attempt 2/)
})

test('what was given up before it was sent says so, and nothing more', async () => {
  const client = await newClient()
  const made = await client.pay({ confirm: false })
  await client.of(made, 'cancel')
  const entries = await timeline(client, made)
  assert.deepEqual(entries.map(brief), [
    'payment_created',
    'told payment.created',
    'step_taken',
    'told payment.canceled',
  ])
  assert.equal(entries[2]?.['actor'], 'key_spec')
  const receipt = await client.call('GET', `/v1/payments/${made.body.id}/receipt`)
  assert.deepEqual([receipt.status, receipt.body.code], [409, 'wrong_state'])
})

test('it is read in pages that join without a gap, and only by whose it is', async () => {
  const client = await newClient()
  const paid = await client.pay()
  const whole = await timeline(client, paid)
  const path = `/v1/payments/${paid.body.id}/timeline?limit=2`
  const first = await client.call('GET', path)
  const rest = await client.call('GET', `${path}&cursor=${first.body.next_cursor}`)
  assert.deepEqual([...first.body.data, ...rest.body.data], whole.slice(0, 4))
  const stranger = await newClient()
  for (const what of ['timeline', 'receipt'])
    assert.equal(
      (await stranger.call('GET', `/v1/payments/${paid.body.id}/${what}`)).body.code,
      'payment_not_found',
    )
})

test('the receipt names who was paid with which card, and adds up', async () => {
  const client = await newClient()
  const held = await client.pay({ ...manual, reference: 'order-7', description: 'Two mugs' })
  await client.of(held, 'capture', { amount: usd(250), final: false })
  await client.of(held, 'capture', { amount: usd(500), final: true })
  await client.call('POST', '/v1/refunds', { payment: held.body.id, amount: usd(50) })
  const { body } = await client.call('GET', `/v1/payments/${held.body.id}/receipt`)
  const receipt = body as unknown as {
    lines: { kind: string; amount: { value: string } }[]
    amount: { value: string }
    card: Json
    text: string
  }
  assert.deepEqual(
    receipt.lines.map(({ kind, amount }) => `${kind} ${amount.value}`),
    ['payment 250', 'payment 500', 'refund 50'],
  )
  assert.equal(receipt.amount.value, '700')
  assert.deepEqual(receipt.card, { scheme: 'visa', last4: '4242' })
  for (const part of ['Default merchant', 'Order order-7', 'Two mugs', 'visa ending in 4242', '-0.50 USD'])
    assert.ok(receipt.text.includes(part), `${part} in\n${receipt.text}`)
  assert.match(receipt.text, /Total +7\.00 USD\n$/)
})
