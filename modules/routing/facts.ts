import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

const nullable = <S extends ReturnType<typeof T.String>>(schema: S) => T.Union([schema, T.Null()])
const summary = {
  id: T.String(),
  version: T.Integer(),
  name: T.String(),
  rule_count: T.Integer(),
  max_attempts: T.Integer(),
  is_active: T.Boolean(),
  created_by: T.String(),
  created_at: T.String(),
  activated_at: nullable(T.String()),
}

/** The rules themselves are not told: they can be long, and a version never changes, so its id says all. */
export const routingFacts = facts({
  'routing.rules_created': {
    text: 'A version of the routing rules was written; it decides nothing until it is activated.',
    body: T.Object(summary),
  },
  'routing.rules_activated': {
    text: 'From now on payments are routed by this version of the rules; `previous` is the one before.',
    event: 'routing_rules.activated',
    body: T.Object({
      object: T.Object(summary),
      previous: T.Union([T.Object({ id: T.String(), version: T.Integer() }), T.Null()]),
    }),
  },
})
