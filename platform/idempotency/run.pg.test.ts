import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { realWorld } from '../../kernel/world.ts'
import type { Db } from '../db/database.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, scopeOf } from '../jobs/testing.ts'
import { appendFacts, readFeed } from '../outbox/outbox.ts'
import type { TenantId } from '../scope.ts'
import { claimHash, keyHash } from './claim.ts'
import { idempotencyErrors } from './errors.ts'
import { createKeyRuns } from './run.ts'

// Goal: what a request under a key tells comes with its answer, in one statement at the end, or not at all.
let house: TestDatabase
let tenant_id: TenantId
const world = realWorld()
before(async () => {
  house = await createTestDatabase()
  tenant_id = await addTenant(house.admin, 1n)
})
after(() => house.drop())

const claimOf = (key: string) => ({
  key,
  key_hash: keyHash(tenant_id, key),
  fingerprint: claimHash(key),
  route: 'POST /v1/things',
  fields: '',
})
const told = (db: Db) => readFeed(db, tenant_id, 0n, 100)
const facts = ['one', 'two'].map((n) => ({ type: 'test.told', object_id: n, body: {} }))

/** Runs a request that tells two facts; answers how many there were while it ran. */
async function request(key: string, result: Result<null, Failure>): Promise<number | undefined> {
  const scope = scopeOf(tenant_id, world)
  let during: number | undefined
  await createKeyRuns({ db: house.db, world }).inTransaction(scope, claimOf(key), {
    async run(db) {
      for (const fact of facts) await appendFacts(db, scope, [fact])
      during = (await told(db)).length
      return result
    },
    render: () => ({ status: result.ok ? 201 : 409, text: '{}' }),
  })
  return during
}

test('the feed is locked for the last statement only, and its facts keep their order', async () => {
  assert.equal(await request('made', ok(null)), 0)
  const after_it = await house.db.withTenant(tenant_id, told)
  assert.deepEqual(
    after_it.map(({ object_id }) => object_id),
    ['one', 'two'],
  )
})

test('a refusal that keeps its key tells nothing', async () => {
  const refusal = idempotencyErrors.fail('idempotency_mismatch', { detail: 'no' })
  assert.equal(await request('refused', refusal), 2)
  assert.equal((await house.db.withTenant(tenant_id, told)).length, 2)
  assert.equal(await request('refused', refusal), undefined)
})
