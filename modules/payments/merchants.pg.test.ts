import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { idPattern, newId } from '../../kernel/id.ts'
import { valueOf } from '../ledger/testing.ts'
import { acquirerAccount, merchantAccount, plannedAccounts } from './merchant_accounts.ts'
import type { NewMerchant } from './merchant.ts'
import { type TestParties, testParties } from './parties_testing.ts'

let test_parties: TestParties
before(async () => {
  test_parties = await testParties()
})
after(() => test_parties.close())

const codeOf = (result: { ok: boolean; error?: { code: string; param?: string } }): string =>
  result.ok ? 'ok' : `${result.error?.code} ${result.error?.param ?? ''}`.trim()

test('a merchant is created once under its id, and a repeat tells nothing', async () => {
  const { parties, inside, merchant, told, audit } = test_parties
  const scope = await test_parties.newScope()
  const asked = merchant({ reference: 'shop-1' })
  const made = valueOf(await inside(scope, (tx) => parties.createMerchant(tx, asked)))
  assert.deepEqual(valueOf(await parties.findMerchant(scope, asked.id)), made)
  valueOf(await inside(scope, (tx) => parties.updateMerchant(tx, asked.id, { city: 'Delft' })))
  const again = valueOf(await inside(scope, (tx) => parties.createMerchant(tx, asked)))
  assert.equal(again.city, 'Delft', 'the merchant as it is now')
  const other = await inside(scope, (tx) => parties.createMerchant(tx, { ...asked, mcc: '5812' }))
  assert.equal(codeOf(other), 'merchant_differs mcc')
  assert.deepEqual(await told(scope), [
    ['merchant_created', asked.id],
    ['merchant_updated', asked.id],
  ])
  const { events: trail } = await audit.list(scope, {}, { before_seq: undefined, limit: 10 })
  assert.deepEqual(
    trail.map(({ action }) => action),
    ['merchants.update', 'merchants.create'],
  )
})

test('of merchants created at once under one reference, one is, and the others are told which', async () => {
  const { parties, inside, merchant } = test_parties
  const scope = await test_parties.newScope()
  const asked = Array.from({ length: 5 }, () => merchant({ reference: 'same' }))
  const outcomes = await Promise.all(
    asked.map((one) => inside(scope, (tx) => parties.createMerchant(tx, one))),
  )
  const made = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
  assert.equal(made.length, 1)
  for (const outcome of outcomes)
    assert.ok(
      outcome.ok ||
        (outcome.error.code === 'reference_taken' && outcome.error.detail?.includes(made[0]?.id ?? '?')),
    )
  const page = { before: undefined, limit: 10 }
  assert.deepEqual(await parties.listMerchants(scope, { reference: 'same' }, page), made)
  const elsewhere = await test_parties.newScope()
  assert.ok((await inside(elsewhere, (tx) => parties.createMerchant(tx, merchant({ reference: 'same' })))).ok)
})

test('whatever is created in whatever order, a reference belongs to the first that had it', async () => {
  const { parties, inside, merchant } = test_parties
  const orders = fc.array(fc.record({ place: fc.nat(3), reference: fc.constantFrom('a', 'b', null) }), {
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(orders, async (steps) => {
      const scope = await test_parties.newScope()
      const ids = Array.from({ length: 4 }, () => merchant().id)
      const first = new Map<NewMerchant['id'], string | null>()
      for (const { place, reference } of steps) {
        const id = ids[place] as NewMerchant['id']
        const outcome = await inside(scope, (tx) => parties.createMerchant(tx, merchant({ id, reference })))
        const isTaken = reference !== null && [...first.values()].includes(reference)
        const expected = first.has(id)
          ? first.get(id) === reference
            ? 'ok'
            : 'merchant_differs reference'
          : isTaken
            ? 'reference_taken reference'
            : 'ok'
        assert.equal(codeOf(outcome), expected)
        if (outcome.ok && !first.has(id)) first.set(id, reference)
      }
    }),
    { numRuns: 15 },
  )
})

test('an update says what was before, null takes metadata away, and nothing changed is nothing told', async () => {
  const { parties, inside, merchant, test_ledger, told } = test_parties
  const scope = await test_parties.newScope()
  const { id } = valueOf(
    await inside(scope, (tx) => parties.createMerchant(tx, merchant({ metadata: { a: '1', b: '2' } }))),
  )
  const patch = { name: 'Jansen & Co', metadata: { a: null, c: '3' }, settlement_currency: null }
  const after_it = valueOf(await inside(scope, (tx) => parties.updateMerchant(tx, id, patch)))
  assert.deepEqual(after_it.metadata, { b: '2', c: '3' })
  assert.deepEqual(valueOf(await inside(scope, (tx) => parties.updateMerchant(tx, id, patch))), after_it)
  assert.equal((await told(scope)).length, 2)
  const body = (await test_ledger.facts(scope)).at(-1)?.body as { previous: unknown }
  assert.deepEqual(body.previous, {
    name: 'Bakery Jansen',
    settlement_currency: 'EUR',
    metadata: { a: '1', b: '2' },
  })
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, 'v']))
  const full = await inside(scope, (tx) => parties.updateMerchant(tx, id, { metadata: many }))
  assert.equal(codeOf(full), 'party_metadata_too_large metadata')
  const nobody = await inside(scope, (tx) => parties.updateMerchant(tx, merchant().id, { name: 'x' }))
  assert.equal(codeOf(nobody), 'merchant_not_found')
})

