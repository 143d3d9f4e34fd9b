import type { Route } from '../../platform/http/route.ts'
import { accountChangeRoutes } from './http_account_changes.ts'
import { accountRoutes } from './http_accounts.ts'
import { monitorRoutes } from './http_monitors.ts'
import { periodRoutes } from './http_periods.ts'
import { readRoutes } from './http_reads.ts'
import { settleRoutes } from './http_settle.ts'
import { transferRoutes } from './http_transfers.ts'
import type { Ledger } from './index.ts'

/** Everything the ledger serves. */
export const routes = (ledger: Ledger): Route[] => [
  ...accountRoutes(ledger),
  ...accountChangeRoutes(ledger),
  ...transferRoutes(ledger),
  ...settleRoutes(ledger),
  ...monitorRoutes(ledger),
  ...periodRoutes(ledger),
  ...readRoutes(ledger),
]
