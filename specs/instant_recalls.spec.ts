// Goal: an instant payment that should not have been is asked back over the gateway, and however the other bank answers, or does
// not, its money comes back once or stays away; what a bank asks back from us is somebody's to decide.
// Method: the whole server with its workers and the simulated gateway, on a sandbox's clock, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { pause, realWorld } from '../kernel/world.ts'
import type { Json } from './sandbox_app.ts'
import { openSepaShop, type SepaShop } from './sepa_shop.ts'

/** A minute and more: how long something takes is the machine's affair, that it happens is what is tested. */
const LOOKS_MAX = 6_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
let shop: SepaShop
before(async () => {
  shop = await openSepaShop()
})
after(() => shop?.close())

/** A payment that settled, to an account with those last digits. */
async function paid(ends: string, amount: string): Promise<string> {
  const { id } = await shop.pay({ ends, amount, more: { rail: 'sepa_instant' } })
  for (let looks = 0; (await shop.read(id)).state !== 'settled'; looks++) {
    assert.ok(looks < LOOKS_MAX, 'it does not settle')
    await pause(realWorld(), 10)
  }
  return id
}
const ask = async (order: string, reason = 'DUPL'): Promise<string> => {
  const made = await shop.post(`/v1/payment-orders/${order}/recall`, { reason, because: 'Paid twice.' })
  return String(made['id'])
}
async function askedBack(ends: string, amount: string): Promise<{ order: string; recall: string }> {
  const order = await paid(ends, amount)
  return { order, recall: await ask(order) }
}
const recallNow = async (id: string): Promise<string> => {
  const { state, answer_code } = await shop.get(`/v1/recalls/${id}`)
  return [state, answer_code ?? ''].join(' ').trim()
}
const orderNow = async (id: string): Promise<string> => {
  const { state, reason_code, needs_review } = await shop.read(id)
  return [state, reason_code ?? '', needs_review ? 'review' : ''].filter((word) => word !== '').join(' ')
}
const shown = async (one: { order: string; recall: string }): Promise<readonly string[]> => [
  await recallNow(one.recall),
  await orderNow(one.order),
]
const told = async (recall: string): Promise<readonly string[]> =>
  (await shop.api.events(shop.key))
    .filter((event) => event.type.startsWith('recall.') && JSON.stringify(event).includes(recall))
    .map(({ type }) => type)
const available = async (): Promise<bigint> => {
  const read = await shop.get(`/v1/ledger/accounts/${shop.euro.account}/balance`)
  return BigInt((read['available'] as { value: string }).value)
}
const agree = async (): Promise<void> => assert.equal(await shop.eurosAtBank(), await shop.eurosInBooks())

test('a recall is accepted, and the money is back a day later: for the bank, in the books and for whoever is told', async () => {
  const free = await available()
  const one = await askedBack('0001', '700')
  const recall = await shop.get(`/v1/recalls/${one.recall}`)
  assert.deepEqual([recall['state'], recall['file']], ['pending', null])
  assert.match(String(recall['message_id']), /^C[0-9A-Z]{26}$/)
  await shop.goForward(8 * DAY_MS)
  assert.deepEqual(await shown(one), ['returned FOCR', 'returned FOCR'])
  assert.deepEqual(await shop.statesOf(one.order), ['submit', 'settle', 'return'])
  assert.deepEqual(await told(one.recall), ['recall.requested', 'recall.accepted', 'recall.returned'])
  assert.equal(await available(), free)
  await agree()
})

test('a bank may refuse, and give it back all the same; one that never answers leaves it open', async () => {
  const refused = await askedBack('9701', '800')
  const after_all = await askedBack('9716', '810')
  const silent = await askedBack('9799', '820')
  const due_on = String((await shop.get(`/v1/recalls/${silent.recall}`))['answer_due_on'])
  await shop.goForward(8 * DAY_MS)
  assert.deepEqual(await shown(refused), ['refused CUST', 'settled'])
  assert.deepEqual(await shown(after_all), ['returned FOCR', 'returned FOCR'])
  assert.deepEqual(await told(after_all.recall), ['recall.requested', 'recall.refused', 'recall.returned'])
  assert.deepEqual(await shown(silent), ['pending', 'settled'])
  assert.match(due_on, /^20\d\d-\d\d-\d\d$/)
  await agree()
})

