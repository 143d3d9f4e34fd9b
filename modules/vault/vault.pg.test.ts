import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant, scopeOf, setClock } from '../../platform/jobs/testing.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { testCards } from './facts/test_cards.ts'
import { Unreadable, type Vault } from './index.ts'
import { CVC_HELD_MS } from './limits.ts'
import { type Counterpart, jsonCall, newCard, testDial, testKeys, testVault, tokenize } from './testing.ts'

const world = simWorld(41n)
let test_db: TestDatabase
let db: Database
let vault: Vault
let counterpart: Counterpart
let serial = 100n

before(async () => {
  test_db = await createTestDatabase()
  const made = testVault(test_db, world)
  db = made.db
  vault = made.vault
  counterpart = made.counterpart
})
after(async () => {
  await vault.close()
  await db.close()
  await test_db.drop()
})

async function newScope({ is_sandbox = false } = {}): Promise<OpenScope> {
  const clock = { frozen_at: null, offset_us: 0 }
  const tenant_id = await addTenant(test_db.admin, ++serial)
  if (is_sandbox) await setClock(test_db.admin, tenant_id, clock)
  return scopeOf(tenant_id, world, is_sandbox ? clock : undefined)
}

test('a token shows what may be seen, and the same number has the same fingerprint within a tenant only', async () => {
  const [one, other] = [await newScope(), await newScope()]
  const first = await tokenize(vault, db, one)
  const again = await tokenize(vault, db, one)
  const elsewhere = await tokenize(vault, db, other)
  const { token, fingerprint, ...seen } = first
  assert.deepEqual(seen, {
    scheme: 'visa',
    bin: '42424242',
    last4: '4242',
    expiry_month: 12,
    expiry_year: 2049,
    country: 'US',
    funding: 'credit',
    has_cvc: true,
    expires_at: Date.UTC(2050, 0, 1) * 1000,
    created_at: world.now(),
  })
  assert.match(fingerprint, /^[0-9a-f]{32}$/)
  assert.notEqual(again.token, token)
  assert.equal(again.fingerprint, fingerprint)
  assert.notEqual(elsewhere.fingerprint, fingerprint)
  assert.deepEqual(await vault.describe(one, [token, newId('tok', world), again.token]), [
    first,
    undefined,
    again,
  ])
  // Another tenant's token is no token.
  assert.deepEqual(await vault.describe(other, [token]), [undefined])
})

test('describing many cards is one round trip, and sending right after it needs none', async () => {
  const scope = await newScope()
  const tokens: Id<'tok'>[] = []
  for (let count = 0; count < 5; count++) tokens.push((await tokenize(vault, db, scope)).token)
  const fresh = testVault(test_db, world, { keys: [] })
  await Promise.all(tokens.map((token) => fresh.vault.describe(scope, [token])))
  await fresh.db.close()
  // Its connections are gone, and it still knows them.
  assert.equal((await fresh.vault.describe(scope, tokens)).filter(Boolean).length, 5)
})

test('a card is sent with its details, and the CVC is forgotten when it is not needed again', async () => {
  const scope = await newScope()
  const { token } = await tokenize(vault, db, scope)
  const body = '{"number":"{{card.number}}","exp":"{{card.expiry_yymm}}","cvc":"{{card.cvc}}"}'
  const reply = await vault.send(scope, { ...jsonCall(token, body), forget_cvc: true })
  assert.equal(reply.kind, 'answered')
  assert.equal(counterpart.sent.at(-1)?.body, '{"number":"4242424242424242","exp":"4912","cvc":"123"}')
  assert.equal((await vault.describe(scope, [token]))[0]?.has_cvc, false)
  await vault.send(scope, jsonCall(token, body))
  assert.match(counterpart.sent.at(-1)?.body ?? '', /"cvc":""/)
})

test('a CVC stays when nothing left this machine, and goes by itself after some minutes', async () => {
  const scope = await newScope()
  const { token } = await tokenize(vault, db, scope)
  counterpart.answers.push({ kind: 'not_sent', why: 'refused' })
  await vault.send(scope, { ...jsonCall(token, '{{card.cvc}}'), forget_cvc: true })
  assert.equal((await vault.describe(scope, [token]))[0]?.has_cvc, true)
  world.advance(CVC_HELD_MS)
  assert.equal((await vault.describe(scope, [token]))[0]?.has_cvc, false)
})

test('nothing is sent to an address that is not registered, of an unknown card, or twice', async () => {
  const [scope, other] = [await newScope(), await newScope()]
  const { token } = await tokenize(vault, db, scope)
  const count = counterpart.sent.length
  const why = async (at: OpenScope, call: Parameters<Vault['send']>[1]): Promise<string> => {
    const reply = await vault.send(at, call)
    return reply.kind === 'not_sent' ? reply.why : reply.kind
  }
  const elsewhere = { ...testDial, url: 'http://127.0.0.1:10/thief' }
  assert.match(await why(scope, jsonCall(token, '{{card.number}}', elsewhere)), /not registered/)
  assert.match(await why(other, jsonCall(token, '{{card.number}}')), /no card token/)
  assert.match(await why(scope, jsonCall(token, '{{card.number}} {{card.number}}')), /twice/)
  assert.equal(counterpart.sent.length, count)
})

test('a sender that throws takes no detail along', async () => {
  const scope = await newScope()
  const { token } = await tokenize(vault, db, scope)
  const broken = testVault(test_db, world, {
    keys: [],
    send: (_dial, request) => Promise.reject(new Error(`cannot send ${request.body}`)),
  })
  await broken.db.close()
  const thrower = testVault(test_db, simWorld(41n), {
    send: (_dial, request) => Promise.reject(new Error(`cannot send ${request.body}`)),
  })
  const reply = thrower.vault.send(scope, jsonCall(token, 'pan {{card.number}}'))
  await assert.rejects(reply, ({ message }: Error) => !message.includes('424242424'))
  await thrower.db.close()
})

