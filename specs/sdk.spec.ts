import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { present } from '../kernel/assert.ts'
import {
  ConnectionError,
  DeclinedError,
  Florin,
  FlorinError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  verifyWebhook,
  type WebhookEvent,
} from '../sdk/typescript/index.ts'
import { hastyRuntime, listen } from '../sdk/typescript/testing.ts'
import { openChromium, skip } from './dashboard_people.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'

// Goal: whoever programs against Florin by its SDK pays once, learns the outcome, and is told what is wrong.
// Method: the whole server with its simulated acquirers, lines that break, and a browser.

let server: SandboxApp
let florin: Florin
let publishable_key: string

before(async () => {
  server = await startSandboxApp()
  const first = new Florin(await server.newSandbox(), places())
  const made = await first.sandboxes.create({ name: 'SDK' })
  publishable_key = present(made.publishable_key, 'shown once')
  florin = new Florin(present(made.secret_key, 'shown once'), places())
})
after(() => server.close())

const places = () => ({ url: server.url, vault_url: server.vault_url, runtime: hastyRuntime() })
const usd = (value: string) => ({ value, currency: 'USD' })
const visa = { amount: usd('1050'), payment_method: 'pm_card_visa' }

test('a payment is made, found again by its id, and given back', async () => {
  const payment = await florin.payments.create({ ...visa, metadata: { order: '7' } })
  assert.deepEqual(
    [payment.status, payment.amount.value, payment.metadata['order']],
    ['succeeded', '1050', '7'],
  )
  const { body, request_id } = await florin.payments.get(payment.id).answer()
  assert.equal(body.id, payment.id)
  assert.match(request_id ?? '', /^req_/)
  const refund = await florin.refunds.create({ payment: payment.id, amount: usd('50') })
  assert.equal((await florin.refunds.wait(refund.id)).status, 'succeeded')
})

test('a refusal is an error of its kind with a code, and says everything that is wrong at once', async () => {
  await assert.rejects(
    florin.payments.create({ ...visa, payment_method: 'pm_card_visa_declined' }),
    (error) => {
      assert.ok(error instanceof DeclinedError)
      assert.equal(error.code, 'card_declined')
      assert.match(error.payment ?? '', /^pay_/)
      assert.match(error.request_id ?? '', /^req_/)
      return true
    },
  )
  const wrong = { amount: { value: '1.5', currency: 'usd' } }
  await assert.rejects(florin.payments.create(wrong), (error) => {
    assert.ok(error instanceof InvalidRequestError)
    assert.equal(error.problem.errors?.length, 2)
    return true
  })
  await assert.rejects(florin.customers.get('cus_00000000000000000000000000'), NotFoundError)
  const page = new Florin(publishable_key, places())
  await assert.rejects(page.payments.create(visa), PermissionError)
})

/** In front of the server: every request is carried out, and the first answers get lost on the way back. */
const lossy = (losses: number) => {
  let left = losses
  return listen(({ method = '', url = '', headers, socket }: IncomingMessage, response, body) => {
    const sent = { ...headers, host: undefined, connection: undefined, 'content-length': undefined }
    const given = Object.entries(sent).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    )
    void fetch(server.url + url, {
      method,
      headers: Object.fromEntries(given) as Record<string, string>,
      ...(body === '' ? {} : { body }),
    }).then(async (reply) => {
      const text = await reply.text()
      if (left-- > 0) return void socket.destroy()
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(text)
    })
  })
}

test('an answer that got lost is asked for again, and the payment was made once', async () => {
  const line = await lossy(2)
  const reference = 'lost-answer'
  const there = new Florin(await freshKey(), { ...places(), url: line.url })
  const { attempts, is_replayed, body } = await there.payments.create({ ...visa, reference }).answer()
  assert.deepEqual([attempts, is_replayed, body.status], [3, true, 'succeeded'])
  const page = await there.payments.list({ reference })
  assert.deepEqual(
    page.data.map(({ id }) => id),
    [body.id],
  )
  await line.close()
})
const freshKey = async (): Promise<string> =>
  present((await florin.sandboxes.create({ name: 'Another' })).secret_key, 'shown once')

test('a list is read to its end, a page at a time', async () => {
  const made: string[] = []
  for (let at = 0; at < 5; at++) made.push((await florin.customers.create({ name: `Customer ${at}` })).id)
  const read: string[] = []
  for await (const { id } of florin.customers.list({ limit: 2 })) read.push(id)
  assert.deepEqual(read, made.toReversed())
  const first = await florin.customers.list({ limit: 2 })
  const second = await first.next()
  assert.deepEqual([first.data.length, second?.data[0]?.id], [2, made[2]])
})

