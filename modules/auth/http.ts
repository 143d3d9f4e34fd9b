import type { Route } from '../../platform/http/route.ts'
import { keyRoutes } from './http_keys.ts'
import { tenantRoutes } from './http_tenants.ts'
import type { AuthDeps, Auth } from './index.ts'
import { factorRoutes } from './members/http_factors.ts'
import { memberRoutes } from './members/http_members.ts'
import { sessionRoutes } from './members/http_sessions.ts'

/** `world` is the wall's: keys are shown as active or expired by real time. */
export const routes = (auth: Auth, deps: Pick<AuthDeps, 'world'>): Route[] => [
  ...keyRoutes(auth, deps.world),
  ...tenantRoutes(auth),
  ...sessionRoutes(auth.members),
  ...factorRoutes(auth.members),
  ...memberRoutes(auth.members),
]
