import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { openSepaBench, type SepaBench } from './sepa_testing.ts'

let bench: SepaBench
before(async () => {
  bench = await openSepaBench(54n)
})
after(() => bench.close())

/** How often a collection was told of. */
const told = async ({ id }: Pick<PaymentOrder, 'id'>): Promise<number> => {
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<{ count: bigint }>`select count(*) as count from platform.outbox
      where tenant_id = ${tenant_id} and type = 'rails.collection_announced' and object_id = ${id}`.execute(
      db,
    ),
  )
  return Number(rows[0]?.count ?? 0)
}

test('a collection is announced as many days before as was agreed, and once', async () => {
  const far = await bench.collect({ wish: '2026-12-15' as never })
  const near = await bench.collect()
  await bench.work()
  assert.deepEqual([await told(far), await told(near)], [0, 1])
  await bench.moveTo('2026-12-13T22:59:00Z')
  assert.equal(await told(far), 0)
  await bench.moveTo('2026-12-13T23:00:00Z')
  assert.equal(await told(far), 1)
  await bench.moveTo('2026-12-14T09:00:00Z')
  assert.deepEqual([await told(far), await told(near)], [1, 1])
})

test('a collection that was cancelled before is not announced', async () => {
  const order = await bench.collect({ wish: '2027-01-20' as never })
  await bench.work()
  const cancelled = await bench.rails.cancelOrder(bench.scope, order.id, 'not any more')
  assert.ok(cancelled.ok)
  await bench.moveTo('2027-01-20T09:00:00Z')
  assert.equal(await told(order), 0)
})
