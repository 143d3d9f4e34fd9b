import type { Route } from '../../platform/http/route.ts'
import { deliveryRoutes } from './http_deliveries.ts'
import { endpointChangeRoutes } from './http_endpoint_changes.ts'
import { endpointRoutes } from './http_endpoints.ts'
import { eventRoutes } from './http_events.ts'
import type { Webhooks } from './index.ts'

/** Everything this module serves. */
export const routes = (webhooks: Webhooks): Route[] => [
  ...eventRoutes(webhooks),
  ...endpointRoutes(webhooks),
  ...endpointChangeRoutes(webhooks),
  ...deliveryRoutes(webhooks),
]
