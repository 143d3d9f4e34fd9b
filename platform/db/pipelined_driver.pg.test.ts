import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { addTenant } from '../jobs/testing.ts'
import { closeWith } from './last_words.ts'
import { createTestDatabase } from './testing.ts'

// Goal: what leaves together with the commit is part of the transaction: all of it, or nothing.
const house = await createTestDatabase()
const tenant_id = await addTenant(house.admin, 1n)
after(() => house.drop())

type Counted = { readonly seq: string }
const count = (by: string) => sql<Counted>`update platform.tenant_head set seq = seq + ${by}::int8
  where tenant_id = ${tenant_id}::int8 returning seq::text`
const standing = (): Promise<string | undefined> =>
  house.db.withTenant(tenant_id, async (tx) => {
    const { rows } = await sql<Counted>`select seq::text from platform.tenant_head
      where tenant_id = ${tenant_id}::int8`.execute(tx)
    return rows[0]?.seq
  })

test('the closing statement sees what came before it, and is heard when all of it is committed', async () => {
  let heard: readonly Counted[] = []
  await house.db.withTenant(tenant_id, async (tx) => {
    await count('3').execute(tx)
    closeWith(tx, count('4'), (rows) => {
      heard = rows
    })
    assert.deepEqual(heard, [], 'not before the transaction ends')
  })
  assert.deepEqual(heard, [{ seq: '7' }])
  assert.equal(await standing(), '7')
})

test('a closing statement that fails takes the transaction with it, and the connection goes on', async () => {
  let isHeard = false
  await assert.rejects(
    house.db.withTenant(tenant_id, async (tx) => {
      await count('5').execute(tx)
      closeWith(tx, count('no number'), () => {
        isHeard = true
      })
    }),
    { code: '22P02' },
  )
  assert.equal(isHeard, false)
  assert.equal(await standing(), '7')
})

test('nothing is closed when the work throws, and a commit of a broken transaction is an error', async () => {
  await assert.rejects(
    house.db.withTenant(tenant_id, (tx) => {
      closeWith(tx, count('5'), () => assert.fail('it was not to be heard'))
      return Promise.reject(new Error('undone'))
    }),
    /undone/,
  )
  await assert.rejects(
    house.db.withTenant(tenant_id, async (tx) => {
      await count('no number')
        .execute(tx)
        .catch(() => undefined)
      closeWith(tx, count('5'), () => assert.fail('it was not to be heard'))
    }),
    { code: '25P02' },
  )
  await assert.rejects(
    house.db.withTenant(tenant_id, async (tx) => {
      await count('no number')
        .execute(tx)
        .catch(() => undefined)
    }),
  )
  assert.equal(await standing(), '7')
})

test('a transaction is closed once, and only from inside', async () => {
  await house.db.withTenant(tenant_id, async (tx) => {
    closeWith(tx, count('1'), () => undefined)
    assert.throws(() => closeWith(tx, count('1'), () => undefined), /closed once/)
  })
  assert.equal(await standing(), '8')
})
