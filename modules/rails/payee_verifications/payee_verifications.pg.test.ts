// Goal: whatever a provider does, a question ends as one of four answers, once, and what the payer decided is kept for ever.
// Method: a provider that does as it is told, the real database, and a clock that the test moves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { secret } from '../../../kernel/secret.ts'
import { simWorld } from '../../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createWorker, type Worker } from '../../../platform/jobs/worker.ts'
import { readFeed } from '../../../platform/outbox/outbox.ts'
import type { WireReply, WireRequest } from '../../../platform/outbound/wire.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Auth } from '../../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import { mayPay, type PayeeVerification, type Rails } from '../index.ts'
import type { PayeeAnswer } from '../payee_connector.ts'
import { testRails } from '../testing.ts'
import type { NewPayeeProvider } from './providers.ts'
import { testPayeeConnector } from './testing.ts'
import type { PayeeAsked } from './verify_payee.ts'

const world = simWorld(34n)
const DAY_MS = 86_400_000
let test_db: TestDatabase
let auth: Auth
let rails: Rails
let scope: OpenScope
let worker: Worker
/** What is answered next; the last one again and again. */
let replies: WireReply[] = []
let sent: WireRequest[] = []

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  rails = testRails(test_db.db, world, {
    payees: { connectors: [testPayeeConnector], simulated: async () => [] },
    send: async (_dial, request) => {
      sent.push(request)
      return present(replies.length > 1 ? replies.shift() : replies[0], 'a reply')
    },
  })
  worker = createWorker({ db: test_db.db, world, kinds: [...rails.jobs] })
  assert.equal((await rails.createPayeeProvider(scope, provider())).ok, true)
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

let clients = 0
const provider = (more: Partial<NewPayeeProvider> = {}): NewPayeeProvider => ({
  id: newId('pvp', world),
  connector: 'testvop',
  name: 'Testvop',
  url: 'https://vop.example',
  client_id: `client-${++clients}`,
  countries: ['DE'],
  secret: secret('the secret'),
  ...more,
})
const within = <T>(fn: (scope: Scope) => Promise<T>): Promise<T> =>
  test_db.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))

const says = (answer: PayeeAnswer): WireReply => ({
  kind: 'answered',
  answer: { status: 200, headers: {}, body: JSON.stringify(answer) },
})
const code = (text: string, matched_name: string | null = null): WireReply =>
  says({ kind: 'answered', code: text, matched_name })
const silence: WireReply = { kind: 'no_answer', why: 'no answer within 5000 ms' }
const script = (...next: WireReply[]): void => {
  replies = next
  sent = []
}

const details = (iban = 'DE89370400440532013000', name = 'Anna de Vries') => ({
  country: iban.slice(0, 2),
  currency: 'EUR',
  holder: { name, kind: 'individual' as const },
  account: { iban },
})
const asked = (more: Partial<PayeeAsked> = {}): PayeeAsked => ({
  id: newId('pvf', world),
  payee: { details: details() },
  payer_name: null,
  ...more,
})
const verify = async (one: PayeeAsked = asked()): Promise<PayeeVerification> => {
  const outcome = await rails.verifyPayee(scope, one)
  return present(outcome.ok ? outcome.value : undefined, 'the verification')
}
const found = async (id: Id<'pvf'>): Promise<PayeeVerification> => {
  const outcome = await rails.findPayeeVerification(scope, id)
  return present(outcome.ok ? outcome.value : undefined, 'the verification')
}
async function bankAccount(iban?: string): Promise<Id<'bac'>> {
  const sealed = await rails.sealDetails(scope, { details: details(iban), rails: [] })
  assert.ok(sealed.ok)
  const wanted = { id: newId('bac', world), rails: [], reference: null, metadata: {} }
  const made = await within((tx) => rails.createBankAccount(tx, wanted, sealed.value))
  return present(made.ok ? made.value : undefined, 'the bank account').id
}
const told = async (id: string): Promise<string[]> =>
  (await within(({ db, tenant_id }) => readFeed(db, tenant_id, 0n, 1_000)))
    .filter(({ object_id }) => object_id === id)
    .map(({ type }) => type)
