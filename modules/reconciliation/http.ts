import type { Route } from '../../platform/http/route.ts'
import { breakRoutes } from './http_breaks.ts'
import { settlementRoutes } from './http_settlements.ts'
import type { Reconciliation } from './index.ts'
import { bindingRoutes } from './matching/http_accounts.ts'
import { matchRoutes } from './matching/http_matches.ts'
import { ruleRoutes } from './matching/http_rules.ts'
import type { StatementsDeps } from './statements/deps.ts'
import { statementRoutes } from './statements/http.ts'

export const routes = (
  reconciliation: Reconciliation,
  deps: Pick<StatementsDeps, 'db' | 'rails'>,
): Route[] => [
  ...settlementRoutes(reconciliation),
  ...breakRoutes(reconciliation),
  ...statementRoutes(reconciliation, deps),
  ...bindingRoutes(reconciliation.matching),
  ...matchRoutes(reconciliation.matching),
  ...ruleRoutes(reconciliation.matching),
]