test('answers that come twice, anew or in the wrong order move the money once', async () => {
  const [twice, anew, first] = [
    await askedBack('9710', '900'),
    await askedBack('9711', '910'),
    await askedBack('9712', '920'),
  ]
  await shop.goForward(8 * DAY_MS)
  for (const one of [twice, anew, first]) {
    assert.deepEqual(await shown(one), ['returned FOCR', 'returned FOCR'])
    assert.deepEqual(await shop.statesOf(one.order), ['submit', 'settle', 'return'])
  }
  assert.deepEqual(await told(twice.recall), ['recall.requested', 'recall.accepted', 'recall.returned'])
  assert.deepEqual(await told(first.recall), ['recall.requested', 'recall.returned'])
  const notices = (await shop.get('/v1/bank-notices'))['data'] as readonly Json[]
  const duplicates = notices.filter(({ kind }) => kind === 'duplicate_return')
  assert.deepEqual(
    duplicates.map(({ order }) => order),
    [anew.order],
    'only what was told anew is for a person',
  )
  await agree()
})

test('a request that the gateway did not answer is asked about; one that it never got is sent again, one that it refuses has failed', async () => {
  const [cut, lost, never] = [
    await askedBack('9713', '1000'),
    await askedBack('9714', '1010'),
    await askedBack('9715', '1020'),
  ]
  await shop.goForward(10 * MINUTE_MS)
  assert.deepEqual(await shown(cut), ['pending', 'settled'])
  assert.deepEqual(await shown(lost), ['pending', 'settled'])
  assert.deepEqual(await shown(never), ['refused NOT_SENT', 'settled review'])
  await shop.goForward(8 * DAY_MS)
  assert.deepEqual(await shown(cut), ['returned FOCR', 'returned FOCR'])
  assert.deepEqual(await shown(lost), ['returned FOCR', 'returned FOCR'])
  await agree()
})

test('a payment is asked back once, and in time', async () => {
  const order = await paid('0002', '1100')
  await ask(order, 'FRAD')
  const again = await shop.api.call(
    'POST',
    `/v1/payment-orders/${order}/recall`,
    { reason: 'DUPL', because: 'again' },
    shop.key,
    { 'idempotency-key': 'once more' },
  )
  assert.equal(again.status, 409)
  assert.equal(again.body['code'], 'recall_not_allowed')
})

test('a bank asks back what we were paid: it is noted with what came in, and nothing moves', async () => {
  const made = await shop.post('/v1/ledger/accounts', {
    currency: 'EUR',
    normal_side: 'credit',
    path: 'shop:sales',
  })
  const number = 'DE89370400440532013000'
  await shop.post('/v1/receiving-accounts', { connection: shop.euro.connection, number, account: made['id'] })
  await shop.post(`/v1/bank-connections/${shop.euro.connection}/instant-gateway`, {})
  const simulated = (action: string, body: object) => shop.api.simulated('POST', action, shop.key, body)
  const payment = { rail: 'sepa_instant', account_number: number, amount: 777 }
  const { message_id } = await simulated('instant-payments', payment)
  const receipts = (await shop.get('/v1/instant-receipts?limit=1'))['data'] as readonly Json[]
  const receipt = present(receipts[0], 'what came in')
  assert.equal(receipt['message_id'], message_id)
  await simulated('instant-recalls', { message_id, reason: 'FRAD', because: 'The account was taken over.' })
  const [notice] = (await shop.get('/v1/bank-notices'))['data'] as readonly Json[]
  assert.deepEqual(
    [notice?.['kind'], notice?.['reason_code'], notice?.['receipt'], notice?.['amount']],
    ['recall_received', 'FRAD', receipt['id'], { value: '777', currency: 'EUR' }],
  )
  assert.match(String(notice?.['because']), /Answer before .*The account was taken over\.$/)
  const balance = await shop.get(`/v1/ledger/accounts/${String(made['id'])}/balance`)
  assert.deepEqual(balance['posted'], { value: '777', currency: 'EUR' })
  await shop.post(`/v1/bank-notices/${String(notice?.['id'])}/close`, {
    because: 'We keep it: goods were sent.',
  })
  await agree()
})
