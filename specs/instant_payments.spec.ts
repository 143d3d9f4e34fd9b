// Goal: money moves within seconds, in both directions, and whatever a rail does or leaves undone, it moves once or not at all
// and the books say what the bank says.
// Method: the whole server with its workers and the simulated gateway, on a sandbox's clock, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { pause, realWorld } from '../kernel/world.ts'
import { type BankShop, openBankShop } from './bank_shop.ts'
import type { Json } from './sandbox_app.ts'

/** A minute and more: how long something takes is the machine's affair, that it happens is what is tested. */
const LOOKS_MAX = 6_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
let shop: BankShop
let connection: string
let account: string
before(async () => {
  shop = await openBankShop()
  connection = await connectionFor('USD')
  account = await cash('USD')
})
after(() => shop?.close())

async function connectionFor(currency: string): Promise<string> {
  const listed = await shop.get('/v1/bank-connections')
  const found = (listed['data'] as readonly Json[]).find((one) => one['currency'] === currency)
  return String(present(found, 'a connection')['id'])
}

/** A ledger account with money that lies at the simulated bank. */
async function cash(currency: string): Promise<string> {
  const listed = await shop.get('/v1/bank-connections')
  const bank = present(
    (listed['data'] as readonly Json[]).find((one) => one['currency'] === currency),
    'a connection',
  )
  const made = await shop.post('/v1/ledger/accounts', {
    currency,
    normal_side: 'credit',
    path: `instant:${currency.toLowerCase()}`,
  })
  await shop.post('/v1/ledger/transfers', {
    debit_account: bank['bank_account'],
    credit_account: made['id'],
    amount: { value: '500000', currency },
  })
  return String(made['id'])
}

async function payee(account_number: string): Promise<string> {
  const made = await shop.post('/v1/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name: 'Ada Lovelace', kind: 'individual' },
    account_type: 'checking',
    account: { routing_number: '091000019', account_number },
  })
  return String(made['id'])
}

let payments = 0
async function pay(ending: string, rail = 'fednow', more: object = {}): Promise<string> {
  const listed = await shop.post('/v1/payment-orders', {
    orders: [
      {
        connection,
        kind: 'credit_transfer',
        rail,
        bank_account: await payee(`10000${String(++payments).padStart(3, '0')}${ending}`),
        account,
        amount: { value: String(1_000 + payments), currency: 'USD' },
        ...more,
      },
    ],
  })
  return String((listed['data'] as readonly Json[])[0]?.['id'])
}

/** As soon as it is in one of those states. */
async function until(id: string, ...states: readonly string[]): Promise<Json> {
  for (let looks = 0; ; looks++) {
    const found = await shop.get(`/v1/payment-orders/${id}`)
    if (states.includes(String(found['state']))) return found
    assert.ok(looks < LOOKS_MAX, `it stays ${JSON.stringify(found)}`)
    await pause(realWorld(), 10)
  }
}
const balance = async (id: string, field: string): Promise<bigint> => {
  const read = await shop.get(`/v1/ledger/accounts/${id}/balance`)
  return BigInt((read[field] as { value: string }).value)
}
const steps = (id: string): Promise<readonly string[]> => shop.statesOf(id)

