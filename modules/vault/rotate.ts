import { ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { HASH_PURPOSE } from './create_token.ts'
import type { SealingKeys } from './sealing_keys.ts'
import { type VaultFailure, vaultErrors } from './errors.ts'
import { vaultFacts } from './facts.ts'
import { REWRAP_KIND } from './rewrap_job.ts'
import { CARD_PURPOSE } from './send_card.ts'
import { beginEpoch, type NewKey, selectKeys, shredKeys } from './store_keys.ts'
import { countCardsBefore, findRunning, insertRotation, type Rotation } from './store_rotation.ts'

export type RotateDeps = {
  readonly db: Database
  readonly world: World
  readonly audit: Audit
  readonly keys: SealingKeys
}

/**
 * Begins a new epoch of the tenant's key for `purpose`. New values use it at once. Cards are sealed again by a job, after
 * which the keys before are destroyed; what other modules sealed stays readable until they seal it again themselves.
 * Opens its own transaction. While a rotation runs, a repeat answers that one; afterwards it begins another.
 *
 * Errors: `purpose_not_found`, `purpose_fixed`, `vault_unavailable`.
 */
export async function rotate(
  deps: RotateDeps,
  scope: OpenScope,
  purpose: string,
): Promise<Result<Rotation, VaultFailure>> {
  const { db, keys } = deps
  const { tenant_id } = scope
  // Other keys would make other hashes: nothing would be known again.
  if (purpose === HASH_PURPOSE || purpose.endsWith('.hash')) return vaultErrors.fail('purpose_fixed')
  const before = await db.withTenant(tenant_id, async (tx) => ({
    known: (await selectKeys(tx, tenant_id, purpose)).length,
    running: await findRunning(tx, tenant_id, purpose),
  }))
  if (before.running !== undefined) return ok(before.running)
  if (before.known === 0) return vaultErrors.fail('purpose_not_found')
  const fresh = await keys.next(tenant_id, purpose).catch(() => undefined)
  if (fresh === undefined) return vaultErrors.fail('vault_unavailable', { retry_after_ms: 1_000 })
  const rotation = await db.withTenant(tenant_id, (tx) => begin(deps, { ...scope, db: tx }, fresh))
  keys.forget(tenant_id, purpose)
  // Somebody else was faster: theirs is the rotation that was asked for.
  return rotation === undefined ? rotate(deps, scope, purpose) : ok(rotation)
}

async function begin(deps: RotateDeps, scope: Scope, fresh: NewKey): Promise<Rotation | undefined> {
  const { tenant_id, db } = scope
  const { purpose, epoch } = fresh
  const now = scope.world.now()
  if (!(await beginEpoch(db, tenant_id, { at: now, wall: deps.world.now() }, fresh))) return undefined
  const isCards = purpose === CARD_PURPOSE
  const rows_total = isCards ? await countCardsBefore(db, tenant_id, epoch) : 0
  const rotation: Rotation = {
    purpose,
    epoch,
    state: isCards ? 'running' : 'done',
    rows_total,
    rows_done: 0,
    started_at: now,
    finished_at: isCards ? null : now,
  }
  await insertRotation(db, tenant_id, rotation)
  if (isCards) await schedule(db, scope, [{ kind: REWRAP_KIND, body: { epoch }, unique_key: purpose }])
  await deps.audit.append(scope, [
    {
      action: 'vault.keys.rotate',
      resource_type: 'sealing_key',
      resource_id: fresh.key_id,
      after: { purpose, epoch },
    },
  ])
  await appendFacts(db, scope, [
    vaultFacts.fact('vault.rotation_started', null, { purpose, epoch, rows_total }),
  ])
  return rotation
}

/**
 * Destroys every sealing key of the tenant, in a transaction of its own: all its cards and sealed secrets are unreadable for
 * ever, also in backups that hold the keys only as this database does from now on. Other processes notice within a minute.
 * Answers how many keys were destroyed; a repeat answers 0.
 */
export async function shred(deps: RotateDeps, scope: OpenScope): Promise<number> {
  const { tenant_id } = scope
  return deps.db.withTenant(tenant_id, async (tx) => {
    const own: Scope = { ...scope, db: tx }
    const keys = await shredKeys(tx, tenant_id, deps.world.now())
    if (keys === 0) return 0
    await deps.audit.append(own, [
      {
        action: 'vault.keys.shred',
        resource_type: 'tenant',
        resource_id: String(tenant_id),
        after: { keys },
      },
    ])
    await appendFacts(tx, own, [vaultFacts.fact('vault.keys_shredded', null, { keys })])
    return keys
  })
}
