import { newId } from '../../kernel/id.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { AuditEntry } from './event.ts'
import { type Audit, createAudit, type Keeper, localSigner } from './index.ts'

/** A keeper that remembers in memory what it was given. */
export function memoryKeeper(): Keeper & { readonly kept: Map<TenantId, string> } {
  const kept = new Map<TenantId, string>()
  return {
    kept,
    last: async (tenant_id) => kept.get(tenant_id),
    async keep(tenant_id, checkpoint) {
      kept.set(tenant_id, checkpoint)
    },
  }
}

/** A trail signed by a key drawn from `world`. */
export const testAudit = (
  db: Database,
  world: World,
  keeper?: Keeper,
): Audit & { readonly key_text: string } => {
  const signer = localSigner('test-signer', world.random(32))
  return {
    ...createAudit({ db, world, signer, ...(keeper === undefined ? {} : { keeper }) }),
    key_text: signer.key_text,
  }
}

/** A scope of the system's own, for calls that open their own transactions. */
export const systemScope = (tenant_id: TenantId, world: World): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'test', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: plusMs(world.now(), 10_000),
  request_id: newId('req', world),
  world,
})

/** Writes entries in a transaction of their own. */
export const appendAlone = (
  db: Database,
  audit: Audit,
  scope: OpenScope,
  entries: readonly AuditEntry[],
): Promise<void> =>
  db.withTenant(scope.tenant_id, (tx) => audit.append({ ...scope, db: tx } satisfies Scope, entries))

/** `count` entries that differ. */
export const someEntries = (count: number, from = 1): AuditEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    action: 'api_keys.create',
    resource_type: 'api_key',
    resource_id: `key_${from + index}`,
    after: { name: `key ${from + index}` },
  }))
