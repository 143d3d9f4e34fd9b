import { present } from '../../kernel/assert.ts'
import type { VirtualClock, World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import { LOAD_KEYS_MAX, LOADS_WAITING_MAX } from './limits.ts'
import { type CredentialRow, findCredentials } from './store_directory.ts'
import type { Tenant } from './tenant.ts'

/** What the database said at `read_ms` (this process's stopwatch, taken before it was asked). */
export type Loaded = {
  readonly read_ms: number
  /** Undefined: no such credential. */
  readonly row: CredentialRow | undefined
  /** Null for a live tenant. */
  readonly clock: VirtualClock | null
}
export type Loader = {
  /** Asks the database after this call began. Rejects when it cannot be reached, or when too many wait. */
  load(hash: string): Promise<Loaded>
}

type Waiting = PromiseWithResolvers<Loaded>

/**
 * Reads credentials in sets: while one read is under way, all that come wait for the next, and the same
 * credential waits once. However many requests arrive, there is one statement at a time.
 */
export function createLoader(deps: {
  db: Database
  world: World
  /** Gives a tenant that is in the directory but was never used its feed and its clock. */
  openTenant(tenant: Tenant): Promise<void>
}): Loader {
  const waiting = new Map<string, Waiting>()
  let isReading = false

  const readAll = async (): Promise<void> => {
    isReading = true
    while (waiting.size > 0) {
      const hashes = [...waiting.keys()].slice(0, LOAD_KEYS_MAX)
      const taken = hashes.map((hash) => [hash, present(waiting.get(hash), 'a waiting credential')] as const)
      for (const hash of hashes) waiting.delete(hash)
      await readSome(deps, new Map(taken))
    }
    isReading = false
  }
  return {
    load(hash) {
      const same = waiting.get(hash)
      if (same !== undefined) return same.promise
      if (waiting.size >= LOADS_WAITING_MAX)
        return Promise.reject(new Error('too many credentials wait to be read'))
      const added = Promise.withResolvers<Loaded>()
      waiting.set(hash, added)
      if (!isReading) void readAll()
      return added.promise
    },
  }
}

async function readSome(
  deps: Parameters<typeof createLoader>[0],
  taken: ReadonlyMap<string, Waiting>,
): Promise<void> {
  const read_ms = deps.world.elapsed_ms()
  try {
    const rows = await deps.db.system((db) => findCredentials(db, [...taken.keys()]))
    const clocks = await readTenants(deps, rows)
    const found = new Map(rows.map((row) => [row.hash, row]))
    for (const [hash, { resolve, reject }] of taken) {
      const row = found.get(hash)
      const clock = row === undefined ? null : clocks.get(row.tenant.tenant_id)
      if (clock === undefined) reject(new Error('the tenant could not be opened'))
      else resolve({ read_ms, row, clock })
    }
  } catch (error) {
    for (const { reject } of taken.values()) reject(error)
  }
}

async function readTenants(
  deps: Parameters<typeof createLoader>[0],
  rows: readonly CredentialRow[],
): Promise<Map<TenantId, VirtualClock | null>> {
  const tenants = new Map(rows.map(({ tenant }) => [tenant.tenant_id, tenant]))
  const clocks = await readClocks(deps.db, [...tenants.keys()])
  const unopened = [...tenants.values()].filter(({ tenant_id }) => !clocks.has(tenant_id))
  if (unopened.length === 0) return clocks
  // One tenant that cannot be opened keeps nobody else out: its own keys are then the ones without a clock.
  for (const tenant of unopened) await deps.openTenant(tenant).catch(() => undefined)
  return readClocks(deps.db, [...tenants.keys()])
}
