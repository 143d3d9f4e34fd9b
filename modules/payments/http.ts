import type { Route } from '../../platform/http/route.ts'
import { operationRoutes } from './http_operations.ts'
import { refundRoutes } from './http_refunds.ts'
import { decisionRoutes } from './http_decisions.ts'
import { historyRoutes } from './http_history.ts'
import { reviewRoutes } from './http_reviews.ts'
import { paymentRoutes } from './http_payments.ts'
import type { Payments } from './index.ts'
import { partyRoutes } from './http_parties.ts'

export const routes = (payments: Payments): Route[] => [
  ...paymentRoutes(payments),
  ...operationRoutes(payments),
  ...reviewRoutes(payments),
  ...historyRoutes(payments),
  ...decisionRoutes(payments),
  ...refundRoutes(payments),
  ...partyRoutes(payments.parties),
]
