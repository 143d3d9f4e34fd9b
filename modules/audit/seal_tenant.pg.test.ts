import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { createAudit, localSigner, parseCheckpoint } from './index.ts'
import { BLOCK_EVENTS_MAX } from './limits.ts'
import { appendAlone, memoryKeeper, someEntries, systemScope, testAudit } from './testing.ts'

const world = simWorld(2n)
let test_db: TestDatabase
let tenants = 0n
const newTenant = (): TenantId => ++tenants as TenantId

before(async () => {
  test_db = await createTestDatabase()
})
after(() => test_db.drop())

test('what is new is sealed once; a repeat does nothing', async () => {
  const keeper = memoryKeeper()
  const audit = testAudit(test_db.db, world, keeper)
  const scope = systemScope(newTenant(), world)
  assert.equal(await audit.checkpoint(scope), undefined)
  await appendAlone(test_db.db, audit, scope, someEntries(3))
  const first = await audit.sealTenant(scope.tenant_id)
  assert.ok(first.ok)
  assert.deepEqual([first.value.events, first.value.blocks], [3, 1])
  assert.equal(await audit.checkpoint(scope), first.value.checkpoint)
  assert.equal(keeper.kept.get(scope.tenant_id), first.value.checkpoint)
  const again = await audit.sealTenant(scope.tenant_id)
  assert.deepEqual(again, { ok: true, value: { events: 0, blocks: 0, checkpoint: undefined } })
  await appendAlone(test_db.db, audit, scope, someEntries(2))
  assert.equal((await audit.sealTenant(scope.tenant_id)).ok, true)
  const { ok, events, blocks, sealed_through } = await audit.verify(scope.tenant_id)
  assert.deepEqual(
    { ok, events, blocks, sealed_through },
    { ok: true, events: 5, blocks: 2, sealed_through: 5 },
  )
})

test('a long backlog becomes blocks of bounded size', async () => {
  const audit = testAudit(test_db.db, world)
  const scope = systemScope(newTenant(), world)
  await appendAlone(test_db.db, audit, scope, someEntries(BLOCK_EVENTS_MAX + 5))
  const sealed = await audit.sealTenant(scope.tenant_id)
  assert.ok(sealed.ok)
  assert.equal(sealed.value.blocks, 2)
  assert.equal(parseCheckpoint(sealed.value.checkpoint ?? '')?.last_seq, BLOCK_EVENTS_MAX + 5)
  assert.equal((await audit.verify(scope.tenant_id)).ok, true)
})

test('sealers at once make one chain, also while events are written', async () => {
  const signer = localSigner('shared', world.random(32))
  const [one, two] = [
    createAudit({ db: test_db.db, world, signer }),
    createAudit({ db: test_db.db, world, signer }),
  ]
  const scope = systemScope(newTenant(), world)
  for (let round = 0; round < 5; round++)
    await Promise.all([
      appendAlone(test_db.db, one, scope, someEntries(4)),
      one.sealTenant(scope.tenant_id),
      two.sealTenant(scope.tenant_id),
    ])
  await one.sealTenant(scope.tenant_id)
  const found = await two.verify(scope.tenant_id)
  assert.deepEqual([found.ok, found.events, found.sealed_through], [true, 20, 20])
})

test('every tenant with something new is sealed; a broken trail does not hold up the others', async () => {
  const audit = testAudit(test_db.db, world)
  await audit.sealDue()
  const [good, bad] = [systemScope(newTenant(), world), systemScope(newTenant(), world)]
  await appendAlone(test_db.db, audit, good, someEntries(2))
  await appendAlone(test_db.db, audit, bad, someEntries(2))
  await test_db.admin.query('update audit.event set actor_id = $1 where tenant_id = $2 and seq = 2', [
    'somebody else',
    bad.tenant_id,
  ])
  assert.deepEqual(
    (await audit.sealDue()).broken.filter(({ tenant_id }) => tenant_id === bad.tenant_id),
    [{ tenant_id: bad.tenant_id, detail: 'event 2 was changed' }],
  )
  assert.equal((await audit.verify(good.tenant_id)).sealed_through, 2)
  assert.equal((await audit.verify(bad.tenant_id)).sealed_through, 0)
})

test('a new signing key goes on where the old one stopped, when the old one is still trusted', async () => {
  const [old, young] = [localSigner('key-1', world.random(32)), localSigner('key-2', world.random(32))]
  const scope = systemScope(newTenant(), world)
  const before_rotation = createAudit({ db: test_db.db, world, signer: old })
  await appendAlone(test_db.db, before_rotation, scope, someEntries(2))
  await before_rotation.sealTenant(scope.tenant_id)
  await appendAlone(test_db.db, before_rotation, scope, someEntries(2))
  const stranger = createAudit({ db: test_db.db, world, signer: young })
  assert.equal((await stranger.sealTenant(scope.tenant_id)).ok, false)
  const rotated = createAudit({ db: test_db.db, world, signer: young, trusted_keys: [old.key_text] })
  assert.equal((await rotated.sealTenant(scope.tenant_id)).ok, true)
  assert.equal((await rotated.verify(scope.tenant_id)).ok, true)
})
