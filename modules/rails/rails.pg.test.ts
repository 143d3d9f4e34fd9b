import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { makeClaim } from '../../platform/idempotency/fingerprint.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import { scopeOf, testAuth, testTenant } from '../auth/testing.ts'
import type { Auth } from '../auth/index.ts'
import {
  type Account,
  type CardRequest,
  type CreateAccount,
  type Rails,
  type RailsDeps,
  routes,
} from './index.ts'
import { ACCOUNTS_CACHED_MS, SETTLE_MS } from './limits.ts'
import { testRails, testSealer } from './testing.ts'

const world = simWorld(31n)
let test_db: TestDatabase
let auth: Auth
let scope: OpenScope

before(async () => {
  test_db = await createTestDatabase()
  auth = testAuth(test_db.db, world)
  scope = await scopeOf(auth, (await testTenant(auth)).secret_key.reveal())
})
after(async () => {
  await auth.close()
  await test_db.drop()
})

let count = 0
const command = (): CreateAccount => ({
  connector: 'testbank',
  name: 'Testbank, Europe',
  merchant_number: `SHOP${++count}`,
  url: 'https://bank.example',
  report_url: 'https://bank.example',
  api_key: secret('the key'),
  callback_secrets: [secret('one'), secret('two')],
  country: 'DE',
  fee_plan: { kind: 'interchange_plus', ppm: 1_500, fixed: { EUR: 5 } },
})
async function made(rails: Rails, more: Partial<CreateAccount> = {}): Promise<Account> {
  const outcome = await rails.createAccount(scope, newId('aca', world), { ...command(), ...more })
  return present(outcome.ok ? outcome.value : undefined, 'the account')
}
const railsWith = (more: Partial<RailsDeps> = {}): Rails => testRails(test_db.db, world, more)
const echo: CardRequest = {
  operation: 'inquire',
  reference: 'order 1',
  operation_reference: 'a1',
  amount: money(100n, 'EUR'),
  at: world.now(),
  about: 'authorize',
  acquirer_reference: null,
}
const answers =
  (body: string): RailsDeps['send'] =>
  async () => ({
    kind: 'answered',
    answer: { status: 200, headers: {}, body },
  })

test('an account is made once, told once, and its secrets are stored sealed', async () => {
  const rails = railsWith()
  const id = newId('aca', world)
  const asked = command()
  const first = await rails.createAccount(scope, id, asked)
  const again = await rails.createAccount(scope, id, asked)
  assert.ok(first.ok && again.ok)
  assert.deepEqual(again.value, first.value)
  assert.deepEqual(first.value.currencies, ['EUR', 'USD'])
  assert.equal('sealed_api_key' in first.value, false)
  const { rows } = await test_db.admin.query('select * from rails.acquirer_account')
  assert.equal(JSON.stringify(rows).includes('the key'), false)
  const feed = await test_db.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 100))
  assert.equal(feed.filter(({ object_id }) => object_id === id).length, 1)
})

test('an account is refused for what its connector cannot do, and for a number that is taken', async () => {
  const rails = railsWith()
  const code = async (more: Partial<CreateAccount>): Promise<string> => {
    const outcome = await rails.createAccount(scope, newId('aca', world), { ...command(), ...more })
    return outcome.ok ? 'made' : `${outcome.error.code} ${outcome.error.param ?? ''}`.trim()
  }
  const { merchant_number } = await made(rails)
  assert.equal(await code({ merchant_number }), 'acquirer_account_exists')
  assert.equal(await code({ connector: 'nobody' }), 'connector_unknown connector')
  assert.equal(await code({ schemes: ['unionpay'] }), 'not_supported_by_connector schemes')
  assert.equal(await code({ currencies: ['JPY'] }), 'not_supported_by_connector currencies')
})