test('a payment whose outcome is unknown is waited for, until the acquirer has said what became of it', async () => {
  const there = new Florin(await freshKey(), places())
  const lost = { kind: 'answer_lost', acquirer: 'northgate', operation: 'authorize', count: 1 } as const
  await there.sandbox.faults.replace({ faults: [lost] })
  const { body, status } = await there.payments.create({ ...visa, three_ds: 'never' }, { wait_s: 0 }).answer()
  assert.deepEqual([status, body.status], [202, 'processing'])
  const seen: string[] = []
  const waiting = there.payments.wait(body.id).then((payment) => {
    seen.push(payment.status)
    return payment
  })
  assert.equal((await there.payments.get(body.id)).status, 'processing')
  assert.deepEqual(seen, [])
  await there.sandbox.clock.advance({ by_ms: 300_000 })
  const { status: outcome, finality } = await waiting
  assert.deepEqual([outcome, finality.state], ['succeeded', 'provisional'])
})

test('whoever gives a call up is told so, and does not wait for the answer', async () => {
  const silent = await listen(() => undefined)
  const stop = new AbortController()
  const there = new Florin('sk_test_x', { url: silent.url })
  const call = there.payments.get('pay_1', { signal: stop.signal })
  stop.abort()
  await assert.rejects(call, (error) => error instanceof ConnectionError && error.reason === 'aborted')
  await silent.close()
})

test('a webhook is known by its signature, and its type says what it tells', async () => {
  let heard: (event: WebhookEvent) => void
  let failed: (error: unknown) => void
  let secret = ''
  const told = new Promise<WebhookEvent>((resolve, reject) => {
    heard = resolve
    failed = reject
  })
  const receiver = await listen(({ headers }, response, body) => {
    response.writeHead(204).end()
    verifyWebhook(body, headers, secret).then(heard, failed)
  })
  const endpoint = await florin.webhookEndpoints.create({ url: receiver.url, events: ['payment.succeeded'] })
  secret = present(endpoint.secret, 'shown once')
  const payment = await florin.payments.create(visa)
  const event = await told
  assert.ok(event.type === 'payment.succeeded')
  assert.deepEqual([event.data.object.id, event.data.object.amount.value], [payment.id, '1050'])
  await florin.webhookEndpoints.delete(endpoint.id)
  await receiver.close()
})

test('events are followed as they happen', async () => {
  const stop = new AbortController()
  const opened: (() => void)[] = []
  const is_open = new Promise<void>((resolve) => opened.push(resolve))
  // A sandbox without a past: what other tests made may still be on its way to the stream.
  const there = new Florin(await freshKey(), places())
  const stream = there.events.stream(
    { types: ['customer.created'] },
    { signal: stop.signal, on_state: () => opened[0]?.() },
  )
  const next = stream.next()
  await is_open
  const { id } = await there.customers.create({ name: 'Followed' })
  const { value: event } = await next
  assert.ok(event?.type === 'customer.created')
  assert.equal(event.data.object.id, id)
  stop.abort()
  assert.equal((await stream.next()).done, true)
})

test('a page makes a token with a publishable key, and a secret key is refused there', { skip }, async () => {
  const input = fileURLToPath(new URL('../sdk/typescript/index.ts', import.meta.url))
  const bundle = await rolldown({ input, platform: 'browser' })
  const { output } = await bundle.generate({ format: 'iife', name: 'sdk', minify: true })
  await bundle.close()
  const shop = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<script>${output[0].code}</script>`)
  })
  const browser = await openChromium()
  const page = await browser.newPage()
  await page.goto(shop.url)
  const at = JSON.stringify({ url: server.url, vault_url: server.vault_url })
  const card = JSON.stringify({ number: '4242424242424242', expiry_month: 12, expiry_year: 2031, cvc: '123' })
  const refused = await page.evaluate<string>(
    `(() => { try { new sdk.Florin('sk_test_x', ${at}) } catch (error) { return error.name + ': ' + error.message } })()`,
  )
  assert.match(refused, /^FlorinError: Only a publishable key/)
  const token = await page.evaluate<string>(
    `new sdk.Florin('${publishable_key}', ${at}).tokens.create({ card: ${card} }).then(({ id }) => id)`,
  )
  await browser.close()
  await shop.close()
  const payment = await florin.payments.create({ amount: usd('1050'), payment_method: token })
  assert.equal(payment.status, 'succeeded')
})

test('an address that is none is refused when the client is made', () => {
  assert.throws(() => new Florin('sk_test_x', { url: 'florin.example' }), FlorinError)
})
