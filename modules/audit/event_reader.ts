import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { AuditEvent } from './event.ts'
import { BLOCK_EVENTS_MAX } from './limits.ts'
import { readEvents } from './store.ts'

/** Events numbered `first` to `last`, at most BLOCK_EVENTS_MAX numbers; what is missing is missing. */
export type EventReader = (first: number, last: number) => Promise<AuditEvent[]>

/**
 * Reads ahead: a quiet tenant has millions of blocks of one event each, and a read for each would take hours.
 * Made for ranges that go upwards; one that goes back costs a read.
 */
export function createEventReader(db: Database, tenant_id: TenantId): EventReader {
  let page: AuditEvent[] = []
  let page_last = 0
  let at = 0
  let asked = 0
  return async (first, last) => {
    if (first < asked || last > page_last) {
      page_last = first + BLOCK_EVENTS_MAX - 1
      page = await db.withTenant(tenant_id, (tx) => readEvents(tx, tenant_id, first, page_last))
      at = 0
    }
    asked = first
    while (at < page.length && (page[at]?.seq ?? 0) < first) at++
    let end = at
    while (end < page.length && (page[end]?.seq ?? 0) <= last) end++
    return page.slice(at, end)
  }
}