test('an account is refused for every address that may not be dialled, by its field', async () => {
  const destinations: RailsDeps['destinations'] = {
    policyOf: async () => ({ may_loop_back: false }),
    faultOf: async (url) => (url.includes('private') ? 'must lead to a public address' : undefined),
  }
  const rails = railsWith({ destinations })
  const asked = { ...command(), url: 'https://private.example', three_ds_url: 'https://private.example' }
  const outcome = await rails.createAccount(scope, newId('aca', world), asked)
  assert.ok(!outcome.ok)
  const { code, errors = [] } = outcome.error
  assert.deepEqual(
    [code, ...errors.map(({ param }) => param)],
    ['acquirer_address_refused', 'url', 'three_ds_url'],
  )
  const policies: unknown[] = []
  const calling = railsWith({
    destinations,
    send: async ({ policy }) => {
      policies.push(policy)
      return { kind: 'no_answer', why: '' }
    },
  })
  const { id } = await made(calling)
  await calling.call(scope, id, null, echo)
  await calling.fetchReport(scope, id, '2026-11-28')
  assert.deepEqual(policies, [{ may_loop_back: false }, { may_loop_back: false }])
})

test('whoever remembers accounts is told of each change', async () => {
  const told: bigint[] = []
  const rails = railsWith({ changed: (tenant_id) => void told.push(tenant_id) })
  const { id } = await made(rails)
  const change = (state: Account['state']) =>
    test_db.db.withTenant(scope.tenant_id, (db) => rails.changeState({ ...scope, db }, id, state))
  await change('disabled')
  await change('disabled')
  assert.deepEqual(told, [scope.tenant_id, scope.tenant_id])
})

test('a sandbox gets its simulated accounts once, also from two processes at once', async () => {
  const { secret_key } = await testTenant(auth)
  const own = await scopeOf(auth, secret_key.reveal())
  const { merchant_number: _, api_key: __, callback_secrets: ___, ...wanted } = command()
  const [one, two] = await Promise.all([
    railsWith().ensureSandboxAccounts(own, [wanted]),
    railsWith().ensureSandboxAccounts(own, [wanted]),
  ])
  assert.equal(one.length, 1)
  assert.deepEqual(one, two)
  assert.match(present(one[0], 'the account').merchant_number, /^S[0-9A-F]{14}$/)
  assert.deepEqual(await railsWith().accounts(own), one)
})

test('a disabled account is shown so at once on this node', async () => {
  const rails = railsWith()
  const { id } = await made(rails)
  const stateNow = async () => (await rails.accounts(scope)).find((one) => one.id === id)?.state
  world.advance(SETTLE_MS)
  assert.equal(await stateNow(), 'enabled')
  const change = (state: Account['state']) =>
    test_db.db.withTenant(scope.tenant_id, (db) => rails.changeState({ ...scope, db }, id, state))
  const changed = await change('disabled')
  assert.ok(changed.ok && changed.value.state === 'disabled')
  assert.equal(await stateNow(), 'disabled')
  assert.ok((await change('disabled')).ok)
  assert.equal(await stateNow(), 'disabled')
})

test('what came of a call is what the connector reads, and never an exception', async () => {
  const seen: string[] = []
  const outcomeOf = async (send: RailsDeps['send'], more: Partial<RailsDeps> = {}) => {
    const rails = railsWith({ send, ...more })
    const { id } = await made(rails)
    return rails.call(scope, id, null, echo)
  }
  assert.deepEqual(await outcomeOf(answers('{"kind":"not_found"}')), { kind: 'not_found' })
  assert.equal((await outcomeOf(answers('not JSON'))).kind, 'unknown')
  assert.equal((await outcomeOf(async () => ({ kind: 'no_answer', why: 'late' }))).kind, 'unknown')
  assert.equal((await outcomeOf(async () => ({ kind: 'not_sent', why: 'refused' }))).kind, 'not_sent')
  assert.equal((await outcomeOf(() => Promise.reject(new Error('broken')))).kind, 'unknown')
  const unready = await outcomeOf(answers('{}'), { prepare: () => Promise.reject(new Error('no world')) })
  assert.equal(unready.kind, 'not_sent')
  const sender: RailsDeps['send'] = async (_dial, request) => {
    seen.push(request.transport === 'http' ? (request.headers['authorization'] ?? '') : '')
    return { kind: 'no_answer', why: '' }
  }
  await outcomeOf(sender)
  assert.deepEqual(seen, ['the key'])
  assert.equal((await railsWith().call(scope, newId('aca', world), null, echo)).kind, 'not_sent')
})

test('an account is prepared once, and a card goes by the vault', async () => {
  let prepared = 0
  const tokens: string[] = []
  const rails = railsWith({
    prepare: async () => void prepared++,
    send: answers('{"kind":"not_found"}'),
    vaultSend: async (_scope, { token }) => {
      tokens.push(token)
      return { kind: 'no_answer', why: '' }
    },
  })
  const { id } = await made(rails)
  const token = newId('tok', world)
  await Promise.all([rails.call(scope, id, token, echo), rails.call(scope, id, null, echo)])
  assert.equal(prepared, 1)
  assert.deepEqual(tokens, [token])
})

