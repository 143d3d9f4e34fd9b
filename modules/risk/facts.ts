import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'
import { listEffects, itemKinds } from './list.ts'

const List = T.Object({
  id: T.String(),
  name: T.String(),
  kind: T.Enum([...itemKinds]),
  effect: T.Enum([...listEffects]),
  items: T.Integer(),
  created_at: T.String(),
  updated_at: T.String(),
})
const RuleSet = T.Object({
  id: T.Union([T.String(), T.Null()]),
  version: T.Integer(),
  description: T.Union([T.String(), T.Null()]),
  is_active: T.Boolean(),
})

/** What risk tells. Values of items are never in it: they may be personal. */
export const riskFacts = facts({
  'risk.rule_set_created': {
    text: 'A new version of the risk rules was stored; it decides nothing until it is activated.',
    body: T.Object({ object: RuleSet }),
  },
  'risk.rule_set_activated': {
    text: 'Another version of the risk rules decides from now on.',
    event: 'risk.rule_set.activated',
    body: T.Object({ object: RuleSet, previous: T.Object({ id: T.Union([T.String(), T.Null()]) }) }),
  },
  'risk.list_created': {
    text: 'A risk list was made.',
    event: 'risk.list.created',
    body: T.Object({ object: List }),
  },
  'risk.list_changed': {
    text: 'Items were put on a risk list or taken from it; `previous` has how many there were.',
    event: 'risk.list.updated',
    body: T.Object({ object: List, previous: T.Object({ items: T.Integer() }) }),
  },
  'risk.list_deleted': {
    text: 'A risk list was deleted with its items.',
    event: 'risk.list.deleted',
    body: T.Object({ object: List }),
  },
})
