import { present } from '../../kernel/assert.ts'
import { ok } from '../../kernel/result.ts'
import type { Database } from '../../platform/db/database.ts'
import { webhookErrors } from './errors.ts'
import { eventText } from './event.ts'
import { type EventVersions, inVersion } from './event_versions.ts'
import type { Webhooks } from './index.ts'
import { findDelivery, listAttempts, listDeliveries, readHealth } from './store_deliveries.ts'
import { endpointVersion } from './store_endpoints.ts'
import { findEvent } from './store_events.ts'
import type { Tenants } from './tenants.ts'

type Deps = { readonly db: Database; readonly tenants: Tenants; readonly versions: EventVersions }

export const createDeliveryReads = ({
  db,
  tenants,
  versions,
}: Deps): Pick<Webhooks, 'health' | 'listDeliveries' | 'findDelivery'> => ({
  health: ({ tenant_id }) => db.withTenant(tenant_id, (tx) => readHealth(tx, tenant_id)),
  listDeliveries: ({ tenant_id }, filter, page) =>
    db.withTenant(tenant_id, (tx) => listDeliveries(tx, tenant_id, filter, page)),
  async findDelivery({ tenant_id }, id) {
    const tenant = await tenants.of(tenant_id)
    return db.withTenant(tenant_id, async (tx) => {
      const delivery = await findDelivery(tx, tenant_id, id)
      if (delivery === undefined) return webhookErrors.fail('webhook_delivery_not_found')
      const attempts = await listAttempts(tx, tenant_id, id)
      const event = present(await findEvent(tx, tenant_id, delivery.event_id), 'the event of a delivery')
      const version = (await endpointVersion(tx, tenant_id, delivery.endpoint_id)) ?? event.api_version
      return ok({ delivery, attempts, body: eventText(inVersion(event, version, versions), tenant.id) })
    })
  },
})
