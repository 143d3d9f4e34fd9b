import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { migrate } from './migrate.ts'
import { root, rooms } from './rooms.ts'
import { StartRefused } from './start_refused.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let house: TestDatabase
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const again = () => migrate({ url: house.url, root, rooms })
const bodyOf = async (name: string): Promise<string> => {
  const { rows } = await house.admin.query<{ prosrc: string }>(
    'select prosrc from pg_proc where oid = $1::regproc',
    [name],
  )
  return rows[0]?.prosrc ?? ''
}

test('a repeat finds everything applied', async () => {
  assert.deepEqual(await again(), { applied: [] })
})

test('a function with another text is put back, and only that one', async () => {
  const name = 'platform.claim_key'
  const body = await bodyOf(name)
  const { rows } = await house.admin.query<{ name: string }>(
    `update platform.applied_file set hash = 'of an earlier release' where name = 'function platform/claim_key'
     returning name`,
  )
  assert.equal(rows.length, 1)
  assert.deepEqual(await again(), { applied: ['platform/claim_key'] })
  assert.equal(await bodyOf(name), body)
  assert.deepEqual(await again(), { applied: [] })
})

test('functions that are not on record are applied', async () => {
  await house.admin.query(`delete from platform.applied_file where name like 'function %'`)
  const { applied } = await again()
  assert.ok(applied.includes('platform/claim_key'))
  assert.deepEqual(await again(), { applied: [] })
})

test('a migration that was edited after it ran is refused by its name', async () => {
  const { rows } = await house.admin.query<{ name: string; hash: string }>(
    `select name, hash from platform.applied_file where name not like 'function %' order by name limit 1`,
  )
  const [file] = rows
  assert.ok(file !== undefined)
  const set = 'update platform.applied_file set hash = $2 where name = $1'
  await house.admin.query(set, [file.name, 'edited'])
  await assert.rejects(again, (error) => error instanceof StartRefused && error.message.includes(file.name))
  await house.admin.query(set, [file.name, file.hash])
  assert.deepEqual(await again(), { applied: [] })
})
