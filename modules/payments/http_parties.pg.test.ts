import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { type PartiesApi, startPartiesApi, type TestParties, testParties } from './parties_testing.ts'

let test_parties: TestParties
let api: PartiesApi
before(async () => {
  test_parties = await testParties()
  api = await startPartiesApi(test_parties, await test_parties.newScope())
})
after(async () => {
  await api.edge.close()
  await test_parties.close()
})

const shop = { name: 'Café Olé', city: 'Utrecht', country: 'NL', mcc: '5812' }
const good = async (method: string, path: string, body?: unknown) => {
  const answer = await api.call(method, path, body)
  assert.ok(answer.status < 300, JSON.stringify(answer))
  return answer.body
}
const refused = async (method: string, path: string, body?: unknown) => {
  const { status, body: problem } = await api.call(method, path, body)
  return [status, problem['code'], problem['param']]
}

test('a merchant is created, found by its reference, changed, suspended and asked for its balance', async () => {
  const made = await good('POST', '/v1/merchants', { ...shop, reference: 'shop-1' })
  const path = `/v1/merchants/${String(made['id'])}`
  assert.equal(made['statement_descriptor'], 'CAFE OLE')
  assert.equal(made['mcc_name'], 'Restaurants')
  assert.deepEqual(await good('GET', path), made)
  assert.deepEqual((await good('GET', '/v1/merchants?reference=shop-1'))['data'], [made])
  assert.equal(
    (await good('PATCH', path, { mcc: '9998' }))['mcc_name'],
    null,
    'an unknown code is taken as it is',
  )
  assert.equal((await good('POST', `${path}/suspend`))['state'], 'suspended')
  assert.equal((await good('POST', `${path}/resume`))['state'], 'active')
  assert.deepEqual(await good('GET', `${path}/balance`), { merchant: made['id'], balances: [] })
})

test('every fault of a merchant names its field', async () => {
  const faults: [object, string][] = [
    [{ country: 'ZZ' }, 'country'],
    [{ country: 'nl' }, 'country'],
    [{ mcc: '581' }, 'mcc'],
    [{ statement_descriptor: '1234' }, 'statement_descriptor'],
    [{ statement_descriptor: 'A*B' }, 'statement_descriptor'],
    [{ name: 'コーヒー' }, 'statement_descriptor'],
    [{ name: 'a\nb' }, 'name'],
    [{ settlement_currency: 'XAU' }, 'settlement_currency'],
    [{ id: 'mer_1' }, 'id'],
    [{ metadata: { a: 1 } }, 'metadata.a'],
    [{ colour: 'red' }, 'colour'],
  ]
  for (const [more, param] of faults)
    assert.deepEqual(await refused('POST', '/v1/merchants', { ...shop, ...more }), [
      400,
      'invalid_request',
      param,
    ])
  for (const path of ['/v1/merchants/mer_1', `/v1/merchants/${newId('mer', test_parties.world)}/balance`])
    assert.deepEqual(await refused('GET', path), [404, 'merchant_not_found', undefined])
})

test('a list of merchants goes on where the page before ended', async () => {
  for (let index = 0; index < 5; index++) await good('POST', '/v1/merchants', shop)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await good('GET', `/v1/merchants?limit=2${cursor}`)
    seen.push(...(page['data'] as { id: string }[]).map(({ id }) => id))
    cursor = page['has_more'] === true ? `&cursor=${String(page['next_cursor'])}` : ''
  } while (cursor !== '')
  assert.deepEqual(seen, [...new Set(seen)].toSorted().toReversed())
  assert.ok(seen.length >= 5)
})

test('a customer with a card: created, attached, made the default, changed and deleted', async () => {
  const address = { line1: 'Oudegracht 1', city: 'Utrecht', country: 'NL' }
  const anna = await good('POST', '/v1/customers', { email: 'anna@example.com', billing_address: address })
  const path = `/v1/customers/${String(anna['id'])}`
  assert.equal((anna['billing_address'] as { line2: unknown }).line2, null)
  const card = await good('POST', '/v1/payment-methods', { token: 'pm_card_visa' })
  const card_path = `/v1/payment-methods/${String(card['id'])}`
  await good('POST', `${card_path}/attach`, { customer: anna['id'] })
  const patched = await good('PATCH', card_path, {
    consent: {},
    billing: { name: 'Anna', address },
    metadata: { label: 'work' },
  })
  assert.deepEqual(patched['metadata'], { label: 'work' })
  assert.deepEqual((await good('PATCH', card_path, { metadata: { label: null } }))['metadata'], {})
  assert.deepEqual(
    (
      (await good('GET', `/v1/payment-methods?customer=${String(anna['id'])}`))['data'] as { id: string }[]
    ).map(({ id }) => id),
    [card['id']],
  )
  await good('PATCH', path, { default_payment_method: card['id'], phone: '+31201234567' })
  const found = (await good('GET', '/v1/customers?email=ANNA@example.com'))['data'] as unknown[]
  assert.equal(found.length, 1)
  const left = await good('DELETE', path)
  assert.deepEqual([left['id'], left['email'], typeof left['deleted_at']], [anna['id'], null, 'string'])
  assert.equal((await good('GET', card_path))['state'], 'detached')
  assert.equal((await good('POST', `${card_path}/detach`))['state'], 'detached')
})

test('every fault of a customer and a payment method names its field', async () => {
  const customers: [object, string][] = [
    [{ email: 'anna' }, 'email'],
    [{ phone: '0201234567' }, 'phone'],
    [{ billing_address: { country: 'QQ' } }, 'billing_address.country'],
    [{ shipping_address: {} }, 'shipping_address.country'],
  ]
  for (const [body, param] of customers)
    assert.deepEqual(await refused('POST', '/v1/customers', body), [400, 'invalid_request', param])
  const unknown = { customer: newId('cus', test_parties.world) }
  const methods: [object, unknown[]][] = [
    [{ token: '4242424242424242' }, [400, 'invalid_request', 'token']],
    [{ token: newId('tok', test_parties.world) }, [404, 'card_token_unknown', 'token']],
    [{ token: 'pm_card_visa', ...unknown }, [404, 'customer_not_found', 'customer']],
    [{ token: 'pm_card_visa', consent: {} }, [409, 'consent_without_customer', 'consent']],
    [
      { token: 'pm_card_visa', billing: { address: { country: 'QQ' } } },
      [400, 'invalid_request', 'billing.address.country'],
    ],
  ]
  for (const [body, expected] of methods)
    assert.deepEqual(await refused('POST', '/v1/payment-methods', body), expected)
})