/** What PostgreSQL says to a statement in a role. */
async function refusalOf(role: string, statement: string): Promise<string> {
  const client = await test_db.admin.connect()
  try {
    await client.query(`begin; set local role ${role}`)
    await client.query(statement)
    return 'allowed'
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('the vault’s tables belong to its own role alone, and that role reaches little else', async () => {
  const scope = await newScope()
  await tokenize(vault, db, scope)
  for (const table of ['card', 'sealing_key', 'rotation'])
    assert.match(await refusalOf('florin_app', `select from vault.${table}`), /denied for schema vault/)
  const denied = [
    'select from auth.api_key',
    'select from ledger.balance',
    'select from platform.outbox',
    'delete from vault.card',
    'update vault.card set last4 = last4',
    'delete from vault.sealing_key',
    'update vault.sealing_key set epoch = epoch',
  ]
  for (const statement of denied)
    assert.match(await refusalOf('florin_vault', statement), /permission denied/, statement)
})

test('secrets of other modules open for their tenant and purpose only', async () => {
  const [scope, other] = [await newScope(), await newScope()]
  const sealed = await vault.seal(scope, 'webhook_secret', secret('whsec_abc'))
  assert.match(sealed, /^flv1\.webhook_secret\.1\./)
  assert.equal((await vault.unseal(scope, 'webhook_secret', sealed)).reveal(), 'whsec_abc')
  await vault.seal(other, 'webhook_secret', secret('x'))
  await vault.seal(scope, 'acquirer_key', secret('x'))
  await assert.rejects(vault.unseal(other, 'webhook_secret', sealed), Unreadable)
  await assert.rejects(vault.unseal(scope, 'acquirer_key', sealed), Unreadable)
  await assert.rejects(vault.unseal(scope, 'webhook_secret', `${sealed}AAAA`), Unreadable)
  await assert.rejects(vault.unseal(scope, 'webhook_secret', 'whsec_abc'), Unreadable)
})

test('many first uses at once make one key of each purpose, and one token', async () => {
  const scope = await newScope({ is_sandbox: true })
  const provider = testKeys(world)
  let wrapped = 0
  const wrap = (plain: Buffer): Promise<Buffer> => {
    wrapped += 1
    return provider.wrap(plain)
  }
  const fresh = testVault(test_db, world, { keys: [{ ...provider, wrap }] })
  const uses = Array.from({ length: 50 }, () => fresh.vault.testCard(scope, 'pm_card_visa'))
  assert.equal(new Set(await Promise.all(uses)).size, 1)
  assert.equal(wrapped, 2)
  await fresh.vault.close()
  await fresh.db.close()
})

test('a sandbox knows test cards by name: always the same token, with a CVC each time', async () => {
  const scope = await newScope({ is_sandbox: true })
  const token = present(await vault.testCard(scope, 'pm_card_visa'), 'the test card')
  await vault.send(scope, { ...jsonCall(token, '{{card.number}} {{card.cvc}}'), forget_cvc: true })
  assert.equal(counterpart.sent.at(-1)?.body, '4242424242424242 123')
  assert.equal(await vault.testCard(scope, 'pm_card_visa'), token)
  assert.equal((await vault.describe(scope, [token]))[0]?.has_cvc, true)
  // Another process finds the one that is there.
  const second = testVault(test_db, world, { keys: [] })
  await second.db.close()
  const names = Object.keys(testCards).slice(0, 6)
  const all = await Promise.all(names.map((name) => vault.testCard(scope, name)))
  assert.equal(new Set(all).size, names.length)
  assert.equal(await vault.testCard(scope, 'pm_card_nobody'), undefined)
  assert.equal(await vault.testCard(await newScope(), 'pm_card_visa'), undefined)
})

test('a tenant whose first cards come all at once gets one key, and each of them its token', async () => {
  const scope = await newScope({ is_sandbox: true })
  const made = await Promise.all(Array.from({ length: 32 }, () => vault.testCard(scope, 'pm_card_visa')))
  assert.equal(new Set(made).size, 1)
})

test('sealing keys that are under a key nobody has stop the start', async () => {
  const scope = await newScope()
  await tokenize(vault, db, scope)
  await vault.checkKeys()
  const other = testVault(test_db, world, { keys: [testKeys(world, 'test:lost')] })
  await assert.rejects(other.vault.checkKeys(), /encrypted under test:1, which is not here/)
  const failed = await other.vault.prepareToken(scope, newCard())
  assert.equal(!failed.ok && failed.error.code, 'vault_unavailable')
  await other.db.close()
})

test('a wrapped key that was copied to another tenant is not believed', async () => {
  const [scope, other] = [await newScope(), await newScope()]
  const { token } = await tokenize(vault, db, scope)
  await test_db.admin.query(
    `insert into vault.sealing_key select ${other.tenant_id}, purpose, epoch, key_id, wrapped, wrapped_by, created_at
      from vault.sealing_key where tenant_id = $1`,
    [scope.tenant_id],
  )
  await test_db.admin.query(
    `insert into vault.card select ${other.tenant_id}, token, scheme, bin, last4, expiry_month, expiry_year, country,
      funding, fingerprint, purpose, epoch, sealed, created_at from vault.card where tenant_id = $1`,
    [scope.tenant_id],
  )
  await assert.rejects(vault.send(other, jsonCall(token, '{{card.number}}')), /belongs to another tenant/)
})