const given = { shown_text: 'The name does not match. Pay?', actor: 'customer 4711', ip: '203.0.113.7' }

test('each answer of a bank ends the question, and is told once', async () => {
  script(
    code('MTCH'),
    code('CMTC', 'Anna de Vires'),
    code('NMTC', 'a name that no match may tell'),
    code('NOAP'),
  )
  const results: unknown[] = []
  for (let index = 0; index < 4; index++) {
    const { id, state, code: answer, matched_name, because } = await verify()
    results.push([state, answer, matched_name, because === null])
    assert.deepEqual(await told(id), ['rails.payee_verified'])
  }
  assert.deepEqual(results, [
    ['completed', 'MTCH', null, true],
    ['completed', 'CMTC', 'Anna de Vires', true],
    ['completed', 'NMTC', null, true],
    ['completed', 'NOAP', null, false],
  ])
})

test('account numbers and secrets are stored sealed, and numbers are gone with the answer', async () => {
  script(silence)
  const { id } = await verify()
  const rows = async (): Promise<string> => {
    const stored = await test_db.admin.query<{ row: string }>(
      `select v::text as row from rails.payee_verification v where tenant_id = $1
       union all select p::text from rails.payee_provider p where tenant_id = $1`,
      [scope.tenant_id],
    )
    return stored.rows.map(({ row }) => row).join('\n')
  }
  assert.doesNotMatch(await rows(), /0532013000|the secret/)
  script(code('MTCH'))
  world.advance(10_000)
  await worker.drain()
  const { rows: left } = await test_db.admin.query(
    'select id from rails.payee_verification where tenant_id = $1 and state = 2 and sealed_details is not null',
    [scope.tenant_id],
  )
  assert.deepEqual(left, [])
  assert.equal((await found(id)).code, 'MTCH')
})

test('no answer is unknown, is asked about again, and an answer that comes then counts', async () => {
  script(silence, code('MTCH'))
  const { id, state } = await verify()
  assert.equal(state, 'unknown')
  world.advance(9_000)
  await worker.drain()
  assert.equal((await found(id)).state, 'unknown')
  world.advance(2_000)
  await worker.drain()
  const { code: answer, asked: times } = await found(id)
  assert.deepEqual([answer, times], ['MTCH', 2])
  const messages = sent.map(({ body }) => JSON.parse(body) as Record<string, string>)
  assert.equal(new Set(messages.map(({ reference }) => reference)).size, 1)
  assert.equal(new Set(messages.map(({ message_reference }) => message_reference)).size, 2)
})

test('no answer for the last time is "not possible", and says why', async () => {
  script(silence)
  const { id } = await verify()
  for (const wait_ms of [10_000, 60_000, 300_000]) {
    assert.equal((await found(id)).state, 'unknown')
    world.advance(wait_ms)
    await worker.drain()
  }
  const { state, code: answer, because, asked: times } = await found(id)
  assert.deepEqual([state, answer, times], ['completed', 'NOAP', 4])
  assert.match(because ?? '', /4 times.*no answer within 5000 ms/)
  assert.deepEqual(await told(id), ['rails.payee_verified'])
  world.advance(DAY_MS)
  await worker.drain()
  assert.equal(sent.length, 4)
})

test('what never left this machine stays pending until it is asked', async () => {
  script({ kind: 'not_sent', why: 'refused' }, code('NMTC'))
  const { id, state } = await verify()
  assert.equal(state, 'pending')
  world.advance(10_000)
  await worker.drain()
  assert.equal((await found(id)).code, 'NMTC')
})

test('a question that is refused, and a code that nobody knows, are "not possible" at once', async () => {
  script(says({ kind: 'refused', why: 'HTTP 422' }), code('ABCD'), code('CMTC', null))
  const because = [await verify(), await verify(), await verify()].map((one) => [one.code, one.because])
  assert.deepEqual(
    because.map(([answer]) => answer),
    ['NOAP', 'NOAP', 'NOAP'],
  )
  assert.match(String(because[1]), /ABCD/)
  assert.equal(sent.length, 3)
})

