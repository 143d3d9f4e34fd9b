import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { summaryOf } from './change_rules.ts'
import type { RuleCheck } from './check_rules.ts'
import { routingErrors } from './errors.ts'
import type { Routing } from './index.ts'
import { summaryJson } from './rule_set.ts'
import type { RuleSet } from './rules.ts'
import { CheckReply, NewRuleSet, NewRuleSetReply, RulesInput, RuleSetReply, Summary } from './schemas.ts'

const { rule_set_not_found, rules_invalid, rule_set_limit_reached } = routingErrors.table
const common = { tag: 'Routing' } as const
const params = T.Object({ id: T.String() })

const setJson = (set: RuleSet) => ({
  ...summaryJson(summaryOf(set)),
  rules: [...set.rules],
  ...(set.otherwise === undefined ? {} : { otherwise: set.otherwise }),
})
const checkJson = ({ is_exhaustive, findings }: RuleCheck) => ({
  is_exhaustive,
  findings: findings.map((one) => ({
    ...one,
    shadowed_by: [...one.shadowed_by],
    example: one.example === null ? null : { ...one.example },
  })),
})

/** The worked example of the module's README. */
const example = {
  rules: [
    {
      name: 'Large debit payments stay at home',
      when: {
        op: 'all',
        of: [
          { field: 'card_country', is: ['US'] },
          { field: 'funding', is: ['debit'] },
          { field: 'amount', currency: 'USD', at_least: '10000' },
        ],
      },
      use: { kind: 'priority', accounts: ['aca_01k0000000000000000000000a'] },
    },
  ],
  otherwise: {
    kind: 'split',
    shares: [
      { account: 'aca_01k0000000000000000000000a', weight: 70 },
      { account: 'aca_01k0000000000000000000000b', weight: 30 },
    ],
  },
  max_attempts: 3,
}

const createRoute = (routing: Routing) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/routing/rules',
    operation_id: 'createRoutingRules',
    summary: 'Write the next version of the routing rules.',
    description:
      'It decides nothing until it is activated. The reply says what the static check found: rules that can never decide, payments that no rule takes, accounts named in vain. An account that is not there is refused.',
    scope: 'routing.rules:write',
    idempotency: 'accepted',
    body: NewRuleSet,
    status: 201,
    reply: NewRuleSetReply,
    location: '/v1/routing/rules/{id}',
    errors: { rules_invalid, rule_set_limit_reached },
    example: { name: 'Start of the season', ...example },
    async run(scope, { body }) {
      const made = await routing.createRuleSet(scope, body)
      if (!made.ok) return made
      return ok({ body: { ...setJson(made.value.rule_set), ...checkJson(made.value.check) } })
    },
  })

const checkRoute = (routing: Routing) =>
  route({
    ...common,
    kind: 'read',
    method: 'POST',
    path: '/v1/routing/rules/check',
    operation_id: 'checkRoutingRules',
    summary: 'Check routing rules without storing them.',
    scope: 'routing.rules:read',
    body: RulesInput,
    status: 200,
    reply: CheckReply,
    errors: { rules_invalid },
    example,
    async run(scope, { body }) {
      const checked = await routing.check(scope, body)
      return checked.ok ? ok({ body: checkJson(checked.value) }) : checked
    },
  })

const listRoute = (routing: Routing) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/routing/rules',
    operation_id: 'listRoutingRules',
    summary: 'List the versions of the routing rules, newest first, without the rules themselves.',
    scope: 'routing.rules:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(Summary),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'routing_rules', query)
      if (!asked.ok) return asked
      const after = asked.value.after?.[0]
      const page = { before: after === undefined ? undefined : Number(after), limit: asked.value.rows }
      const found = await routing.listRuleSets(scope, page)
      const at = { tenant_id: scope.tenant_id, list: 'routing_rules', query, asked: asked.value }
      const shown = pageOf(at, found, ({ version }) => [version])
      return ok({ body: { ...shown, data: shown.data.map(summaryJson) } })
    },
  })

const getRoute = (routing: Routing) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/routing/rules/{id}',
    operation_id: 'getRoutingRules',
    summary: 'Get one version of the routing rules.',
    scope: 'routing.rules:read',
    params,
    status: 200,
    reply: RuleSetReply,
    errors: { rule_set_not_found },
    async run(scope, input) {
      const id = parseId('rul', input.params.id)
      const found = id === undefined ? undefined : await routing.findRuleSet(scope, id)
      return found === undefined ? routingErrors.fail('rule_set_not_found') : ok({ body: setJson(found) })
    },
  })

const activateRoute = (routing: Routing) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/routing/rules/{id}/activate',
    operation_id: 'activateRoutingRules',
    summary: 'Route payments by this version from now on.',
    description: 'At once where it is called, within seconds everywhere. A repeat does nothing.',
    scope: 'routing.rules:write',
    idempotency: 'accepted',
    params,
    status: 200,
    reply: RuleSetReply,
    errors: { rule_set_not_found, rules_invalid },
    async run(scope, input) {
      const id = parseId('rul', input.params.id)
      if (id === undefined) return routingErrors.fail('rule_set_not_found')
      const activated = await routing.activateRuleSet(scope, id)
      return activated.ok ? ok({ body: setJson(activated.value) }) : activated
    },
  })

export const ruleRoutes = (routing: Routing): Route[] =>
  [createRoute, checkRoute, listRoute, getRoute, activateRoute].map((make) => make(routing))
