import type { Route } from '../../platform/http/route.ts'
import { approvalRoutes } from './approvals/http.ts'
import { approvalPolicyRoutes } from './approvals/http_policy.ts'
import type { Payouts } from './index.ts'
import { payoutRoutes } from './payouts/http.ts'
import { transferRoutes } from './transfers/http.ts'

export const routes = (payouts: Payouts): Route[] => [
  ...payoutRoutes(payouts),
  ...approvalRoutes(payouts),
  ...approvalPolicyRoutes(payouts),
  ...transferRoutes(payouts),
]
