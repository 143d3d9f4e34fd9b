import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { Auth } from '../../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import type { Rails } from '../index.ts'
import { testRails } from '../testing.ts'
import type { NewBankAccount } from './create_bank_account.ts'

const world = simWorld(32n)
let test_db: TestDatabase
let auth: Auth
let rails: Rails
let scope: OpenScope

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  rails = testRails(test_db.db, world)
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

const IBAN = 'DE89370400440532013000'
const german = (iban = IBAN): NewBankAccount => ({
  id: newId('bac', world),
  details: {
    country: 'DE',
    currency: 'EUR',
    holder: { name: 'Anna de Vries', kind: 'individual' },
    account: { iban },
  },
  rails: [],
  reference: null,
  metadata: {},
})
const american = (): NewBankAccount => ({
  ...german(),
  details: {
    country: 'US',
    currency: 'USD',
    holder: { name: 'Ann Smith', kind: 'individual' },
    account: { routing_number: '021000021', account_number: '123456789' },
    account_type: 'checking',
  },
})
async function create(asked: NewBankAccount) {
  const sealed = await rails.sealDetails(scope, asked)
  if (!sealed.ok) return sealed
  return test_db.db.withTenant(scope.tenant_id, (db) =>
    rails.createBankAccount({ ...scope, db }, asked, sealed.value),
  )
}
const made = async (asked: NewBankAccount) => {
  const outcome = await create(asked)
  return present(outcome.ok ? outcome.value : undefined, 'the bank account')
}
const change = (id: Id<'bac'>, event: 'ask_details' | 'freeze' | 'enable' | 'disable') =>
  test_db.db.withTenant(scope.tenant_id, (db) =>
    rails.changeBankAccount({ ...scope, db }, id, { event, because: 'asked by a test' }),
  )
const codeOf = (outcome: { ok: true } | { ok: false; error: { code: string } }): string =>
  outcome.ok ? 'ok' : outcome.error.code

test('an account says which rails it is good for and which bank it is at, and hides its number', async () => {
  const account = await made(german('DE89 3704 0044 0532 0130 00'))
  assert.deepEqual(account.bank, { iban_country: 'DE', bank_code: '37040044' })
  assert.equal(account.number_last4, '3000')
  for (const rail of ['sct', 'sct_inst', 'sdd_core']) assert.ok(account.rails.includes(rail), rail)
  assert.ok(!account.rails.includes('sdd_b2b'), 'B2B is for businesses')
  const us = await made(american())
  assert.deepEqual(us.bank, { routing_number: '021000021' })
  for (const rail of ['ach', 'rtp', 'fednow']) assert.ok(us.rails.includes(rail), rail)
  const stored = await test_db.admin.query<{ row: string }>(
    'select b::text as row from rails.bank_account b where tenant_id = $1',
    [scope.tenant_id],
  )
  assert.ok(stored.rows.length >= 2)
  for (const { row } of stored.rows) assert.doesNotMatch(row, /0532013000|123456789/)
  const opened = await rails.openDetails(scope, account.id)
  assert.ok(opened.ok)
  assert.equal(opened.value.account['iban'], IBAN)
})

test('every fault is named at once, with its field', async () => {
  const outcome = await create({
    ...german(),
    details: { ...american().details, account: { routing_number: '021000022', account_number: '1' } },
    rails: ['ach'],
  })
  assert.ok(!outcome.ok)
  assert.equal(outcome.error.code, 'bank_account_not_valid')
  assert.deepEqual((outcome.error.errors ?? []).map(({ param }) => param).toSorted(), [
    'account.account_number',
    'account.routing_number',
  ])
  assert.doesNotMatch(JSON.stringify(outcome.error), /021000022/)
})

test('a country without a rail, or a rail that the details do not do for, is refused', async () => {
  const nowhere = await create({
    ...german(),
    details: { ...german().details, country: 'DE', account: { iban: 'DE00' } },
  })
  assert.equal(codeOf(nowhere), 'bank_account_not_valid')
  const wire = await create({ ...american(), rails: ['ach', 'wire'] })
  assert.ok(!wire.ok)
  assert.deepEqual(
    (wire.error.errors ?? []).map(({ param }) => param),
    ['holder.address'],
  )
})

test('a repeat answers the same account; other content under the id is refused by its field', async () => {
  const asked = german()
  const first = await made(asked)
  assert.deepEqual(await made(asked), first)
  const other = { ...asked, details: { ...asked.details, account: { iban: 'DE75512108001245126199' } } }
  const refused = await create(other)
  assert.ok(!refused.ok)
  assert.deepEqual([refused.error.code, refused.error.param], ['bank_account_differs', 'account'])
})

test('a reference is one account’s; the same number twice is two accounts with one fingerprint', async () => {
  const first = await made({ ...german(), reference: 'anna' })
  const refused = await create({ ...german(), reference: 'anna' })
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'bank_account_reference_taken')
  assert.match(refused.error.detail ?? '', new RegExp(first.id))
  const { fingerprint } = first
  const found = await rails.listBankAccounts(scope, { fingerprint }, { after: undefined, limit: 50 })
  assert.ok(found.length >= 2)
  assert.ok(found.every((one) => one.fingerprint === fingerprint))
})

test('an account that waits for details is enabled by new ones; a frozen one is not', async () => {
  const { id } = await made(german())
  assert.equal(codeOf(await change(id, 'ask_details')), 'ok')
  const sealed = await rails.sealDetails(scope, german('DE75512108001245126199'))
  assert.ok(sealed.ok)
  const replace = () =>
    test_db.db.withTenant(scope.tenant_id, (db) => rails.replaceDetails({ ...scope, db }, id, sealed.value))
  const replaced = await replace()
  assert.ok(replaced.ok)
  assert.deepEqual(
    [replaced.value.state, replaced.value.version, replaced.value.number_last4],
    ['enabled', 2, '6199'],
  )
  const again = await replace()
  assert.ok(again.ok)
  assert.equal(again.value.version, 2)
  await change(id, 'freeze')
  assert.equal(codeOf(await replace()), 'bank_account_state')
})

test('a disabled account stays disabled, and every change is told once', async () => {
  const { id } = await made(german())
  await change(id, 'disable')
  const again = await change(id, 'disable')
  assert.ok(again.ok)
  assert.equal(again.value.because, 'asked by a test')
  assert.equal(codeOf(await change(id, 'enable')), 'bank_account_state')
  const facts = await test_db.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 1_000))
  const told = facts.filter((fact) => fact.object_id === id).map(({ type }) => type)
  assert.deepEqual(told, ['rails.bank_account_created', 'rails.bank_account_changed'])
})

test('accounts are listed newest first, page by page', async () => {
  const made_ids: string[] = []
  for (let index = 0; index < 3; index++) {
    world.advance(1_000)
    made_ids.unshift((await made({ ...german(), reference: `listed ${index}` })).id)
  }
  const first = await rails.listBankAccounts(scope, {}, { after: undefined, limit: 2 })
  const next = await rails.listBankAccounts(scope, {}, { after: first[1], limit: 1 })
  assert.deepEqual(
    [...first, ...next].map(({ id }) => id),
    made_ids,
  )
})
