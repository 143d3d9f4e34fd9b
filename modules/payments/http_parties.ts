import type { Route } from '../../platform/http/route.ts'
import { customerRoutes } from './http_customers.ts'
import { merchantRoutes } from './http_merchants.ts'
import { paymentMethodRoutes } from './http_payment_methods.ts'
import type { Parties } from './parties.ts'

export const partyRoutes = (parties: Parties): Route[] => [
  ...merchantRoutes(parties),
  ...customerRoutes(parties),
  ...paymentMethodRoutes(parties),
]
