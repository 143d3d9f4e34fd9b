import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { type Day, dayOf, simWorld, startOfDay } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createWorker } from '../../../platform/jobs/worker.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Auth } from '../../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import { plusDays } from '../calendars/days.ts'
import type { Mandate, Rails } from '../index.ts'
import { testRails } from '../testing.ts'
import { noteCollection } from './change_mandate.ts'
import type { NewMandate } from './create_mandate.ts'
import type { MandateEvent } from './mandate.machine.ts'

const world = simWorld(33n)
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

const within = <T>(fn: (scope: Scope) => Promise<T>): Promise<T> =>
  test_db.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))

async function bankAccount(iban = 'DE89370400440532013000', name = 'Anna de Vries'): Promise<Id<'bac'>> {
  const holder = { name, kind: 'individual' as const }
  const details = { country: iban.slice(0, 2), currency: 'EUR', holder, account: { iban } }
  const sealed = await rails.sealDetails(scope, { details, rails: [] })
  assert.ok(sealed.ok)
  const asked = { id: newId('bac', world), rails: [], reference: null, metadata: {} }
  const made = await within((tx) => rails.createBankAccount(tx, asked, sealed.value))
  return present(made.ok ? made.value : undefined, 'the bank account').id
}

let count = 0
const asked = (bank_account: Id<'bac'>, more: Partial<NewMandate> = {}): NewMandate => ({
  id: newId('man', world),
  scheme: 'sepa_core',
  reference: `GYM-${++count}`,
  bank_account,
  kind: 'recurrent',
  creditor_name: 'Gym and Sons',
  creditor_id: 'DE98ZZZ09999999999',
  sec_code: null,
  signed_on: dayOf(world.now()),
  pre_notification_days: 14,
  amount_max: null,
  metadata: {},
  signature: { kind: 'web_form', content: { text: 'I allow Gym and Sons to collect.' } },
  ...more,
})
const create = (one: NewMandate) => within((tx) => rails.createMandate(tx, one))
const made = async (one: NewMandate): Promise<Mandate> => {
  const outcome = await create(one)
  return present(outcome.ok ? outcome.value : undefined, 'the mandate')
}
const change = (id: Id<'man'>, event: MandateEvent) =>
  within((tx) => rails.changeMandate(tx, id, { event, because: 'asked by a test' }))
const stateOf = async (id: Id<'man'>): Promise<string> => {
  const found = await rails.findMandate(scope, id)
  return found.ok ? found.value.state : 'none'
}

test('a mandate keeps the proof of what was agreed, and more can be added to it', async () => {
  const { id, state } = await made(asked(await bankAccount()))
  assert.equal(state, 'active')
  const added = await within((tx) =>
    rails.addEvidence(tx, id, { kind: 'paper', content: { archive: 'box 12' } }),
  )
  assert.ok(added.ok)
  const kept = await rails.listEvidence(scope, id)
  assert.ok(kept.ok)
  assert.deepEqual(
    kept.value.map(({ number, kind }) => [number, kind]),
    [
      [1, 'web_form'],
      [2, 'paper'],
    ],
  )
  assert.match(kept.value[0]?.sha256 ?? '', /^[0-9a-f]{64}$/)
  await assert.rejects(
    within(({ db, tenant_id }) =>
      sql`update rails.mandate_evidence set kind = 'forged' where tenant_id = ${tenant_id}`.execute(db),
    ),
    /permission denied/,
  )
})

test('every fault of the terms is named at once', async () => {
  const outcome = await create(
    asked(await bankAccount(), {
      reference: '/not//sepa',
      creditor_id: 'DE00ZZZ09999999999',
      sec_code: 'WEB',
      signed_on: '2031-01-01' as Day,
    }),
  )
  assert.ok(!outcome.ok)
  assert.deepEqual(
    new Set((outcome.error.errors ?? []).map(({ param }) => param)),
    new Set(['reference', 'creditor_id', 'sec_code', 'signed_on']),
  )
})