test('a suspended merchant is told of once, and may be resumed', async () => {
  const { parties, inside, merchant, told } = test_parties
  const scope = await test_parties.newScope()
  const { id } = valueOf(await inside(scope, (tx) => parties.createMerchant(tx, merchant())))
  for (let turn = 0; turn < 2; turn++)
    assert.equal(valueOf(await inside(scope, (tx) => parties.suspendMerchant(tx, id))).state, 'suspended')
  for (let turn = 0; turn < 2; turn++)
    assert.equal(valueOf(await inside(scope, (tx) => parties.resumeMerchant(tx, id))).state, 'active')
  const types = (await told(scope)).map(([type]) => type)
  assert.deepEqual(types, ['merchant_created', 'merchant_suspended', 'merchant_updated'])
})

test('a tenant has one default merchant, also when two nodes ask for it at once', async () => {
  const { parties, node, told } = test_parties
  const scope = await test_parties.newScope()
  const ids = await Promise.all([parties, node(), node()].map((one) => one.defaultMerchant(scope)))
  assert.equal(new Set(ids).size, 1)
  assert.match(ids[0] ?? '', new RegExp(idPattern('mer')))
  assert.deepEqual(await told(scope), [['merchant_created', ids[0] ?? null]])
  const other = await test_parties.newScope()
  assert.notEqual(await parties.defaultMerchant(other), ids[0])
  const asked = await test_parties.test_ledger.roundTrips(() => parties.defaultMerchant(scope))
  assert.equal(asked.transactions, 0)
})

test('accounts follow from what they are for: the same for the same, others for anything else', async () => {
  const { tenant_id } = await test_parties.newScope()
  const other = await test_parties.newScope()
  const { id } = test_parties.merchant()
  const aca = newId('aca', test_parties.world)
  const all = [
    merchantAccount(tenant_id, id, 'pending', 'EUR'),
    merchantAccount(tenant_id, id, 'available', 'EUR'),
    merchantAccount(tenant_id, id, 'pending', 'USD'),
    merchantAccount(other.tenant_id, id, 'pending', 'EUR'),
    acquirerAccount(tenant_id, aca, 'receivable', 'EUR'),
  ]
  assert.equal(new Set(all).size, all.length)
  assert.equal(merchantAccount(tenant_id, id, 'pending', 'EUR'), all[0])
  for (const account of all) assert.match(account, new RegExp(idPattern('acc')))
})

