import { type Static, Type as T } from 'typebox'
import { newId, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { defaultRules } from './default_rules.ts'
import { riskErrors } from './errors.ts'
import type { Risk } from './index.ts'
import { NewRuleSetInput, readDefinition, RuleSetReply } from './rule_schema.ts'
import type { StoredRuleSet } from './rule.ts'

const common = { tag: 'Risk rules' } as const
const params = T.Object({ id: T.String() })
const { risk_rules_invalid, risk_rule_set_not_found, risk_rule_set_differs, too_many_risk_rule_sets } =
  riskErrors.table

type Shown = Static<typeof RuleSetReply>
const ruleSetJson = ({ definition, created_at, ...set }: StoredRuleSet): Shown =>
  ({ ...set, ...definition, created_at: instantText(created_at) }) as unknown as Shown
const builtIn = {
  id: null,
  version: 0,
  description: 'Built in: in force until rules of your own are activated.',
  is_active: true,
  ...defaultRules,
  created_by: null,
  created_at: null,
} as unknown as Shown

const createRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/risk/rules',
    operation_id: 'createRiskRuleSet',
    summary: 'Store a new version of the risk rules.',
    description:
      'It decides nothing until it is activated. Of several rules that hold, the strongest decides: block, review, challenge, allow. Rules that contradict themselves, or can never matter, are refused.',
    scope: 'risk.rules:write',
    body: NewRuleSetInput,
    status: 201,
    reply: RuleSetReply,
    location: '/v1/risk/rules/{id}',
    errors: { risk_rules_invalid, risk_rule_set_differs, too_many_risk_rule_sets },
    example: {
      description: 'Large payments are looked at',
      rules: [
        {
          name: 'large',
          text: 'More than 1,000 euros.',
          when: [{ field: 'amount', operator: 'gt', amount: { value: '100000', currency: 'EUR' } }],
          decision: 'review',
        },
      ],
      sca: defaultRules.sca,
    },
    async run(scope, { body }) {
      const made = await risk.createRuleSet(scope, {
        id: parseId('rul', body.id ?? '') ?? newId('rul', scope.world),
        description: body.description ?? null,
        definition: readDefinition(body),
      })
      return made.ok ? ok({ body: ruleSetJson(made.value) }) : made
    },
  })

const listRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/risk/rules',
    operation_id: 'listRiskRuleSets',
    summary: 'List the versions of the risk rules, newest first.',
    scope: 'risk.rules:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(RuleSetReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'risk_rules', query)
      if (!asked.ok) return asked
      const position = asked.value.after?.[0]
      const before = position === undefined ? undefined : Number(position)
      const found = await risk.listRuleSets(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'risk_rules', query, asked: asked.value }
      const page = pageOf(at, found, ({ version }) => [version])
      return ok({ body: { ...page, data: page.data.map(ruleSetJson) } })
    },
  })

const getRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/risk/rules/{id}',
    operation_id: 'getRiskRuleSet',
    summary: 'Get a version of the risk rules; `active` for the one that decides now.',
    scope: 'risk.rules:read',
    params,
    status: 200,
    reply: RuleSetReply,
    errors: { risk_rule_set_not_found },
    async run(scope, input) {
      if (input.params.id === 'active') {
        const active = await risk.findActive(scope)
        return ok({ body: active === undefined ? builtIn : ruleSetJson(active) })
      }
      const id = parseId('rul', input.params.id)
      const found = id === undefined ? undefined : await risk.findRuleSet(scope, id)
      return found === undefined
        ? riskErrors.fail('risk_rule_set_not_found')
        : ok({ body: ruleSetJson(found) })
    },
  })

const activateRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/risk/rules/{id}/activate',
    operation_id: 'activateRiskRuleSet',
    summary: 'Let a version of the risk rules decide, everywhere within a second.',
    description: 'An earlier version can be activated again. A repeat does nothing.',
    scope: 'risk.rules:write',
    params,
    status: 200,
    reply: RuleSetReply,
    errors: { risk_rule_set_not_found },
    async run(scope, input) {
      const id = parseId('rul', input.params.id)
      if (id === undefined) return riskErrors.fail('risk_rule_set_not_found')
      const active = await risk.activateRuleSet(scope, id)
      return active.ok ? ok({ body: ruleSetJson(active.value) }) : active
    },
  })

export const ruleRoutes = (risk: Risk): Route[] => [
  createRoute(risk),
  listRoute(risk),
  getRoute(risk),
  activateRoute(risk),
]
