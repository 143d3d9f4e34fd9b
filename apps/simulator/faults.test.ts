// Goal: every fault does what it says, and the books say whether money moved.
// Method: one fault at a time, on each acquirer, through real sockets.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import type { CardOutcome, OperationNews } from '../../modules/rails/index.ts'
import type { FaultKind } from './faults.ts'
import { type AcquirerName, acquirerNames } from './operation.ts'
import { authorize, type Bench, connectors, inquire, MERCHANT, openBench, START_AT } from './testing.ts'

const world = realWorld()
let bench: Bench
let listener: Server
let heard: OperationNews[] = []
let status = 200
before(async () => {
  listener = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const acquirer = (request.url ?? '').slice(1) as AcquirerName
      const headers = request.headers as Record<string, string>
      const message = { headers, body: Buffer.concat(chunks).toString('latin1'), at: world.now() }
      const news = connectors[acquirer].readCallback?.(bench.account(acquirer), message)
      heard.push(...((news ?? [{ message_id: 'not believed' }]) as OperationNews[]))
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  const callback_urls = Object.fromEntries(
    ['northgate', 'tidewater'].map((name) => [name, `http://127.0.0.1:${port}/${name}`]),
  )
  bench = await openBench({ callback_urls })
})
after(async () => {
  await bench.close()
  listener.close()
})
beforeEach(async () => {
  heard = []
  status = 200
  await bench.control('DELETE', `/worlds/${MERCHANT}/faults`)
})

const put = (...faults: object[]): Promise<unknown> =>
  bench.control('PUT', `/worlds/${MERCHANT}/faults`, { faults })
async function isInBooks(reference: string): Promise<boolean> {
  const { authorizations } = (await bench.control('GET', `/worlds/${MERCHANT}/books`)) as {
    authorizations: { operation_reference: string }[]
  }
  return authorizations.some(({ operation_reference }) => operation_reference === reference)
}
/** Plays what is due now, so that nothing has to be waited for. */
const settle = (): Promise<Record<string, unknown>> =>
  bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: START_AT })

const faults: readonly (readonly [FaultKind, CardOutcome['kind'], moved: boolean])[] = [
  ['timeout_before_effect', 'unknown', false],
  ['timeout_after_effect', 'unknown', true],
  ['answer_lost', 'unknown', true],
  ['error_before_effect', 'unknown', false],
  ['error_after_effect', 'unknown', true],
  ['garbage', 'unknown', true],
]
for (const acquirer of acquirerNames)
  for (const [kind, seen, hasMoved] of faults)
    test(`${acquirer}: ${kind} is ${seen}, and money has ${hasMoved ? '' : 'not '}moved`, async () => {
      await put({ kind, acquirer, operation: 'authorize', count: 1 })
      const payment = authorize()
      assert.equal((await bench.call(acquirer, payment, undefined, 150)).kind, seen)
      assert.equal(await isInBooks(payment.operation_reference), hasMoved)
      const known = await bench.call(acquirer, inquire(payment))
      assert.equal(known.kind, hasMoved ? 'approved' : 'not_found')
    })

test('an outage answers everybody that nothing happened', async () => {
  await put({ kind: 'outage' })
  const payment = authorize()
  assert.equal((await bench.call('northgate', payment)).kind, 'unknown')
  assert.equal((await bench.call('ironbridge', authorize())).kind, 'rejected')
  assert.equal((await bench.call('northgate', inquire(payment))).kind, 'unknown')
  assert.equal(await isInBooks(payment.operation_reference), false)
})

test('an outage has a window on the clock of the world', async () => {
  await put({ kind: 'outage', from_at: '2026-11-24T12:01:00Z', until_at: '2026-11-24T13:00:00Z' })
  assert.equal((await bench.call('northgate', authorize())).kind, 'approved')
})

for (const acquirer of acquirerNames)
  test(`${acquirer}: refused connections send nothing, and end with the fault`, async () => {
    await put({ kind: 'connection_refused', acquirer })
    // A link that was open is noticed to be cut by the first message at the latest.
    const first = await bench.call(acquirer, authorize())
    assert.ok(first.kind === 'not_sent' || first.kind === 'unknown')
    assert.equal((await bench.call(acquirer, authorize())).kind, 'not_sent')
    await bench.control('DELETE', `/worlds/${MERCHANT}/faults`)
    assert.equal(
      (await bench.call(acquirer, authorize())).kind,
      acquirer === 'tidewater' ? 'pending' : 'approved',
    )
  })