test('without a provider for the country it is "not possible", and nobody is asked', async () => {
  script(code('MTCH'))
  const dutch = { details: details('NL91ABNA0417164300') }
  const { code: answer, provider: who, because, id } = await verify(asked({ payee: dutch }))
  assert.deepEqual([answer, who, sent.length], ['NOAP', null, 0])
  assert.match(because ?? '', /NL/)
  assert.deepEqual(await told(id), ['rails.payee_verified'])
  const other = provider({ countries: ['NL'] })
  await rails.createPayeeProvider(scope, other)
  assert.equal((await verify(asked({ payee: dutch }))).code, 'MTCH')
  await within((tx) => rails.changePayeeProvider(tx, other.id, 'disable'))
  assert.equal((await verify(asked({ payee: dutch }))).code, 'NOAP')
})

test('a repeat answers what there is, and asks once more only while there is no answer', async () => {
  script(silence, code('MTCH'))
  const one = asked()
  assert.equal((await verify(one)).state, 'unknown')
  const second = await verify(one)
  assert.equal(second.code, 'MTCH')
  assert.deepEqual(await verify(one), second)
  assert.equal(sent.length, 2)
  const differs = await rails.verifyPayee(scope, { ...one, payee: { details: details(undefined, 'Bert') } })
  assert.ok(!differs.ok)
  assert.deepEqual([differs.error.code, differs.error.param], ['payee_verification_differs', 'holder.name'])
})

test('a process that dies between question and answer leaves a job that asks', async () => {
  const dying = testRails(test_db.db, world, {
    payees: { connectors: [testPayeeConnector], simulated: async () => [] },
    sealer: {
      seal: async () => 'bank_account:sealed',
      unseal: () => Promise.reject(new Error('the process died here')),
      fingerprint: async () => '0'.repeat(32),
    },
  })
  const one = asked({ payee: { bank_account: await bankAccount() } })
  const outcome = await dying.verifyPayee(scope, one)
  assert.ok(outcome.ok && outcome.value.state === 'pending')
  script(code('MTCH'))
  world.advance(10_000)
  await worker.drain()
  assert.equal((await found(one.id)).code, 'MTCH')
})

test('a payer who was warned decides, and every decision is kept', async () => {
  script(code('NMTC'))
  const bank_account = await bankAccount()
  const { id } = await verify(asked({ payee: { bank_account } }))
  const rule = async () => {
    const account = await rails.findBankAccount(scope, bank_account)
    assert.ok(account.ok)
    return { account: account.value, is_required: true, source: 'a test' }
  }
  const verdict = async (): Promise<string> => {
    const latest = await within((tx) => rails.latestPayeeVerification(tx, bank_account))
    return mayPay(latest, await rule(), world.now()).rule
  }
  assert.equal(await verdict(), 'payee_not_consented')
  const decide = (decision: 'proceed' | 'stop') =>
    within((tx) => rails.recordConsent(tx, id, { ...given, decision }))
  assert.ok((await decide('stop')).ok)
  assert.equal(await verdict(), 'payee_stopped')
  assert.ok((await decide('proceed')).ok)
  assert.equal(await verdict(), 'payee_consented')
  const kept = await rails.listPayeeConsents(scope, id)
  assert.ok(kept.ok)
  assert.deepEqual(
    kept.value.map(({ number, decision }) => [number, decision]),
    [
      [1, 'stop'],
      [2, 'proceed'],
    ],
  )
  assert.equal(new Set(kept.value.map(({ sha256 }) => sha256)).size, 2)
  await assert.rejects(
    within(({ db, tenant_id }) =>
      sql`update rails.payee_consent set decision = 'proceed' where tenant_id = ${tenant_id}`.execute(db),
    ),
    /permission denied/,
  )
  assert.equal((await told(id)).filter((type) => type === 'rails.payee_consented').length, 2)
  const sealed = await rails.sealDetails(scope, { details: details('DE75512108001245126199'), rails: [] })
  assert.ok(sealed.ok)
  await within((tx) => rails.replaceDetails(tx, bank_account, sealed.value))
  assert.equal(await verdict(), 'payee_changed')
})

