import type pg from 'pg'
import { instantText, type VirtualClock, virtualWorld, type World } from '../../kernel/world.ts'
import type { Id } from '../../kernel/id.ts'
import type { Database } from '../db/database.ts'
import type { OpenScope, TenantId } from '../scope.ts'
import type { JobKind, NewJob } from './job.ts'
import { schedule } from './schedule.ts'

/** Gives a test tenant its feed. Tenants are made by the auth module; platform tests know none. */
export async function addTenant(admin: pg.Pool, tenant_id: bigint): Promise<TenantId> {
  await admin.query('insert into platform.tenant_head (tenant_id) values ($1)', [tenant_id])
  return tenant_id as TenantId
}

/** Sets the clock of a test tenant, which makes it a sandbox. */
export async function setClock(admin: pg.Pool, tenant_id: TenantId, clock: VirtualClock): Promise<void> {
  const frozen_at = clock.frozen_at === null ? null : instantText(clock.frozen_at)
  await admin.query(
    `insert into platform.tenant_clock (tenant_id, frozen_at, offset_us) values ($1, $2, $3)
     on conflict (tenant_id) do update set frozen_at = excluded.frozen_at, offset_us = excluded.offset_us`,
    [tenant_id, frozen_at, clock.offset_us],
  )
}

/** What a use case would be called with; the world is the tenant's. */
export const scopeOf = (tenant_id: TenantId, world: World, clock?: VirtualClock): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'test', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: world.now(),
  request_id: 'req_test',
  world: clock === undefined ? world : virtualWorld(world, () => clock),
})

/** A kind that writes down what it was given. Each test has kinds of its own, so tests do not meet. */
export function recorder(kind: string, more: Partial<JobKind> = {}) {
  const seen: { bodies: string[]; at: string }[] = []
  const spec: JobKind = {
    kind,
    retry_ms: [1_000, 60_000],
    batch_max: 100,
    async run({ jobs, scope }) {
      const bodies = jobs.map((job) => JSON.parse(job.body) as string)
      seen.push({ bodies, at: instantText(scope.world.now()) })
      return 'done'
    },
    ...more,
  }
  return { spec, seen, bodies: () => seen.flatMap((set) => set.bodies) }
}

export const job = (kind: string, body: NewJob['body'], more: Partial<NewJob> = {}): NewJob => ({
  kind,
  body,
  ...more,
})

/** Schedules in a transaction of its own. */
export const plan = (db: Database, scope: OpenScope, ...jobs: NewJob[]): Promise<Id<'job'>[]> =>
  db.withTenant(scope.tenant_id, (tx) => schedule(tx, scope, jobs))

export const sorted = (texts: readonly string[]): string[] =>
  texts.toSorted((a, b) => a.localeCompare(b, 'en'))