test('missing accounts are opened once, and what is owed to a merchant is read from them', async () => {
  const { parties, node, inside, merchant, test_ledger, world } = test_parties
  const scope = await test_parties.newScope()
  const { id } = valueOf(await inside(scope, (tx) => parties.createMerchant(tx, merchant())))
  assert.deepEqual(await parties.merchantBalance(scope, id), [])
  const { tenant_id } = scope
  const aca = newId('aca', world)
  const planned = [
    plannedAccounts.merchant(tenant_id, id, 'pending', 'EUR'),
    plannedAccounts.merchant(tenant_id, id, 'available', 'EUR'),
    plannedAccounts.acquirer(tenant_id, aca, 'EUR'),
    plannedAccounts.bankSettlement(tenant_id, 'EUR'),
    plannedAccounts.cardSuspense(tenant_id, 'EUR'),
  ]
  const nodes = [parties, parties, node()]
  for (const opened of await Promise.all(nodes.map((one) => one.ensureAccounts(scope, planned))))
    assert.ok(opened.ok)
  const known = await test_ledger.roundTrips(() => parties.ensureAccounts(scope, planned))
  assert.equal(known.transactions, 0)
  const receivable = acquirerAccount(tenant_id, aca, 'receivable', 'EUR')
  const move = (credit_account: typeof receivable, amount: number) => ({
    id: newId('trf', world),
    kind: 'single' as const,
    code: 'test',
    currency: 'EUR' as const,
    amount,
    debit_account: receivable,
    credit_account,
  })
  await test_ledger.ledger.post(scope, [
    move(merchantAccount(tenant_id, id, 'pending', 'EUR'), 900),
    move(merchantAccount(tenant_id, id, 'available', 'EUR'), 100),
  ])
  assert.deepEqual(await parties.merchantBalance(scope, id), [
    { currency: 'EUR', pending: 900n, available: 100n },
  ])
})

test('an account in a currency that went out of use is refused by the ledger, and asked for again', async () => {
  const { parties, merchant } = test_parties
  const scope = await test_parties.newScope()
  const gone = plannedAccounts.merchant(scope.tenant_id, merchant().id, 'pending', 'HRK')
  for (let turn = 0; turn < 2; turn++)
    assert.match(codeOf(await parties.ensureAccounts(scope, [gone])), /^invalid_request/)
})

test('the schema refuses what the program must never write, and the program may not delete', async () => {
  const { admin } = test_parties.test_ledger.database
  const scope = await test_parties.newScope()
  const { parties, inside, merchant } = test_parties
  valueOf(await inside(scope, (tx) => parties.createMerchant(tx, merchant())))
  for (const change of [
    `statement_descriptor = '1234'`,
    `statement_descriptor = repeat('X', 23)`,
    `country = 'nl'`,
    `mcc = '546'`,
    `state = 'closed'`,
    `settlement_currency = 'euro'`,
  ])
    await assert.rejects(admin.query(`update payments.merchant set ${change}`), /check/, change)
  const client = await admin.connect()
  try {
    await client.query('set role florin_app')
    for (const text of [
      'delete from payments.merchant',
      'delete from payments.customer',
      'delete from payments.payment_method',
      'update payments.merchant set reference = null',
      'update payments.payment_method set token = token',
    ])
      await assert.rejects(client.query(text), /permission denied/, text)
  } finally {
    await client.query('reset role')
    client.release()
  }
})

test('accounts asked for at once are opened together, each in the name of who asked; a refusal is its own', async () => {
  const { parties, merchant, test_ledger } = test_parties
  const scope = await test_parties.newScope()
  const { tenant_id } = scope
  const askers = Array.from({ length: 20 }, (_, index) => ({ ...scope, request_id: `req_${index}` }))
  const planned = askers.map((_, index) =>
    plannedAccounts.merchant(tenant_id, merchant().id, 'pending', index === 7 ? 'HRK' : 'EUR'),
  )
  const open = () =>
    Promise.all(askers.map((asker, index) => parties.ensureAccounts(asker, planned.slice(index, index + 1))))
  let outcomes = await open()
  assert.deepEqual(
    outcomes.flatMap((outcome, index) => (outcome.ok ? [] : [index])),
    [7],
  )
  const seen = await test_ledger.roundTrips(async () => void (outcomes = await open()))
  assert.equal(seen.transactions, 1, 'only the one that was refused is asked for again')
  const { rows } = await test_ledger.database.admin.query<{ object_id: string; request_id: string }>(
    `select object_id, body::jsonb -> 'by' ->> 'request_id' as request_id from platform.outbox
      where tenant_id = $1 and type = 'ledger.account_created'`,
    [tenant_id],
  )
  assert.deepEqual(
    new Map(rows.map(({ object_id, request_id }) => [object_id, request_id])),
    new Map(planned.flatMap(({ id }, index) => (index === 7 ? [] : [[id, `req_${index}`]]))),
  )
  const others = askers.map(() => plannedAccounts.merchant(tenant_id, merchant().id, 'available', 'EUR'))
  const together = await test_ledger.roundTrips(() =>
    Promise.all(askers.map((asker, index) => parties.ensureAccounts(asker, others.slice(index, index + 1)))),
  )
  assert.equal(together.transactions, 2, 'the first goes alone, who comes meanwhile goes together')
})
