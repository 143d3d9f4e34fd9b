import type { Route } from '../../platform/http/route.ts'
import { ruleRoutes } from './http_rules.ts'
import { simulationRoutes } from './http_simulations.ts'
import type { Routing } from './index.ts'

/** Everything that routing serves. */
export const routes = (routing: Routing): Route[] => [...ruleRoutes(routing), ...simulationRoutes(routing)]
