import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ConnectionError, Florin, NotFoundError, OutcomeUnknownError } from './index.ts'
import { operations, outcomes } from './generated/resources.gen.ts'
import { hastyRuntime, listen } from './testing.ts'
import { isOver, readOutcome } from './wait.ts'

// Goal: a resource sends what its route takes, one intent has one key, and a wait ends only with an outcome.
// Method: a server that writes down what it was asked, and answers what a test has laid ready.

type Asked = {
  readonly line: string
  readonly body: string
  readonly key: string | undefined
  readonly prefer: string | undefined
}
type Reply = { readonly status?: number; readonly body: unknown } | 'cut'
const asked: Asked[] = []
const replies: Reply[] = []
let server: Awaited<ReturnType<typeof listen>>
let florin: Florin

before(async () => {
  server = await listen(({ method, url, headers, socket }, response, body) => {
    const { prefer, 'idempotency-key': key } = headers as Record<string, string | undefined>
    asked.push({ line: `${method} ${url}`, body, key, prefer })
    const reply = replies.shift() ?? { body: {} }
    if (reply === 'cut') return void socket.destroy()
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', 'request-id': 'req_1' })
    response.end(JSON.stringify(reply.body))
  })
  florin = new Florin('sk_test_x', {
    url: server.url,
    vault_url: `${server.url}/vault`,
    runtime: hastyRuntime(),
  })
})
after(() => server.close())

/** What is asked of the server while `calls` runs. */
async function askedBy(calls: () => PromiseLike<unknown>, ...ready: Reply[]): Promise<Asked[]> {
  asked.length = 0
  replies.splice(0, replies.length, ...ready)
  await calls()
  return [...asked]
}
const lines = async (...given: Parameters<typeof askedBy>) =>
  (await askedBy(...given)).map(({ line }) => line)

test('ids, body, filters and options stand in this order, and options stand alone where nothing else does', async () => {
  const freeze = await askedBy(() =>
    florin.ledger.accounts.freeze('acc_1/2', { scope: 'debits' }, { idempotency_key: 'mine', wait_s: 3 }),
  )
  assert.deepEqual(freeze, [
    {
      line: 'POST /v1/ledger/accounts/acc_1%2F2/freeze',
      body: '{"scope":"debits"}',
      key: 'mine',
      prefer: 'wait=3',
    },
  ])
  const get = await askedBy(() => florin.payments.get('pay_1', { headers: { 'x-one': '1' } }))
  assert.equal(get[0]?.line, 'GET /v1/payments/pay_1')
  const as_of = '2026-11-30T00:00:00Z'
  const balance = await askedBy(() => florin.ledger.accounts.balance('acc_1', { as_of }))
  assert.equal(balance[0]?.line, 'GET /v1/ledger/accounts/acc_1/balance?as_of=2026-11-30T00%3A00%3A00Z')
  const [reset] = await askedBy(() => florin.sandbox.reset({ idempotency_key: 'again' }))
  assert.deepEqual([reset?.line, reset?.key, reset?.body], ['POST /v1/sandbox/reset', 'again', ''])
})

test('filters of notes and of lists are written as the API reads them', async () => {
  const page = { body: { data: [], has_more: false, next_cursor: null } }
  const notes = await lines(
    () => florin.ledger.accounts.list({ metadata: { order: '7' }, limit: undefined }),
    page,
  )
  assert.deepEqual(notes, ['GET /v1/ledger/accounts?metadata%5Border%5D=7'])
})

test('an id that is missing is refused before anything is sent: it would be another route', () => {
  assert.throws(() => florin.payments.get(''), TypeError)
  assert.throws(() => florin.payments.get(undefined as unknown as string), TypeError)
})

test('card numbers go to the vault, and nothing else does', async () => {
  const card = { number: '4242424242424242', expiry_month: 12, expiry_year: 2030 }
  assert.deepEqual(await lines(() => florin.tokens.create({ card })), ['POST /vault/v1/tokens'])
  const to_vault = operations.split('\n').filter((line) => line.endsWith('v'))
  assert.deepEqual(
    to_vault.map((line) => line.split(' ')[0]),
    ['tokens.create', 'tokens.get', 'vault.rotations.create', 'vault.rotations.list'],
  )
})

test('a dropped line is tried again under the key of the intent; another intent has another key', async () => {
  const body = { amount: { value: '1050', currency: 'USD' }, payment_method: 'pm_card_visa' }
  const cut = await askedBy(
    () => florin.payments.create(body),
    'cut',
    { status: 503, body: {} },
    { body: {} },
  )
  assert.equal(cut.length, 3)
  assert.equal(new Set(cut.map(({ key }) => key)).size, 1)
  const [other] = await askedBy(() => florin.payments.create(body))
  assert.ok(other?.key !== undefined && other.key !== cut[0]?.key)
})

