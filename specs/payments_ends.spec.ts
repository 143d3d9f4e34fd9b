import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { present } from '../kernel/assert.ts'
import { parseId } from '../kernel/id.ts'
import { claimOf } from '../modules/ledger/testing.ts'
import type { Rails } from '../modules/rails/index.ts'
import { type Bench, openBench } from './payments_bench.ts'
import { paymentClients } from './payments_client.ts'

// Goal: what an acquirer or a scheme does not allow is refused by its own name, and a hold that nobody gave back in time ends.
// Method: the real modules over HTTP; a second process whose acquirer offers less, or does not take voids any more.
const DAY_MS = 86_400_000
let bench: Bench
before(async () => void (bench = await openBench({ accounts: simulatedAccounts.slice(0, 1) })))
after(() => bench.close())
const { newClient, usd, manual, moved } = paymentClients(() => bench)

test('an acquirer that takes no further capture is not asked for one', async () => {
  const { scope, pay, of, look } = await newClient()
  const held = await pay(manual)
  await of(held, 'capture', { amount: usd(100), final: false })
  const once = bench.startNode((rails) => ({
    ...rails,
    async capabilities(...asked) {
      const offered = await rails.capabilities(...asked)
      return offered === undefined ? undefined : { ...offered, captures_max: 1 }
    },
  }))
  const id = present(parseId('pay', held.body.id), 'a payment')
  const stage = { claim: claimOf(scope, 'second', {}), is_resumed: false }
  const second = await once.payments.operate(
    bench.scopeOf(scope),
    id,
    { kind: 'capture', amount: 50, is_final: false },
    stage,
  )
  assert.equal(second.ok ? 'captured' : second.error.code, 'too_many_captures')
  assert.equal((await look(held)).amount_captured.value, '100')
})

test('a merchant-initiated Mastercard payment without its transaction link id is refused before it is sent', async () => {
  const { scope, pay } = await newClient()
  const refused = await pay({
    payment_method: 'pm_card_mastercard',
    merchant_initiated: { reason: 'recurring', network_transaction_id: 'MCC123456' },
  })
  assert.deepEqual([refused.status, refused.body.code], [422, 'transaction_link_required'], refused.text)
  assert.deepEqual(await moved(scope), [])
})

/** Out of reach for voids until the hold has run out, and then of the opinion that there is nothing to give back. */
const lateFor =
  (until_us: number) =>
  (rails: Rails): Rails => ({
    ...rails,
    call: (scope, account, token, request) =>
      request.operation !== 'void'
        ? rails.call(scope, account, token, request)
        : Promise.resolve(
            request.at < until_us
              ? { kind: 'not_sent', why: 'no line' }
              : { kind: 'rejected', code: 'expired', text: 'the authorisation has lapsed' },
          ),
  })

test('a hold that could not be given back in time lapses, in the books too', async () => {
  const { scope, pay, look } = await newClient()
  const held = await pay(manual)
  const capture_before = present(held.body.capture_before, 'the end of the hold')
  const late = bench.startNode(lateFor(Date.parse(capture_before) * 1_000))
  const left_ms = Date.parse(capture_before) - bench.scopeOf(scope).world.now() / 1_000
  await bench.advance(left_ms - DAY_MS / 2, late)
  assert.equal((await look(held)).status, 'authorized')
  await bench.advance(DAY_MS, late)
  assert.deepEqual([(await look(held)).status, (await look(held)).capture_before], ['expired', null])
  assert.deepEqual(await moved(scope), ['pending card_authorization 1000', 'void card_void 1000'])
})

test('a release that never reached the acquirer is sent once more, and the hold given back in time', async () => {
  const { scope, pay, look } = await newClient()
  const held = await pay(manual)
  let sent = 0
  const deafOnce = bench.startNode((rails) => ({
    ...rails,
    call: (owner, account, token, request) =>
      request.operation === 'void' && ++sent === 1
        ? Promise.resolve({ kind: 'unknown', why: 'it never arrived' })
        : rails.call(owner, account, token, request),
  }))
  const capture_before = Date.parse(present(held.body.capture_before, 'the end of the hold'))
  await bench.advance(capture_before - bench.scopeOf(scope).world.now() / 1_000 - DAY_MS / 2, deafOnce)
  assert.deepEqual([sent, (await look(held)).status], [1, 'authorized'])
  // Asked, the acquirer knows nothing of it; then it is given back, half a day before its time is over.
  for (const ms of [600_000, 4_000_000]) await bench.advance(ms, deafOnce)
  assert.deepEqual([sent, (await look(held)).status], [2, 'canceled'])
  assert.deepEqual(await moved(scope), ['pending card_authorization 1000', 'void card_void 1000'])
})
