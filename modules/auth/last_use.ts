import { parseId } from '../../kernel/id.ts'
import { type Cancel, type Instant, instant, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Principal } from '../../platform/http/principal.ts'
import type { TenantId } from '../../platform/scope.ts'
import { USE_FLUSH_MS, USE_GRANULARITY_MS, USE_PENDING_MAX } from './limits.ts'
import { touchKeys } from './store.ts'

/** When keys were last used: noted in memory, written some seconds later, one statement per tenant. */
export type LastUse = {
  note(principal: Pick<Principal, 'tenant_id' | 'credential_id'>): void
  /** Writes what is noted; answers how many keys. What cannot be written stays noted. */
  flush(): Promise<number>
  /** Writes what is noted and stops. */
  close(): Promise<void>
}

const MINUTE_US = USE_GRANULARITY_MS * 1_000

export function createLastUse({ db, world }: { db: Database; world: World }): LastUse {
  const pending = new Map<TenantId, Map<string, Instant>>()
  let count = 0
  let cancel: Cancel | undefined
  let isClosed = false

  const plan = (): void => {
    if (cancel !== undefined || isClosed) return
    cancel = world.after(USE_FLUSH_MS, () => {
      cancel = undefined
      void flush()
    })
  }
  const add = (tenant_id: TenantId, id: string, at: Instant): void => {
    // Losing a note costs a minute of precision; memory without a bound would cost more.
    if (count >= USE_PENDING_MAX) return
    const keys = pending.get(tenant_id) ?? new Map<string, Instant>()
    pending.set(tenant_id, keys)
    const noted = keys.get(id)
    if (noted === undefined) count++
    if (noted === undefined || noted < at) keys.set(id, at)
    plan()
  }
  const flush = async (): Promise<number> => {
    // Taken out first: what cannot be written is noted again, and must not be met again in this loop.
    const taken = new Map(pending)
    pending.clear()
    count = 0
    let written = 0
    for (const [tenant_id, keys] of taken) {
      try {
        written += await writeUses(db, tenant_id, keys)
      } catch {
        for (const [id, at] of keys) add(tenant_id, id, at)
      }
    }
    return written
  }
  return {
    note({ tenant_id, credential_id }) {
      add(tenant_id, credential_id, instant(Math.floor(world.now() / MINUTE_US) * MINUTE_US))
    },
    flush,
    async close() {
      isClosed = true
      cancel?.()
      await flush()
    },
  }
}

async function writeUses(
  db: Database,
  tenant_id: TenantId,
  keys: ReadonlyMap<string, Instant>,
): Promise<number> {
  // In order of ids, so that two nodes that write the same keys never wait for each other in a ring.
  const uses = [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([text, at]) => {
      const id = parseId('key', text)
      return id === undefined ? [] : [{ id, at }]
    })
  await db.withTenant(tenant_id, (tx) => touchKeys(tx, tenant_id, uses))
  return uses.length
}
