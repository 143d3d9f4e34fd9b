import { Type as T } from 'typebox'
import { type Currency, isCurrency } from '../../kernel/currency.ts'
import { type Id, newId, parseId } from '../../kernel/id.ts'
import { money, parseMinor } from '../../kernel/money.ts'
import { present } from '../../kernel/assert.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { instantText, type World } from '../../kernel/world.ts'
import { idField } from '../../platform/http/fields.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { decisionJson } from './decision_json.ts'
import { routingErrors } from './errors.ts'
import type { Routing } from './index.ts'
import type { RouteInput } from './input.ts'
import { SIMULATED_PAYMENTS_MAX } from './limits.ts'
import type { Rules } from './rules.ts'
import { DecisionReply, HealthReply, type PaymentAsked, PaymentInput, RulesInput } from './schemas.ts'

const { rule_set_not_found, rules_invalid } = routingErrors.table

/** A payment as it would be; what is not said is what an everyday payment has. */
function inputOf(asked: PaymentAsked, world: World): RouteInput {
  const { value, currency } = asked.amount
  return {
    payment: parseId('pay', asked.payment ?? '') ?? newId('pay', world),
    merchant: asked.merchant as Id<'mer'>,
    amount: money(present(parseMinor(value), 'an amount'), currency as Currency),
    scheme: asked.scheme,
    funding: asked.funding ?? null,
    bin: asked.bin,
    card_country: asked.card_country ?? null,
    mcc: asked.mcc,
    initiator: asked.initiator ?? 'customer',
    channel: asked.channel ?? 'ecommerce',
    three_ds: asked.three_ds ?? 'none',
    metadata: asked.metadata ?? {},
    needs: asked.needs ?? [],
  }
}

const faultsOf = (payments: readonly PaymentAsked[]): Fault[] =>
  payments.flatMap(({ amount: { value, currency } }, index) => {
    const param = `payments.${index}.amount`
    const faults: Fault[] = []
    if (!isCurrency(currency))
      faults.push({ code: 'not_one_of', param: `${param}.currency`, detail: `${currency} is no currency` })
    if (parseMinor(value) === undefined)
      faults.push({ code: 'too_large', param: `${param}.value`, detail: 'must be at most 10^18' })
    return faults
  })

/** The rules a simulation asks about: those given, those of a version, or undefined for the active ones. */
async function rulesAsked(
  routing: Routing,
  scope: OpenScope,
  { rules, rule_set }: { rules?: Rules | undefined; rule_set?: string | undefined },
): Promise<Result<Rules | undefined, Failure>> {
  if (rules !== undefined) {
    const checked = await routing.check(scope, rules)
    return checked.ok ? ok(rules) : checked
  }
  if (rule_set === undefined) return ok(undefined)
  const found = await routing.findRuleSet(scope, rule_set as Id<'rul'>)
  return found === undefined ? routingErrors.fail('rule_set_not_found', { param: 'rule_set' }) : ok(found)
}

const simulateRoute = (routing: Routing) =>
  route({
    kind: 'read',
    method: 'POST',
    path: '/v1/routing/simulations',
    operation_id: 'simulateRouting',
    tag: 'Routing',
    summary: 'Ask where payments would go, without any effect.',
    description:
      'By the active rules, by those of another version (`rule_set`), or by rules that are not stored (`rules`; they win). Accounts and their health are the present ones. A payment without an id gets one, so a split sends it anywhere in its proportions.',
    scope: 'routing.rules:read',
    body: T.Object(
      {
        payments: T.Array(PaymentInput, { minItems: 1, maxItems: SIMULATED_PAYMENTS_MAX }),
        rule_set: T.Optional(idField('rul')),
        rules: T.Optional(RulesInput),
      },
      { additionalProperties: false },
    ),
    status: 200,
    reply: T.Object({ decisions: T.Array(DecisionReply) }, { $id: 'RoutingSimulation' }),
    errors: { rule_set_not_found, rules_invalid },
    example: {
      payments: [
        {
          merchant: 'mer_01k0000000000000000000000a',
          amount: { value: '1050', currency: 'USD' },
          scheme: 'visa',
          bin: '41111111',
          funding: 'debit',
          card_country: 'US',
          mcc: '5411',
        },
      ],
    },
    async run(scope, { body }) {
      const faults = faultsOf(body.payments)
      if (faults.length > 0) return refuseFaults(faults)
      const rules = await rulesAsked(routing, scope, body)
      if (!rules.ok) return rules
      const inputs = body.payments.map((payment) => inputOf(payment, scope.world))
      const decisions = await routing.simulate(scope, rules.value, inputs)
      return ok({ body: { decisions: decisions.map(decisionJson) } })
    },
  })

const healthRoute = (routing: Routing) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/routing/health',
    operation_id: 'getRoutingHealth',
    tag: 'Routing',
    summary: 'Show how well each acquirer account answers.',
    description:
      'One breaker for each account and operation that was called, as this process of the server sees it. Open: payments go elsewhere. Half open: a few try it.',
    scope: 'routing.health:read',
    status: 200,
    reply: T.Object({ data: T.Array(HealthReply) }, { $id: 'RoutingHealth' }),
    errors: {},
    async run({ tenant_id }) {
      const views = routing.health(tenant_id)
      return ok({
        body: {
          data: views.map((view) => ({
            ...view,
            since: instantText(view.since),
            rests_until: view.rests_until === null ? null : instantText(view.rests_until),
          })),
        },
      })
    },
  })

export const simulationRoutes = (routing: Routing): Route[] => [simulateRoute(routing), healthRoute(routing)]