test('nobody consents to a match, to what has no answer, or to what is too old', async () => {
  const refusal = async (id: Id<'pvf'>): Promise<string> => {
    const outcome = await within((tx) => rails.recordConsent(tx, id, { ...given, decision: 'proceed' }))
    return outcome.ok ? 'ok' : `${outcome.error.code}: ${outcome.error.detail ?? ''}`
  }
  script(code('MTCH'), silence, code('NMTC'))
  const [match, open, none] = [await verify(), await verify(), await verify()]
  assert.match(await refusal(match.id), /payee_verification_state: It is a match/)
  assert.match(await refusal(open.id), /no answer yet/)
  world.advance(14 * DAY_MS)
  assert.match(await refusal(none.id), /anew/)
  assert.match(await refusal(newId('pvf', world)), /not_found/)
})

test('an account that is no one’s, or disabled, and details with faults are refused by their field', async () => {
  const refusal = async (one: PayeeAsked) => {
    const outcome = await rails.verifyPayee(scope, one)
    return outcome.ok ? 'ok' : [outcome.error.code, outcome.error.param ?? outcome.error.errors?.[0]?.param]
  }
  const nobody = asked({ payee: { bank_account: newId('bac', world) } })
  assert.deepEqual(await refusal(nobody), ['bank_account_not_found', 'bank_account'])
  const bank_account = await bankAccount()
  await within((tx) => rails.changeBankAccount(tx, bank_account, { event: 'disable', because: 'a test' }))
  assert.deepEqual(await refusal(asked({ payee: { bank_account } })), ['bank_account_state', 'bank_account'])
  const wrong = asked({ payee: { details: details('DE00370400440532013000') } })
  assert.deepEqual(await refusal(wrong), ['bank_account_not_valid', 'account.iban'])
})

test('a provider is made once, told once, and refused for its connector, address or client id', async () => {
  const one = provider()
  const [first, again] = [
    await rails.createPayeeProvider(scope, one),
    await rails.createPayeeProvider(scope, one),
  ]
  assert.ok(first.ok && again.ok)
  assert.deepEqual(again.value, first.value)
  assert.equal('sealed_secret' in first.value, false)
  assert.deepEqual(await told(one.id), ['rails.payee_provider_created'])
  const refusal = async (more: Partial<NewPayeeProvider>, on = rails): Promise<string> => {
    const outcome = await on.createPayeeProvider(scope, provider(more))
    return outcome.ok ? 'ok' : `${outcome.error.code} ${outcome.error.param ?? ''}`.trim()
  }
  assert.equal(await refusal({ connector: 'nobody' }), 'payee_connector_unknown connector')
  assert.equal(await refusal({ client_id: one.client_id }), 'payee_provider_exists')
  const closed = testRails(test_db.db, world, {
    payees: { connectors: [testPayeeConnector], simulated: async () => [] },
    destinations: {
      policyOf: async () => ({ may_loop_back: false }),
      faultOf: async () => 'must lead to a public address',
    },
  })
  assert.equal(await refusal({}, closed), 'payee_provider_address_refused url')
})

test('a sandbox has its simulated provider without being told, also from two processes at once', async () => {
  const own = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
  const simulated = async () => [
    { connector: 'testvop', name: 'Simulated', url: 'http://vop.simulator.test', countries: [] },
  ]
  const node = () => testRails(test_db.db, world, { payees: { connectors: [testPayeeConnector], simulated } })
  const [one, two] = await Promise.all([node().listPayeeProviders(own), node().listPayeeProviders(own)])
  assert.equal(one.length, 1)
  assert.deepEqual(two, one)
})
