import type { Route } from '../../platform/http/route.ts'
import { answerRoutes } from './http_answers.ts'
import { readRoutes } from './http_reads.ts'
import type { Disputes } from './index.ts'

export const routes = (disputes: Disputes): Route[] => [...readRoutes(disputes), ...answerRoutes(disputes)]
