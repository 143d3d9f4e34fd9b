import { hash } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
import { type Id, idFromBytes, newId, writeIdBytes } from '../../kernel/id.ts'
import { type Instant, plusMs, type VirtualClock, virtualWorld, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { readClocks, readClocksAhead } from '../../platform/tenant_clock.ts'
import { importedNow } from './import_lease.ts'
import { EXPIRIES_PER_SWEEP_MAX, EXPIRY_IDS_MAX, SANDBOXES_PER_LOOK_MAX, SWEEP_MS_MAX } from './limits.ts'
import type { ResultCode } from './results.ts'
import { selectDueAhead, selectDueHolds, selectDueTenants } from './store_holds.ts'
import type { SettleOrder, TransferOrder, TransferOutcome } from './transfer.ts'

export type SweeperDeps = {
  readonly db: Database
  /** The wall's world; each tenant's own is made from it. */
  readonly world: World
  readonly post: (scope: OpenScope, orders: readonly TransferOrder[]) => Promise<readonly TransferOutcome[]>
}
export type HoldSweeper = { sweep(): Promise<number>; sweepOne(scope: OpenScope): Promise<number> }

/** After these the hold is settled, by this sweep or by somebody else. */
const settled: ReadonlySet<ResultCode> = new Set([
  'posted',
  'exists',
  'pending_already_posted',
  'pending_already_voided',
  'pending_expired',
])

/**
 * `sweep` gives back what is left of holds whose time is over by their tenant's clock, up to EXPIRIES_PER_SWEEP_MAX a tenant,
 * and returns how many. Until then an expired hold still counts against its accounts, but nothing can be posted from
 * it. Expiries are posted as everything else is, so versions, monitors and the feed see them as any transfer.
 *
 * A tenant that a log is replayed into is left alone until that is over: the log says itself what expired.
 *
 * A repeat, or a second worker at the same time, asks under the same ids and changes nothing.
 */
export function createHoldSweeper(deps: SweeperDeps): HoldSweeper {
  const { db, world } = deps
  return {
    async sweep() {
      let expired = 0
      const due = await findDue(db, world)
      const imported = await importedNow(deps, [...due.keys()])
      for (const [tenant_id, clock] of due)
        if (!imported.has(tenant_id)) expired += await sweepTenant(deps, systemScope(tenant_id, world, clock))
      return expired
    },
    async sweepOne(scope) {
      const imported = await importedNow(deps, [scope.tenant_id])
      return imported.has(scope.tenant_id) ? 0 : sweepTenant(deps, scope)
    },
  }
}

async function sweepTenant({ db, post }: SweeperDeps, scope: OpenScope): Promise<number> {
  const { tenant_id, world } = scope
  let open = await db.withTenant(tenant_id, (tx) =>
    selectDueHolds(tx, tenant_id, world.now(), EXPIRIES_PER_SWEEP_MAX),
  )
  let expired = 0
  // Somebody may have used such an id for something of their own; the hold must expire all the same.
  for (let ordinal = 0; open.length > 0 && ordinal < EXPIRY_IDS_MAX; ordinal++) {
    const outcomes = await post(
      scope,
      open.map((hold) => expiryOf(hold, ordinal)),
    )
    const results = outcomes.map(({ result }) => result)
    expired += results.filter((result) => result === 'posted').length
    open = open.filter((_, index) => !settled.has(results[index] as ResultCode))
  }
  assert(open.length === 0, `the hold ${open[0]} has run out and cannot be given back`)
  return expired
}

const expiryOf = (pending_id: Id<'trf'>, ordinal: number): SettleOrder => ({
  id: expiryId(pending_id, ordinal),
  kind: 'expire',
  code: 'expiry',
  pending_id,
})

/**
 * The id of a hold's expiry follows from the hold's: a UUIDv8 (RFC 9562) over SHA-256. `ordinal` names the next one
 * when the first is taken.
 */
export function expiryId(pending_id: Id<'trf'>, ordinal = 0): Id<'trf'> {
  const bytes = Buffer.alloc(16)
  writeIdBytes(pending_id, bytes, 0)
  // The first six bytes, the time, stay: new rows then lie close together in the index.
  hash('sha256', `expiry ${ordinal} of ${pending_id}`, 'buffer').copy(bytes, 6, 0, 10)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('trf', bytes)
}

/**
 * Tenants with something due, and their clocks. By the wall clock an index says who; a sandbox that is frozen in the
 * past waits all the same, and one that runs ahead is asked for what its own time has made due.
 */
async function findDue(db: Database, world: World): Promise<Map<TenantId, VirtualClock | null>> {
  const real_at = world.now()
  const nowOf = (clock: VirtualClock | null): Instant =>
    clock === null ? real_at : virtualWorld(world, () => clock).now()
  const due = new Map<TenantId, VirtualClock | null>()
  const real = await db.scatter('ledger.holds_due', (tx) => selectDueTenants(tx, real_at))
  const clocks = await readClocks(
    db,
    real.map(({ tenant_id }) => tenant_id),
  )
  for (const { tenant_id, first_due_at } of real) {
    const clock = clocks.get(tenant_id) ?? null
    if (first_due_at <= nowOf(clock)) due.set(tenant_id, clock)
  }
  for (let after = 0n, isMore = true; isMore; ) {
    const ahead = await readClocksAhead(db, { real_at, after, limit: SANDBOXES_PER_LOOK_MAX })
    const asked = [...ahead].map(([tenant_id, clock]) => ({ tenant_id, now: nowOf(clock) }))
    const found =
      asked.length === 0 ? [] : await db.scatter('ledger.holds_due_ahead', (tx) => selectDueAhead(tx, asked))
    for (const tenant_id of found) due.set(tenant_id, ahead.get(tenant_id) ?? null)
    after = asked.at(-1)?.tenant_id ?? after
    isMore = asked.length === SANDBOXES_PER_LOOK_MAX
  }
  return due
}

const systemScope = (tenant_id: TenantId, world: World, clock: VirtualClock | null): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'ledger.sweep_holds', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: plusMs(world.now(), SWEEP_MS_MAX),
  request_id: newId('req', world),
  world: clock === null ? world : virtualWorld(world, () => clock),
})
