import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { addTenant } from '../platform/jobs/testing.ts'
import { root } from '../platform/db/rooms.ts'

// Goal: at three in the morning, what a playbook says to paste works.
// Method: every SQL block of every playbook runs against the schema of this release and is rolled back.

const folder = join(root, 'docs/playbooks')
const blocks = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .sort()
  .flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^ *```sql\n([\s\S]*?)^ *```$/gm)].map(
      (match, index) => ({
        name: `${name}, block ${index + 1}`,
        sql: match[1] ?? '',
      }),
    ),
  )

let house: TestDatabase
before(async () => {
  house = await createTestDatabase()
  await addTenant(house.admin, 42n)
})
after(() => house.drop())

test('there are blocks to run', () => {
  assert.ok(blocks.length > 10, `only ${blocks.length} blocks were found`)
})

for (const { name, sql } of blocks)
  test(`${name} runs on this schema`, async () => {
    const client = await house.admin.connect()
    try {
      await client.query('begin')
      await client.query(sql)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