test('the whole answer is there for whoever asks for it, and a failure is told once', async () => {
  replies.splice(0, replies.length, { body: { id: 'pay_1' } })
  const { request_id, body } = await florin.payments.get('pay_1').answer()
  assert.deepEqual([request_id, body.id], ['req_1', 'pay_1'])
  const problem = { code: 'payment_not_found', detail: 'No payment has this id.', title: 'None' }
  replies.splice(0, replies.length, { status: 404, body: problem })
  await assert.rejects(florin.payments.get('pay_1').answer(), (error) => {
    assert.ok(error instanceof NotFoundError)
    assert.deepEqual([error.code, error.request_id], ['payment_not_found', 'req_1'])
    return true
  })
})

const page = (id: string, next_cursor: string | null): Reply => ({
  body: { data: [{ id }], has_more: next_cursor !== null, next_cursor },
})

test('a list is asked for when it is read: row by row, page by page, or its first page', async () => {
  assert.deepEqual(await lines(() => Promise.resolve([florin.refunds.list()])), [])
  const ids: string[] = []
  const rows = await lines(
    async () => {
      for await (const { id } of florin.refunds.list({ limit: 1 })) ids.push(id)
    },
    page('a', 'c1'),
    page('b', null),
  )
  assert.deepEqual(
    [ids, rows],
    [
      ['a', 'b'],
      ['GET /v1/refunds?limit=1', 'GET /v1/refunds?limit=1&cursor=c1'],
    ],
  )
  const pages: number[] = []
  const paged = await lines(
    async () => {
      for await (const one of florin.refunds.list().pages()) pages.push(one.data.length)
    },
    page('a', 'c1'),
    page('b', null),
  )
  assert.deepEqual([pages, paged.length], [[1, 1], 2])
  replies.splice(0, replies.length, page('a', 'c1'), page('b', null))
  const first = await florin.refunds.list()
  const second = await first.next()
  assert.deepEqual([first.has_more, second?.data[0]?.id, await second?.next()], [true, 'b', null])
})

test('nothing but an outcome ends a wait, and a payment whose capture is under way has none', () => {
  const outcome = readOutcome(outcomes['payments'] ?? '')
  const over = (status: string, more: object = {}, until?: 'final') =>
    isOver({ status, ...more }, outcome, until)
  for (const status of ['created', 'requires_action', 'in_review', 'processing', 'of_a_later_release'])
    assert.equal(over(status), false, status)
  for (const status of ['declined', 'succeeded', 'canceled', 'expired', 'blocked', 'reversed'])
    assert.equal(over(status), true, status)
  assert.equal(over('authorized', { capture_method: 'automatic' }), false)
  assert.equal(over('authorized', { capture_method: 'manual' }), true)
  assert.equal(over('authorized', { capture_method: 'manual', has_open_operation: true }), false)
  assert.equal(over('succeeded', { finality: { state: 'provisional' } }, 'final'), false)
  assert.equal(over('succeeded', { finality: { state: 'final' } }, 'final'), true)
})

test('a wait looks until it is decided, over lines that drop and servers that start anew', async () => {
  let payment: { status: string } | undefined
  const looked = await lines(
    async () => {
      payment = await florin.payments.wait('pay_1')
    },
    { body: { status: 'processing' } },
    'cut',
    { status: 503, body: {} },
    { body: { status: 'succeeded' } },
  )
  assert.equal(payment?.status, 'succeeded')
  assert.deepEqual(new Set(looked), new Set(['GET /v1/payments/pay_1']))
  assert.equal(looked.length, 4)
})

test('a wait that takes too long says that the outcome is unknown, which is no failure', async () => {
  replies.splice(0, replies.length, ...Array.from({ length: 500 }, () => ({ body: { status: 'pending' } })))
  let now_ms = 0
  const runtime = { ...hastyRuntime(), elapsed_ms: () => (now_ms += 1_000) }
  const quick = new Florin('sk_test_x', { url: server.url, runtime })
  await assert.rejects(quick.refunds.wait('ref_1', { timeout_ms: 30_000 }), (error) => {
    assert.ok(error instanceof OutcomeUnknownError)
    assert.match(error.message, /still unknown.*“pending”.*not failed/s)
    assert.equal(error.last?.['status'], 'pending')
    return true
  })
})

test('what no waiting would cure ends a wait, and so does whoever gives it up', async () => {
  const problem = { code: 'refund_not_found', detail: 'No refund has this id.' }
  replies.splice(0, replies.length, { status: 404, body: problem })
  await assert.rejects(florin.refunds.wait('ref_1'), NotFoundError)
  const stop = new AbortController()
  stop.abort()
  await assert.rejects(
    florin.refunds.wait('ref_1', { signal: stop.signal }),
    (error) => error instanceof ConnectionError && error.reason === 'aborted',
  )
})

test('a call that is given up is sent no second time', async () => {
  const stop = new AbortController()
  stop.abort()
  const given_up = await askedBy(() =>
    assert.rejects(
      florin.payments.create({ amount: { value: '1', currency: 'USD' } }, { signal: stop.signal }),
      (error) => error instanceof ConnectionError && error.reason === 'aborted',
    ),
  )
  assert.deepEqual(given_up, [])
})
