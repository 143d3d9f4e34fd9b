import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, uuidOf } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { valueOf } from '../ledger/testing.ts'
import type { NewCustomer } from './customer.ts'
import { METHODS_PER_CUSTOMER_MAX } from './parties_limits.ts'
import { type TestParties, testParties } from './parties_testing.ts'
import type { NewPaymentMethod } from './payment_method.ts'

let test_parties: TestParties
before(async () => {
  test_parties = await testParties()
})
after(() => test_parties.close())

const codeOf = (result: { ok: boolean; error?: { code: string; param?: string } }): string =>
  result.ok ? 'ok' : `${result.error?.code} ${result.error?.param ?? ''}`.trim()
const address = {
  line1: 'Oudegracht 1',
  line2: null,
  city: 'Utrecht',
  region: null,
  postal_code: '3511 AB',
  country: 'NL',
}
const newCustomer = async (scope: OpenScope, more: Partial<NewCustomer> = {}) =>
  valueOf(
    await test_parties.inside(scope, (tx) =>
      test_parties.parties.createCustomer(tx, test_parties.customer(more)),
    ),
  )
const newMethod = async (scope: OpenScope, more: Partial<NewPaymentMethod> = {}) =>
  valueOf(
    await test_parties.inside(scope, (tx) =>
      test_parties.parties.createPaymentMethod(tx, test_parties.method(more)),
    ),
  )

test('a customer is found by e-mail in any letter case, and by reference', async () => {
  const { parties } = test_parties
  const scope = await test_parties.newScope()
  const anna = await newCustomer(scope, { reference: 'user-1' })
  await newCustomer(scope, { email: 'ben@example.com' })
  const page = { before: undefined, limit: 10 }
  assert.deepEqual(await parties.listCustomers(scope, { email: 'ANNA@example.COM' }, page), [anna])
  assert.deepEqual(await parties.listCustomers(scope, { reference: 'user-1' }, page), [anna])
  assert.equal((await parties.listCustomers(scope, {}, page)).length, 2)
})

test('a repeat under the same id is the same customer; other content is refused by its field', async () => {
  const { parties, inside } = test_parties
  const scope = await test_parties.newScope()
  const asked = test_parties.customer({ billing_address: address, reference: 'r' })
  const create = (more: Partial<NewCustomer> = {}) =>
    inside(scope, (tx) => parties.createCustomer(tx, { ...asked, ...more }))
  const made = valueOf(await create())
  valueOf(await inside(scope, (tx) => parties.updateCustomer(tx, made.id, { name: null })))
  assert.equal(valueOf(await create()).name, null)
  assert.equal(codeOf(await create({ billing_address: null })), 'customer_differs billing_address')
  const both = await Promise.all([1, 2, 3].map(() => create({ id: newId('cus', test_parties.world) })))
  assert.deepEqual(both.map(codeOf), Array(3).fill('reference_taken reference'))
  assert.equal((await test_parties.told(scope)).length, 2)
})

test('a deleted customer leaves its id and its times; its methods are detached; its reference is free', async () => {
  const { parties, inside, told } = test_parties
  const scope = await test_parties.newScope()
  const anna = await newCustomer(scope, { reference: 'r', billing_address: address, phone: '+31201234567' })
  const billing = { name: 'Anna', email: null, phone: null, address }
  const method = await newMethod(scope, { customer: anna.id, billing, consent: { reference: 'form 3' } })
  const patch = { default_payment_method: method.id }
  valueOf(await inside(scope, (tx) => parties.updateCustomer(tx, anna.id, patch)))
  const left = valueOf(await inside(scope, (tx) => parties.deleteCustomer(tx, anna.id)))
  const nothing = { reference: null, name: null, email: null, phone: null, metadata: {} }
  assert.deepEqual(left, {
    id: anna.id,
    ...nothing,
    billing_address: null,
    shipping_address: null,
    default_payment_method: null,
    created_at: anna.created_at,
    updated_at: left.updated_at,
    deleted_at: left.deleted_at,
  })
  assert.deepEqual(valueOf(await parties.findCustomer(scope, anna.id)), left)
  assert.deepEqual(valueOf(await inside(scope, (tx) => parties.deleteCustomer(tx, anna.id))), left)
  const detached = valueOf(await parties.findPaymentMethod(scope, method.id))
  assert.deepEqual(
    [detached.state, detached.customer, detached.billing, detached.consent, detached.card.last4],
    ['detached', null, null, null, '4242'],
  )
  assert.deepEqual((await told(scope)).map(([type]) => type).slice(-2), [
    'payment_method_detached',
    'customer_deleted',
  ])
  const asked = { ...test_parties.customer(), id: anna.id }
  assert.equal(codeOf(await inside(scope, (tx) => parties.createCustomer(tx, asked))), 'customer_deleted')
  const gone = await inside(scope, (tx) => parties.updateCustomer(tx, anna.id, { name: 'x' }))
  assert.equal(codeOf(gone), 'customer_deleted')
  assert.equal((await newCustomer(scope, { reference: 'r' })).reference, 'r')
  const kept = await test_parties.test_ledger.database.admin.query<{ text: string }>(
    'select row_to_json(c)::text as text from payments.customer c where id = $1',
    [uuidOf(anna.id)],
  )
  assert.doesNotMatch(kept.rows[0]?.text ?? 'Anna', /Anna|Oudegracht|312012/)
})

