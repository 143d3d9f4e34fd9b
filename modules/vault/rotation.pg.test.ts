import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant, scopeOf } from '../../platform/jobs/testing.ts'
import { bodyOf } from '../../platform/outbox/fact.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { Unreadable, type Vault } from './index.ts'
import { KEY_TRUSTED_MS } from './limits.ts'
import { type Counterpart, jsonCall, newCard, testKeys, testVault, tokenize } from './testing.ts'

const world = simWorld(43n)
const first_key = testKeys(world, 'test:first')
let test_db: TestDatabase
let db: Database
let vault: Vault
let counterpart: Counterpart
let serial = 500n

before(async () => {
  test_db = await createTestDatabase()
  const made = testVault(test_db, world, { keys: [first_key] })
  db = made.db
  vault = made.vault
  counterpart = made.counterpart
})
after(async () => {
  await db.close()
  await test_db.drop()
})

const newScope = async (): Promise<OpenScope> => scopeOf(await addTenant(test_db.admin, ++serial), world)

/** Does the vault's job for a tenant, as a worker would. */
const work = async (of: Vault, scope: OpenScope): Promise<void> => {
  const kind = present(of.jobs[0], 'the job')
  const signal = new AbortController().signal
  assert.equal(await kind.run({ scope, jobs: [], signal, complete: () => Promise.resolve() }), 'done')
}
const sends = async (of: Vault, scope: OpenScope, token: Parameters<typeof jsonCall>[0]): Promise<string> => {
  const reply = await of.send(scope, jsonCall(token, '{{card.number}}'))
  return reply.kind === 'answered' ? (counterpart.sent.at(-1)?.body ?? '') : reply.kind
}
const keysOf = async ({ tenant_id }: OpenScope) => {
  const { rows } = await test_db.admin.query<{ key: string }>(
    `select purpose || ' ' || epoch || coalesce(' ' || destroyed_by, '') as key from vault.sealing_key
      where tenant_id = $1 order by purpose, epoch`,
    [tenant_id],
  )
  return rows.map(({ key }) => key)
}
const begun = async (of: Vault, scope: OpenScope, purpose = 'card') => {
  const rotation = await of.rotate(scope, purpose)
  return present(rotation.ok ? rotation.value : undefined, 'the rotation')
}

test('a rotation seals every card again, tells how far it is, and destroys the key before', async () => {
  const scope = await newScope()
  const cards = [await tokenize(vault, db, scope), await tokenize(vault, db, scope)]
  await vault.describe(
    scope,
    cards.map(({ token }) => token),
  )
  const rotation = await begun(vault, scope)
  assert.deepEqual([rotation.state, rotation.epoch, rotation.rows_total], ['running', 2, 2])
  // A repeat is the same rotation, and cards come in under the new key meanwhile.
  assert.deepEqual(await begun(vault, scope), rotation)
  const late = await tokenize(vault, db, scope)
  assert.equal(await sends(vault, scope, present(cards[0], 'a card').token), '4242424242424242')
  await work(vault, scope)
  const [done] = await vault.rotations(scope)
  assert.deepEqual([done?.state, done?.rows_done], ['done', 2])
  assert.deepEqual(await keysOf(scope), ['card 1 rotation', 'card 2', 'card.hash 1'])
  for (const { token } of [...cards, late]) assert.equal(await sends(vault, scope, token), '4242424242424242')
  await work(vault, scope)
  assert.equal((await begun(vault, scope)).epoch, 3)
  const told = await test_db.db.withTenant(scope.tenant_id, (tx) => readFeed(tx, scope.tenant_id, 0n, 100))
  assert.ok(told.some((fact) => fact.type === 'vault.rotation_finished' && bodyOf(fact)['epoch'] === 2))
})