test('a reference is unique per creditor; a repeat answers the same; other content is refused by its field', async () => {
  const one = asked(await bankAccount())
  const first = await made(one)
  assert.deepEqual(await made(one), first)
  const differs = await create({ ...one, kind: 'one_off' })
  assert.ok(!differs.ok)
  assert.deepEqual([differs.error.code, differs.error.param], ['mandate_differs', 'kind'])
  const taken = await create({ ...one, id: newId('man', world) })
  assert.ok(!taken.ok)
  assert.equal(taken.error.code, 'mandate_reference_taken')
  assert.match(taken.error.detail ?? '', new RegExp(first.id))
})

test('a B2B mandate waits until the debtor’s bank has it', async () => {
  const { id, state } = await made(asked(await bankAccount(), { scheme: 'sepa_b2b' }))
  assert.equal(state, 'pending')
  assert.ok((await change(id, 'activate')).ok)
  assert.equal(await stateOf(id), 'active')
})

test('what was revoked stays revoked', async () => {
  const { id } = await made(asked(await bankAccount()))
  await change(id, 'revoke')
  assert.ok((await change(id, 'revoke')).ok)
  const back = await change(id, 'resume')
  assert.ok(!back.ok)
  assert.equal(back.error.code, 'mandate_state')
})

test('an amendment remembers what the debtor’s bank knows; another debtor signs anew', async () => {
  const { id, reference } = await made(asked(await bankAccount()))
  const next = await bankAccount('DE75512108001245126199')
  const moved = await within((tx) =>
    rails.amendMandate(tx, id, { bank_account: next, creditor_name: 'Gym Ltd' }),
  )
  assert.ok(moved.ok)
  assert.deepEqual(
    [moved.value.amendments, moved.value.bank_account, moved.value.reference],
    [1, next, reference],
  )
  const kept = await rails.listAmendments(scope, id)
  assert.ok(kept.ok)
  assert.deepEqual(kept.value[0]?.original, {
    original_creditor_name: 'Gym and Sons',
    original_debtor_account: 'SMNDA',
  })
  const stranger = await bankAccount('FR1420041010050500013M02606', 'Somebody Else')
  const refused = await within((tx) => rails.amendMandate(tx, id, { bank_account: stranger }))
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'mandate_new_debtor')
})

test('an amendment is held to the rules of its scheme as a new mandate is', async () => {
  const { id } = await made(asked(await bankAccount()))
  const other = await made(asked(await bankAccount()))
  for (const [terms, code] of [
    [{ creditor_id: 'DE00ZZZ09999999999' }, 'mandate_not_valid'],
    [{ reference: '/not//sepa' }, 'mandate_not_valid'],
    [{ bank_account: newId('bac', world) }, 'bank_account_not_found'],
    [{ reference: other.reference }, 'mandate_reference_taken'],
  ] as const) {
    const refused = await within((tx) => rails.amendMandate(tx, id, terms))
    assert.ok(!refused.ok)
    assert.equal(refused.error.code, code)
  }
  const frozen = await bankAccount('DE75512108001245126199')
  await within((tx) => rails.changeBankAccount(tx, frozen, { event: 'freeze', because: 'asked by a test' }))
  const refused = await within((tx) => rails.amendMandate(tx, id, { bank_account: frozen }))
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'bank_account_state')
})

test('a mandate lapses 36 months after its last collection, and not before', async () => {
  const unused = await made(asked(await bankAccount()))
  const used = await made(asked(await bankAccount()))
  const worker = createWorker({ db: test_db.db, world, kinds: [...rails.jobs] })
  const collected_on = plusDays(dayOf(world.now()), 300)
  world.advance(300 * 86_400_000)
  await within((tx) => noteCollection(tx, used, collected_on))
  const lapse = present(unused.lapses_on, 'the day')
  const untilMs = (day: Day): number => (startOfDay(day) - world.now()) / 1_000
  world.advance(untilMs(lapse))
  await worker.drain()
  assert.equal(await stateOf(unused.id), 'active')
  world.advance(86_400_000)
  await worker.drain()
  assert.equal(await stateOf(unused.id), 'lapsed')
  assert.equal(await stateOf(used.id), 'active')
  world.advance(untilMs(plusDays(lapse, 301)) + 86_400_000)
  await worker.drain()
  assert.equal(await stateOf(used.id), 'lapsed')
})