test('card details may go to where an account that is in use is reached, for its own tenant only', async () => {
  const rails = railsWith({ send: answers('{}') })
  const { id, url } = await made(rails)
  assert.equal(rails.isDestination(scope.tenant_id, url), false)
  await rails.call(scope, id, null, echo)
  assert.equal(rails.isDestination(scope.tenant_id, url), true)
  assert.equal(rails.isDestination(scope.tenant_id, `${url}.example`), false)
  assert.equal(rails.isDestination((scope.tenant_id + 1n) as typeof scope.tenant_id, url), false)
})

test('a callback is believed for its signature, by either secret, and belongs to its address', async () => {
  const rails = railsWith()
  const account = await made(rails)
  const heard = async (address: string, signature: string): Promise<string> => {
    const outcome = await rails.callback(address, { headers: { signature }, body: Buffer.from('{}') })
    return outcome.ok ? outcome.value.account : outcome.error.code
  }
  assert.equal(await heard(account.callback_address, 'one'), account.id)
  assert.equal(await heard(account.callback_address, 'two'), account.id)
  assert.equal(await heard(account.callback_address, 'three'), 'callback_refused')
  assert.equal(await heard('00000000-0000-4000-8000-000000000000', 'one'), 'callback_address_unknown')
  assert.equal(await heard("'; drop", 'one'), 'callback_address_unknown')
})

test('a report is there, not yet there, or not readable', async () => {
  const kindOf = async (body: string): Promise<string> => {
    const rails = railsWith({ send: answers(body) })
    const { id } = await made(rails)
    return (await rails.fetchReport(scope, id, '2026-11-28')).kind
  }
  assert.equal(await kindOf('{"lines":[]}'), 'report')
  assert.equal(await kindOf(''), 'not_ready')
  assert.equal(await kindOf('nonsense'), 'failed')
})

test('the route answers no secret, and the same account for the same key', async () => {
  const { api_key: _, callback_secrets: __, ...rest } = command()
  const body = { ...rest, api_key: 'the key', callback_secrets: ['one'] }
  const create = present(
    routes(railsWith(), {
      db: test_db.db,
      audit: testAudit(test_db.db, world),
      sealer: testSealer,
      callbackUrl: (address) => address,
    }).find((one) => one.kind === 'staged'),
    'the route',
  )
  assert.ok(create.kind === 'staged')
  const asked = { route: 'POST /v1/acquirer-accounts', body, params: {}, query: {} }
  const claim = makeClaim(scope.tenant_id, 'key 1', asked)
  const input = { params: {}, query: {}, body, wait_ms: 0, last_event_id: null, traceparent: null }
  const answer = async (is_resumed: boolean): Promise<string> =>
    JSON.stringify(await create.run(scope, input, { claim, is_resumed }))
  const first = await answer(false)
  assert.match(first, /"id":"aca_/)
  assert.doesNotMatch(first, /the key|secret|sealed/)
  assert.equal(await answer(true), first)
})

test('accounts are looked up again in the background, and not used when they are too old', async () => {
  const reader = railsWith()
  const other = railsWith()
  world.advance(SETTLE_MS)
  const { id } = await made(other)
  world.advance(SETTLE_MS)
  const stateNow = async () => (await reader.accounts(scope)).find((one) => one.id === id)?.state
  assert.equal(await stateNow(), 'enabled')
  await test_db.db.withTenant(scope.tenant_id, (db) => other.changeState({ ...scope, db }, id, 'disabled'))
  assert.equal(await stateNow(), 'enabled')
  world.advance(ACCOUNTS_CACHED_MS)
  assert.equal(await stateNow(), 'disabled')
})

test('inside of a transaction accounts are looked up in it, however long ago they were read', async () => {
  const rails = railsWith()
  const { id } = await made(rails)
  const seen = await test_db.db.withTenant(scope.tenant_id, async (db) => [
    (await rails.accounts({ ...scope, db })).some((one) => one.id === id),
    (await rails.capabilities({ ...scope, db }, id)) !== undefined,
  ])
  assert.deepEqual(seen, [true, true])
})
