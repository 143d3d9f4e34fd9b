import type { Route } from '../../platform/http/route.ts'
import { clockRoutes } from './http_clock.ts'
import { eventRoutes } from './http_events.ts'
import { faultRoutes } from './http_faults.ts'
import { resetRoutes } from './http_reset.ts'
import type { Sandbox } from './index.ts'

export const routes = (sandbox: Sandbox): Route[] => [
  ...clockRoutes(sandbox),
  ...faultRoutes(sandbox),
  ...eventRoutes(sandbox),
  ...resetRoutes(sandbox),
]