test('a payment is there within seconds, and cannot come back for ordinary reasons', async () => {
  const [bank, spent] = [BigInt(await shop.bankSays()), await balance(account, 'posted')]
  const id = await pay('0001')
  const settled = await until(id, 'settled')
  assert.deepEqual(await steps(id), ['submit', 'settle'])
  assert.equal((settled['finality'] as Json)['state'], 'final')
  assert.match(String(settled['reference']), /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  assert.equal(await balance(account, 'posted'), spent - 1_001n)
  assert.equal(BigInt(await shop.bankSays()), bank - 1_001n)
})

test('a payment that is rejected sets its money free, and says what the code asks for', async () => {
  const free = await balance(account, 'available')
  const id = await pay('7801', 'rtp')
  const rejected = await until(id, 'rejected')
  assert.deepEqual([rejected['reason_code'], rejected['next_action']], ['AC04', 'NEW_DETAILS'])
  assert.equal(await balance(account, 'available'), free)
})

test('an answer by callback is an answer; one that comes twice is one', async () => {
  const [later, twice] = [await pay('7001'), await pay('7020')]
  await until(twice, 'settled')
  await shop.goForward(5_000)
  await until(later, 'settled')
  assert.deepEqual(await steps(later), ['submit', 'settle'])
  assert.deepEqual(await steps(twice), ['submit', 'settle'])
})

test('what is accepted without posting waits, and settles, comes back, or is for a person', async () => {
  const bank = BigInt(await shop.bankSays())
  const [posted, back, open] = [await pay('7003'), await pay('7004'), await pay('7006')]
  for (const id of [posted, back, open]) await until(id, 'submitted')
  await shop.goForward(2 * 60 * MINUTE_MS)
  await until(posted, 'settled')
  const returned = await until(back, 'returned')
  assert.equal(returned['reason_code'], 'AC06')
  assert.deepEqual(await steps(back), ['submit', 'deliver', 'settle', 'return'])
  // Longer than any row of holidays and weekends.
  await shop.goForward(10 * DAY_MS)
  const left = await shop.get(`/v1/payment-orders/${open}`)
  assert.deepEqual([left['state'], left['needs_review']], ['submitted', true])
  const amounts = [posted, open].map(async (id) =>
    BigInt(((await shop.get(`/v1/payment-orders/${id}`))['amount'] as { value: string }).value),
  )
  const gone = (await Promise.all(amounts)).reduce((sum, one) => sum + one, 0n)
  assert.equal(BigInt(await shop.bankSays()), bank - gone, 'the bank moved what settled, and what is open')
})

test('silence is asked about, never sent again: whoever knows the payment says what became of it', async () => {
  const dropped = await pay('7013')
  const garbled = await pay('7014')
  const lied = await pay('7024')
  for (const id of [dropped, garbled, lied]) await until(id, 'unknown')
  await shop.goForward(2 * MINUTE_MS)
  for (const id of [dropped, garbled, lied]) {
    await until(id, 'settled')
    assert.deepEqual(await steps(id), ['submit', 'lose', 'settle'])
  }
})

test('a payment that the rail does not know is sent again under its id; one that was surely too late gets another', async () => {
  const bank = BigInt(await shop.bankSays())
  const [lost, late] = [await pay('7015'), await pay('7023')]
  for (const id of [lost, late]) await until(id, 'unknown')
  await shop.goForward(2 * MINUTE_MS)
  const settled = [await until(lost, 'settled'), await until(late, 'settled')]
  assert.deepEqual(await steps(lost), ['submit', 'lose', 'settle'])
  assert.deepEqual(await steps(late), ['submit', 'lose', 'withdraw', 'submit', 'settle'])
  const sums = settled.map((order) => BigInt((order['amount'] as { value: string }).value))
  assert.equal(
    BigInt(await shop.bankSays()),
    sums.reduce((left, one) => left - one, bank),
    'each of them once',
  )
})

test('what a gateway does not pass on was never sent', async () => {
  const id = await pay('7025')
  const rejected = await until(id, 'rejected')
  assert.deepEqual([rejected['reason_code'], rejected['needs_review']], ['NOT_SENT', true])
})

test('a payment that settled and comes back is returned', async () => {
  const id = await pay('7026')
  await until(id, 'settled')
  await shop.goForward(DAY_MS + MINUTE_MS)
  const returned = await until(id, 'returned')
  assert.equal(returned['reason_code'], 'AC04')
})

test('a rail that contradicts itself is noted, and a person looks; the books stay', async () => {
  const id = await pay('7021')
  await until(id, 'settled')
  await shop.goForward(2 * 60 * MINUTE_MS)
  const order = await shop.get(`/v1/payment-orders/${id}`)
  assert.deepEqual([order['state'], order['needs_review']], ['settled', true])
  const listed = await shop.get('/v1/bank-notices')
  const [notice] = listed['data'] as readonly Json[]
  assert.deepEqual([notice?.['kind'], notice?.['order']], ['contradictory_status', id])
})

test('only a sure rejection that allows it takes the slower rail', async () => {
  const taken = await until(await pay('7805', 'fednow', { fallback: true }), 'rejected')
  assert.equal(taken['reason_code'], 'AG01')
  const next = await shop.get(`/v1/payment-orders/${await nextOf(String(taken['id']))}`)
  assert.deepEqual([next['rail'], next['state'], next['original']], ['ach', 'scheduled', taken['id']])
  const kept = await until(await pay('7801', 'fednow', { fallback: true }), 'rejected')
  await pause(realWorld(), 50)
  assert.equal((await shop.get(`/v1/payment-orders/${String(kept['id'])}`))['next'], null)
})

async function nextOf(id: string): Promise<string> {
  for (let looks = 0; ; looks++) {
    const { next } = await shop.get(`/v1/payment-orders/${id}`)
    if (typeof next === 'string') return next
    assert.ok(looks < LOOKS_MAX, 'no order takes its place')
    await pause(realWorld(), 10)
  }
}

test('a request for payment is accepted and paid, once, to the account that it names', async () => {
  const number = '4000000017'
  const made = await shop.post('/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'shop:sales',
  })
  const receiving = await shop.post('/v1/receiving-accounts', { connection, number, account: made['id'] })
  const bank = BigInt(await shop.bankSays())
  const ask = async (ending: string): Promise<string> => {
    const request = await shop.post('/v1/payment-requests', {
      rail: 'rtp',
      bank_account: await payee(`20000000${ending}`),
      receiving_account: receiving['id'],
      amount: { value: '4200', currency: 'USD' },
      remittance: 'Invoice 17',
      expires: new Date(Date.parse(await now()) + 3 * DAY_MS).toISOString().slice(0, 10),
    })
    return String(request['id'])
  }
  const [paid, declined, ignored] = [await ask('0001'), await ask('7041'), await ask('7042')]
  await shop.goForward(5 * MINUTE_MS)
  const request = await shop.get(`/v1/payment-requests/${paid}`)
  assert.equal(request['state'], 'paid', JSON.stringify(request))
  const receipt = await shop.get(`/v1/instant-receipts/${String(request['receipt'])}`)
  assert.deepEqual(
    [receipt['outcome'], receipt['request'], receipt['account']],
    ['credited', paid, made['id']],
  )
  assert.equal(await balance(String(made['id']), 'posted'), 4_200n)
  assert.equal(BigInt(await shop.bankSays()), bank + 4_200n)
  assert.equal((await shop.get(`/v1/payment-requests/${declined}`))['state'], 'declined')
  await shop.post(`/v1/payment-requests/${ignored}/cancel`, { because: 'paid in cash' })
  await shop.goForward(MINUTE_MS)
  assert.equal((await shop.get(`/v1/payment-requests/${ignored}`))['state'], 'cancelled')
  await shop.post(`/v1/receiving-accounts/${String(receiving['id'])}/close`, {})
})

