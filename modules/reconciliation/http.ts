import type { Route } from '../../platform/http/route.ts'
import { breakRoutes } from './http_breaks.ts'
import { settlementRoutes } from './http_settlements.ts'
import type { Reconciliation } from './index.ts'
import type { StatementsDeps } from './statements/deps.ts'
import { statementRoutes } from './statements/http.ts'

export const routes = (reconciliation: Reconciliation, deps: StatementsDeps): Route[] => [
  ...settlementRoutes(reconciliation),
  ...breakRoutes(reconciliation),
  ...statementRoutes(reconciliation, deps),
]
