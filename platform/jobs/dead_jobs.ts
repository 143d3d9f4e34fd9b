import type { Id } from '../../kernel/id.ts'
import type { Db } from '../db/database.ts'
import type { OpenScope, TenantId } from '../scope.ts'
import { type DeadJob, reviveDead, selectDead } from './store.ts'

export type { DeadJob }

const DEAD_PAGE_MAX = 500

/** The tenant's jobs that ran out of attempts, oldest first, each with why; `after` is the last one seen. */
export const deadJobs = (
  db: Db,
  tenant_id: TenantId,
  after?: Id<'job'>,
  limit = DEAD_PAGE_MAX,
): Promise<DeadJob[]> => selectDead(db, tenant_id, after, Math.min(limit, DEAD_PAGE_MAX))

/**
 * Gives dead jobs all their attempts again, due now by the tenant's clock. Returns the ids revived: one that is
 * not dead, or whose key waits again anyway, is not among them. A repeat changes nothing.
 */
export const reviveJobs = (
  db: Db,
  scope: Pick<OpenScope, 'tenant_id' | 'world'>,
  ids: readonly Id<'job'>[],
): Promise<Id<'job'>[]> => reviveDead(db, scope.tenant_id, scope.world.now(), ids)
