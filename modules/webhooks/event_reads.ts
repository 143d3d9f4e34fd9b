import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Id } from '../../kernel/id.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { webhookErrors } from './errors.ts'
import { BEFORE_ALL, type EventPlace, eventText, type StoredEvent } from './event.ts'
import type { EventView, Webhooks } from './index.ts'
import { findEvent, lastEvent, listEvents } from './store_events.ts'
import type { Streams } from './stream.ts'
import type { Tenants } from './tenants.ts'

type Deps = { readonly db: Database; readonly tenants: Tenants; readonly streams: Streams }

const view = (event: StoredEvent, tenant: string): EventView => ({
  id: event.id,
  seq: event.seq,
  text: eventText(event, tenant),
})

/** The pull feed: the same events in the same order as webhooks and the stream. */
export function createEventReads({
  db,
  tenants,
  streams,
}: Deps): Pick<Webhooks, 'listEvents' | 'findEvent' | 'streamEvents'> {
  const placeOf = async (
    { tenant_id }: OpenScope,
    after: Id<'evt'> | undefined,
  ): Promise<Result<EventPlace, Failure>> => {
    if (after === BEFORE_ALL.id) return ok(BEFORE_ALL)
    if (after === undefined)
      return ok((await db.withTenant(tenant_id, (tx) => lastEvent(tx, tenant_id))) ?? BEFORE_ALL)
    const found = await db.withTenant(tenant_id, (tx) => findEvent(tx, tenant_id, after))
    return found === undefined ? webhookErrors.fail('event_not_found', { param: 'after' }) : ok(found)
  }
  return {
    async listEvents({ tenant_id }, filter, page) {
      const tenant = await tenants.of(tenant_id)
      const found = await db.withTenant(tenant_id, (tx) => listEvents(tx, tenant_id, filter, page))
      return found.map((event) => view(event, tenant.id))
    },
    async findEvent({ tenant_id }, id) {
      const tenant = await tenants.of(tenant_id)
      const found = await db.withTenant(tenant_id, (tx) => findEvent(tx, tenant_id, id))
      return found === undefined ? webhookErrors.fail('event_not_found') : ok(view(found, tenant.id))
    },
    async streamEvents(scope, { after, filters, object_id }) {
      const { tenant_id } = scope
      const tenant = await tenants.of(tenant_id)
      const place = await placeOf(scope, after)
      if (!place.ok) return place
      const opened = streams.open({
        tenant_id,
        tenant: tenant.id,
        after: place.value,
        filters,
        object_id,
      })
      return opened === undefined
        ? webhookErrors.fail('streams_exhausted', { retry_after_ms: 5_000 })
        : ok(opened)
    },
  }
}
