import { instantText, type World } from '../../kernel/world.ts'
import { type Batcher, createBatcher } from '../../platform/batcher/batcher.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Database } from '../../platform/db/database.ts'
import { RECORD_TYPES, type Risk, type RiskAttempt } from '../risk/index.ts'
import { latest } from './begin_batch.ts'
import { PAYMENTS_PER_BATCH_MAX, QUEUED_PAYMENTS_MAX } from './limits.ts'

const record = {
  name: 'payments_count_attempts',
  text: `select risk.record_attempts($1::int8, $2::timestamptz, ${casts(3, RECORD_TYPES.join(' '))})`,
}

/** Counts attempts of payments that exist; those of new payments are counted in the statement that writes them. */
export function createCountBatcher(options: {
  db: Database
  world: World
  risk: Pick<Risk, 'packRecord'>
}): Batcher<RiskAttempt, undefined> {
  const { db, world, risk } = options
  return createBatcher<RiskAttempt, undefined>({
    world,
    lanes: [db.lane('payments-count')],
    weight_max: PAYMENTS_PER_BATCH_MAX,
    queue_max: QUEUED_PAYMENTS_MAX,
    weigh: () => 1,
    async flush(lane, tenant_id, jobs) {
      const attempts = jobs.map(({ item }) => item)
      const at = latest(attempts.map((one) => one.at))
      await lane.run(record, [String(tenant_id), instantText(at), ...risk.packRecord(tenant_id, attempts)])
      for (const { resolve } of jobs) resolve(undefined)
    },
  })
}