test('money comes in for an account that is open, and is refused with a code for any other', async () => {
  const number = '4000000025'
  const made = await shop.post('/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'shop:tips',
  })
  await shop.post('/v1/receiving-accounts', { connection, number, account: made['id'] })
  await shop.post(`/v1/bank-connections/${connection}/instant-gateway`, {})
  const bank = BigInt(await shop.bankSays())
  const pays = (account_number: string) =>
    shop.api.simulated('POST', 'instant-payments', shop.key, { rail: 'rtp', account_number, amount: 777 })
  await pays(number)
  await pays('4999999999')
  assert.equal(await balance(String(made['id']), 'posted'), 777n)
  assert.equal(BigInt(await shop.bankSays()), bank + 777n)
  const listed = await shop.get('/v1/instant-receipts?limit=2')
  const receipts = listed['data'] as readonly Json[]
  assert.deepEqual(
    receipts
      .map((one) => [one['outcome'], one['reason_code']])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    [
      ['credited', null],
      ['refused', 'AC03'],
    ],
  )
})

test('SEPA Instant settles at once, and falls back to a credit transfer when the other bank is offline', async () => {
  const euro = { connection: await connectionFor('EUR'), account: await cash('EUR') }
  const order = async (iban: string): Promise<string> => {
    const to = await shop.post('/v1/bank-accounts', {
      country: 'DE',
      currency: 'EUR',
      holder: { name: 'Zoë Müller', kind: 'individual' },
      account: { iban },
    })
    const listed = await shop.post('/v1/payment-orders', {
      orders: [
        {
          ...euro,
          kind: 'credit_transfer',
          rail: 'sepa_instant',
          bank_account: to['id'],
          amount: { value: '2500', currency: 'EUR' },
          remittance: 'Grüße',
          fallback: true,
        },
      ],
    })
    return String((listed['data'] as readonly Json[])[0]?.['id'])
  }
  const settled = await until(await order('DE89370400440532013000'), 'settled')
  assert.equal((settled['finality'] as Json)['state'], 'final')
  const offline = await until(await order(ibanEnding('7806')), 'rejected')
  assert.equal(offline['reason_code'], 'AB08')
  const next = await shop.get(`/v1/payment-orders/${await nextOf(String(offline['id']))}`)
  assert.deepEqual([next['rail'], next['state']], ['sepa', 'scheduled'])
})

/** Of the bank 37040044, with check digits by ISO 7064 MOD 97-10. */
function ibanEnding(digits: string): string {
  const bban = `37040044053201${digits}`
  const check = 98n - (BigInt(`${bban}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${bban}`
}

const now = async (): Promise<string> => {
  const clock = await shop.get('/v1/sandbox/clock')
  return String(clock['now'])
}
