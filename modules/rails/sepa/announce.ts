import type { Id } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Job, JobOutcome } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { fromTemporal, startOfWallDay, toTemporal, wallDay } from '../calendars/zone.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { sepaFacts } from './facts.ts'
import * as store from './store_announcements.ts'

const BRUSSELS = 'Europe/Brussels'
const ANNOUNCED_AT_ONCE_MAX = 1_000

/**
 * Tells of collections whose debtors have to be told: as many days before the due day as the mandate agreed on, 14 unless it
 * says otherwise (EPC rulebooks, pre-notification). Each is told once: the row and the event are one transaction, a thousand at
 * a time. Then it waits for the next day on which there is something to tell.
 */
export async function runAnnounce(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { connection } = JSON.parse(job.body) as { connection: Id<'bcn'> }
  const { tenant_id } = scope
  for (;;) {
    const told = await deps.db.withTenant(tenant_id, (db) => announceSome({ ...scope, db }, connection))
    if (told < ANNOUNCED_AT_ONCE_MAX) break
  }
  const next = await deps.db.withTenant(tenant_id, (db) =>
    store.nextAnnouncementOn(db, tenant_id, connection),
  )
  return next === undefined
    ? { outcome: 'done' }
    : { outcome: 'again', run_at: fromTemporal(startOfWallDay(next, BRUSSELS)) }
}

async function announceSome(scope: Scope, connection: Id<'bcn'>): Promise<number> {
  const { db, tenant_id, world } = scope
  const at = world.now()
  const today = wallDay(toTemporal(at), BRUSSELS)
  const due = await store.dueAnnouncements(db, tenant_id, connection, { today, limit: ANNOUNCED_AT_ONCE_MAX })
  if (due.length === 0) return 0
  await store.insertAnnouncements(db, tenant_id, due, at)
  await appendFacts(
    db,
    scope,
    due.map(({ amount, currency, ...one }) =>
      sepaFacts.fact('rails.collection_announced', one.id, {
        object: { ...one, amount: { value: String(amount), currency }, announced_at: instantText(at) },
      }),
    ),
  )
  return due.length
}
