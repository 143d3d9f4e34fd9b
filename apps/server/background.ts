import type { World } from '../../kernel/world.ts'
import type { Audit } from '../../modules/audit/index.ts'
import type { Ledger } from '../../modules/ledger/index.ts'
import type { Database } from '../../platform/db/database.ts'
import { createLoop, type Loop } from '../../platform/jobs/loop.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Metrics } from '../../platform/telemetry/metrics.ts'

/** What runs without being asked: expiry of holds, sealing of the audit trail. */
export type Background = { stop(): Promise<void> }

type Deps = { db: Database; world: World; log: Log; metrics: Metrics; audit: Audit; ledger: Ledger }

const EXPIRY_PAUSE_MS = 1_000
const SEALING_PAUSE_MS = 5_000

export function startBackground(deps: Deps): Background {
  const { world, log, audit, ledger } = deps
  const loops: Loop[] = [
    createLoop({
      world,
      async turn() {
        const expired = await ledger.sweepHolds()
        return expired > 0 ? 0 : EXPIRY_PAUSE_MS
      },
      failed: (error) => log.error('hold_expiry_failed', { error }),
    }),
    createLoop({
      world,
      async turn() {
        const { broken } = await audit.sealDue()
        for (const { tenant_id, detail } of broken)
          log.error('audit_trail_broken', { tenant_id, reason: detail })
        return SEALING_PAUSE_MS
      },
      failed: (error) => log.error('audit_sealing_failed', { error }),
    }),
  ]
  for (const loop of loops) loop.start()
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
