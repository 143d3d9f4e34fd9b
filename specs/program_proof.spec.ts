import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import type { TenantId } from '../platform/scope.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { silentLog } from '../platform/telemetry/log.ts'

// Goal: the proof of the whole program covers the audit trail too, which the ledger itself does not know.
let test_db: TestDatabase
let folder: string
let app: App
let tenant_id: TenantId

before(async () => {
  test_db = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'florin-proof-'))
  app = await createApp({
    config: readConfig({ DATABASE_URL: test_db.url, FLORIN_DATA_DIR: folder }),
    database_url: test_db.url,
    public_url: 'http://127.0.0.1',
    world: realWorld(),
    log: silentLog,
  })
  const organization = await app.auth.createOrganization('Spec')
  const made = await app.auth.createTenant({
    organization_id: organization.id,
    name: 'Spec',
    mode: 'sandbox',
  })
  tenant_id = present(made.ok ? made.value : undefined, 'the tenant').tenant.tenant_id
  assert.equal((await app.audit.sealTenant(tenant_id)).ok, true)
})
after(async () => {
  await app.close()
  await test_db.drop()
  await rm(folder, { recursive: true })
})

const prove = async () => {
  const scope = await app.auth.asSystem(tenant_id, (joined) => Promise.resolve(joined))
  return app.ledger.prove(scope)
}

test('a sound audit trail is part of a proof that holds', async () => {
  const { holds, invariants } = await prove()
  const trail = invariants.at(-1)
  assert.equal(holds, true)
  assert.deepEqual([trail?.name, trail?.violations], ['audit_trail_verifies', 0n])
  assert.ok((trail?.checked ?? 0n) > 1n)
})

test('an audit event that somebody changed fails the proof, and is named', async () => {
  const changed = await test_db.admin.query(
    `update audit.event set actor_id = 'nobody' where tenant_id = $1 and seq = 1`,
    [tenant_id],
  )
  assert.equal(changed.rowCount, 1)
  const { holds, invariants } = await prove()
  assert.equal(holds, false)
  assert.deepEqual(
    invariants
      .filter(({ violations }) => violations > 0n)
      .map(({ name, examples }) => [name, examples[0]?.['seq']]),
    [['audit_trail_verifies', 1]],
  )
})

test('a trail that was cut down to nothing is found by the checkpoint that is kept beside the data', async () => {
  for (const table of ['event', 'block', 'head'])
    await test_db.admin.query(`delete from audit.${table} where tenant_id = $1`, [tenant_id])
  const { invariants } = await prove()
  assert.ok((invariants.at(-1)?.violations ?? 0n) > 0n)
})