test('latency is waited for', async () => {
  await put({ kind: 'latency', ms: 120, count: 1 })
  assert.equal((await bench.call('northgate', authorize(), undefined, 40)).kind, 'unknown')
  assert.equal((await bench.call('northgate', authorize(), undefined, 1_000)).kind, 'approved')
})

test('a share strikes the same operations whatever their order', async () => {
  await put({ kind: 'error_before_effect', id: 'half', share: 0.5 })
  const payments = Array.from({ length: 40 }, () => authorize())
  const first = await Promise.all(payments.map((payment) => bench.call('northgate', payment)))
  const again = await Promise.all(payments.toReversed().map((payment) => bench.call('northgate', payment)))
  assert.deepEqual(
    again.toReversed().map(({ kind }) => kind),
    first.map(({ kind }) => kind),
  )
  const struck = first.filter(({ kind }) => kind === 'unknown').length
  assert.ok(struck > 8 && struck < 32, `${struck} of 40`)
})

test('tidewater tells an outcome once, signed with both secrets', async () => {
  const payment = authorize()
  assert.equal((await bench.call('tidewater', payment)).kind, 'pending')
  await settle()
  assert.deepEqual(
    heard.map(({ about, outcome, operation_reference }) => [about, outcome.kind, operation_reference]),
    [['authorize', 'approved', payment.operation_reference]],
  )
})

test('a callback that is not accepted comes again, with the same id', async () => {
  status = 503
  await bench.call('tidewater', authorize())
  const first = await settle()
  assert.equal(first['undelivered'], 1)
  status = 200
  assert.equal((await settle())['overdue'], 0)
  assert.ok(heard.length >= 2)
  assert.equal(new Set(heard.map(({ message_id }) => message_id)).size, 1)
})

test('a duplicate has the same message id, a contradiction another one and no effect', async () => {
  await put({ kind: 'duplicate_callback', count: 1 })
  await bench.call('tidewater', authorize())
  await settle()
  assert.equal(heard.length, 2)
  assert.equal(heard[0]?.message_id, heard[1]?.message_id)
  heard = []
  await put({ kind: 'contradictory_callback', count: 1 })
  const payment = authorize()
  await bench.call('tidewater', payment)
  await settle()
  assert.deepEqual(
    heard.map(({ outcome }) => outcome.kind),
    ['approved', 'declined'],
  )
  assert.equal(await isInBooks(payment.operation_reference), true)
  assert.equal((await bench.call('tidewater', inquire(payment))).kind, 'approved')
})

test('a callback can come before the answer of the request', async () => {
  await put({ kind: 'callback_before_answer', count: 1 })
  await bench.call('tidewater', authorize())
  assert.equal(heard.length, 1)
})

test('a late callback comes with the clock, a lost one never', async () => {
  await put({ kind: 'late_callback', count: 1, ms: 60_000 })
  await bench.call('tidewater', authorize())
  await settle()
  assert.equal(heard.length, 0)
  const { next_due_at } = await bench.control('GET', `/worlds/${MERCHANT}/next-due`)
  assert.equal(next_due_at, '2026-11-24T12:01:00.000000Z')
  await bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: next_due_at })
  assert.equal(heard.length, 1)
  await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: START_AT } })
  await put({ kind: 'lost_callback', count: 1 })
  await bench.call('tidewater', authorize())
  await settle()
  assert.equal(heard.length, 1)
})

test('a clock that is ten minutes off makes callbacks that are not believed', async () => {
  await put({ kind: 'skewed_clock', count: 1, ms: -600_000 })
  await bench.call('tidewater', authorize())
  await settle()
  assert.deepEqual(heard, [{ message_id: 'not believed' }])
})

for (const acquirer of acquirerNames)
  test(`${acquirer}: a late reversal takes back what was approved`, async () => {
    await put({ kind: 'late_reversal', count: 1, ms: 1_000 })
    const payment = authorize({ is_captured: true })
    await bench.call(acquirer, payment)
    await bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: '2026-11-24T12:00:02Z' })
    const known = await bench.call(acquirer, inquire(payment))
    assert.equal(known.kind, 'rejected')
    const { movements } = (await bench.control('GET', `/worlds/${MERCHANT}/books`)) as {
      movements: { operation_reference: string; gross: string }[]
    }
    const own = movements.filter(
      ({ operation_reference }) => operation_reference === payment.operation_reference,
    )
    assert.deepEqual(own.map(({ gross }) => gross).sort(), ['-1050', '1050'])
    if (acquirer !== 'ironbridge') assert.equal(heard.at(-1)?.outcome.kind, 'reversed')
    await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: START_AT } })
  })