test('a payment method keeps what is known of the card, and never its number', async () => {
  const { parties, inside, vault } = test_parties
  const scope = await test_parties.newScope()
  const made = await newMethod(scope, { token: 'pm_card_visa' })
  assert.equal(made.token, await vault.testCard(scope, 'pm_card_visa'))
  assert.equal(await parties.testCard(scope, 'pm_card_visa'), made.token)
  assert.deepEqual([made.card.scheme, made.card.last4, made.state], ['visa', '4242', 'active'])
  for (const token of ['pm_card_nothing', newId('tok', test_parties.world)]) {
    const asked = test_parties.method({ token })
    const refused = await inside(scope, (tx) => parties.createPaymentMethod(tx, asked))
    assert.equal(codeOf(refused), 'card_token_unknown token')
  }
})

test('a method is attached to one customer, detached for ever, and is nobody’s default then', async () => {
  const { parties, inside, told } = test_parties
  const scope = await test_parties.newScope()
  const [anna, ben] = [await newCustomer(scope), await newCustomer(scope, { email: null })]
  const { id } = await newMethod(scope)
  const attach = (customer: typeof anna.id) =>
    inside(scope, (tx) => parties.attachPaymentMethod(tx, id, customer))
  const own = (method: typeof id) =>
    inside(scope, (tx) => parties.updateCustomer(tx, anna.id, { default_payment_method: method }))
  assert.equal(codeOf(await own(id)), 'payment_method_not_own default_payment_method')
  assert.equal(valueOf(await attach(anna.id)).customer, anna.id)
  assert.equal(codeOf(await attach(anna.id)), 'ok')
  assert.equal(codeOf(await attach(ben.id)), 'payment_method_attached')
  assert.equal(codeOf(await attach(newId('cus', test_parties.world))), 'customer_not_found customer')
  assert.equal(valueOf(await own(id)).default_payment_method, id)
  const page = { before: undefined, limit: 10 }
  assert.equal((await parties.listPaymentMethods(scope, anna.id, page)).length, 1)
  for (let turn = 0; turn < 2; turn++)
    assert.equal(valueOf(await inside(scope, (tx) => parties.detachPaymentMethod(tx, id))).state, 'detached')
  assert.equal(valueOf(await parties.findCustomer(scope, anna.id)).default_payment_method, null)
  assert.equal((await parties.listPaymentMethods(scope, anna.id, page)).length, 0)
  assert.equal(codeOf(await attach(anna.id)), 'payment_method_detached')
  const types = (await told(scope)).map(([type]) => type).slice(2)
  assert.deepEqual(types, [
    'payment_method_attached',
    'customer_updated',
    'payment_method_detached',
    'customer_updated',
  ])
})

test('of two customers that reach for one method at once, one gets it', async () => {
  const { parties, inside } = test_parties
  const scope = await test_parties.newScope()
  const { id } = await newMethod(scope)
  const customers = [await newCustomer(scope), await newCustomer(scope), await newCustomer(scope)]
  const outcomes = await Promise.all(
    customers.map((customer) => inside(scope, (tx) => parties.attachPaymentMethod(tx, id, customer.id))),
  )
  const codes = outcomes.map(codeOf).sort()
  assert.deepEqual(codes, ['ok', 'payment_method_attached', 'payment_method_attached'])
})

test('consent needs a customer, keeps its time while it is the same, and can be withdrawn', async () => {
  const { parties, inside, world } = test_parties
  const scope = await test_parties.newScope()
  const alone = test_parties.method({ consent: { reference: null } })
  const refused = await inside(scope, (tx) => parties.createPaymentMethod(tx, alone))
  assert.equal(codeOf(refused), 'consent_without_customer consent')
  const anna = await newCustomer(scope)
  const made = await newMethod(scope, { customer: anna.id, consent: { reference: 'form 1' } })
  world.advance(60_000)
  const update = async (consent: { reference: string | null } | null) =>
    valueOf(await inside(scope, (tx) => parties.updatePaymentMethod(tx, made.id, { consent }))).consent
  assert.deepEqual(await update({ reference: 'form 1' }), made.consent)
  assert.notEqual((await update({ reference: 'form 2' }))?.given_at, made.consent?.given_at)
  assert.equal(await update(null), null)
})

test('a customer has a bounded number of methods, also when they come at once', async () => {
  const { parties, inside } = test_parties
  const scope = await test_parties.newScope()
  const anna = await newCustomer(scope)
  const methods = Array.from({ length: METHODS_PER_CUSTOMER_MAX + 2 }, () =>
    test_parties.method({ customer: anna.id }),
  )
  const outcomes = await Promise.all(
    methods.map((method) => inside(scope, (tx) => parties.createPaymentMethod(tx, method))),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, METHODS_PER_CUSTOMER_MAX)
  const first = methods[0] as NewPaymentMethod
  const page = { before: undefined, limit: 1_000 }
  const own = await parties.listPaymentMethods(scope, anna.id, page)
  const isThere = own.some(({ id }) => id === first.id)
  const again = await inside(scope, (tx) => parties.createPaymentMethod(tx, first))
  assert.equal(codeOf(again), isThere ? 'ok' : 'payment_method_limit_reached')
})

test('what the network called a payment is kept, null leaves it, and a repeat changes nothing', async () => {
  const { parties, inside } = test_parties
  const scope = await test_parties.newScope()
  const { id } = await newMethod(scope)
  const remember = (network_transaction_id: string | null, transaction_link_id: string | null) =>
    inside(scope, (tx) =>
      parties.rememberNetworkIds(tx, [{ method: id, network_transaction_id, transaction_link_id }]),
    )
  assert.equal(await remember('016153570198200', null), 1)
  assert.equal(await remember('016153570198200', null), 0)
  assert.equal(await remember(null, 'aXbYcZdEfGhIjKlMnOpQrS'), 1)
  const { network_transaction_id, transaction_link_id } = valueOf(await parties.findPaymentMethod(scope, id))
  assert.deepEqual(
    [network_transaction_id, transaction_link_id],
    ['016153570198200', 'aXbYcZdEfGhIjKlMnOpQrS'],
  )
})