test('another process goes on with cards and keys that it remembers from before the rotation', async () => {
  const scope = await newScope()
  const card = await tokenize(vault, db, scope)
  const other = testVault(test_db, world, { keys: [first_key], send: counterpart.send })
  assert.equal(await sends(other.vault, scope, card.token), '4242424242424242')
  await other.vault.prepareToken(scope, newCard())
  await begun(vault, scope)
  await work(vault, scope)
  world.advance(KEY_TRUSTED_MS)
  assert.equal(await sends(other.vault, scope, card.token), '4242424242424242')
  await begun(vault, scope)
  // It does not know yet that its newest key is not the newest: nothing is written under the old one.
  const refused = await other.db.withTenant(scope.tenant_id, (tx) =>
    other.vault.createToken({ ...scope, db: tx }, newCard()),
  )
  assert.equal(!refused.ok && refused.error.code, 'vault_unavailable')
  assert.equal((await tokenize(other.vault, other.db, scope)).last4, '4242')
  await other.db.close()
})

test('keys of other purposes get a new epoch, and what was sealed before stays readable', async () => {
  const scope = await newScope()
  const before_ = await vault.seal(scope, 'webhook_secret', secret('one'))
  assert.equal((await begun(vault, scope, 'webhook_secret')).state, 'done')
  const after_ = await vault.seal(scope, 'webhook_secret', secret('two'))
  assert.match(after_, /^flv1\.webhook_secret\.2\./)
  assert.equal((await vault.unseal(scope, 'webhook_secret', before_)).reveal(), 'one')
  assert.equal((await vault.unseal(scope, 'webhook_secret', after_)).reveal(), 'two')
  const refusals = await Promise.all(['nothing', 'card.hash'].map((purpose) => vault.rotate(scope, purpose)))
  assert.deepEqual(
    refusals.map((refused) => !refused.ok && refused.error.code),
    ['purpose_not_found', 'purpose_fixed'],
  )
})

test('a tenant whose keys were shredded is unreadable, says so, and can begin anew', async () => {
  const scope = await newScope()
  const card = await tokenize(vault, db, scope)
  const sealed = await vault.seal(scope, 'webhook_secret', secret('one'))
  assert.equal(await sends(vault, scope, card.token), '4242424242424242')
  assert.equal(await vault.shred(scope), 3)
  assert.equal(await vault.shred(scope), 0)
  const reply = await vault.send(scope, jsonCall(card.token, '{{card.number}}'))
  assert.match(reply.kind === 'not_sent' ? reply.why : '', /destroyed: the card is unreadable for ever/)
  await assert.rejects(
    vault.unseal(scope, 'webhook_secret', sealed),
    (error) => error instanceof Unreadable && error.message.includes('was destroyed'),
  )
  assert.equal((await vault.describe(scope, [card.token]))[0]?.last4, '4242')
  const anew = await tokenize(vault, db, scope)
  assert.equal(await sends(vault, scope, anew.token), '4242424242424242')
  // What was shredded does not hold a later rotation up.
  assert.equal((await begun(vault, scope)).rows_total, 1)
  await work(vault, scope)
  assert.equal((await vault.rotations(scope))[0]?.state, 'done')
})

test('a new key-encryption key takes over every sealing key without touching a card', async () => {
  const scope = await newScope()
  const card = await tokenize(vault, db, scope)
  const sealedOf = async (): Promise<unknown> =>
    (await test_db.admin.query('select sealed from vault.card where tenant_id = $1', [scope.tenant_id])).rows
  const before_ = await sealedOf()
  const second_key = testKeys(world, 'test:second')
  const both = testVault(test_db, world, { keys: [second_key, first_key], send: counterpart.send })
  const { rewrapped, unreadable } = await both.vault.rewrapKeys()
  assert.ok(rewrapped >= 2 && unreadable === 0)
  assert.deepEqual(await both.vault.rewrapKeys(), { rewrapped: 0, unreadable: 0 })
  const alone = testVault(test_db, world, { keys: [second_key], send: counterpart.send })
  await alone.vault.checkKeys()
  assert.equal(await sends(alone.vault, scope, card.token), '4242424242424242')
  assert.deepEqual(await sealedOf(), before_)
  await both.db.close()
  await alone.db.close()
})
