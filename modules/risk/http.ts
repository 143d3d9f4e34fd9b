import type { Route } from '../../platform/http/route.ts'
import { assessmentRoutes } from './http_assessments.ts'
import { itemRoutes } from './http_items.ts'
import { listRoutes } from './http_lists.ts'
import { ruleRoutes } from './http_rules.ts'
import type { Risk } from './index.ts'

/** Everything that risk serves. */
export const routes = (risk: Risk): Route[] => [
  ...ruleRoutes(risk),
  ...listRoutes(risk),
  ...itemRoutes(risk),
  ...assessmentRoutes(risk),
]
