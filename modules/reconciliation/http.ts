import type { Route } from '../../platform/http/route.ts'
import { breakRoutes } from './http_breaks.ts'
import { settlementRoutes } from './http_settlements.ts'
import type { Reconciliation } from './index.ts'

export const routes = (reconciliation: Reconciliation): Route[] => [
  ...settlementRoutes(reconciliation),
  ...breakRoutes(reconciliation),
]
