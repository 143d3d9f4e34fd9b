import { type Static, Type as T } from 'typebox'
import { AmountInput, idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import { cardOperations } from './operations.ts'
import { cardSchemes } from '../rails/index.ts'
import { channels, initiators, needNames, threeDsStates } from './condition.ts'
import { ConditionSchema } from './condition_schema.ts'
import { findingCodes } from './findings.ts'
import {
  ACTION_ACCOUNTS_MAX,
  ATTEMPTS_DEFAULT,
  ATTEMPTS_MAX,
  RULE_NAME_CHARS_MAX,
  RULES_MAX,
  WEIGHT_MAX,
} from './limits.ts'
import type { Action } from './rules.ts'

const closed = { additionalProperties: false } as const
const Name = T.String({ minLength: 1, maxLength: RULE_NAME_CHARS_MAX })

const ActionSchema = T.Unsafe<Action>(
  T.Union([
    T.Object(
      {
        kind: T.Literal('priority'),
        accounts: T.Array(idField('aca'), { minItems: 1, maxItems: ACTION_ACCOUNTS_MAX, uniqueItems: true }),
      },
      { $id: 'RoutingByPriority', description: 'In this order.', ...closed },
    ),
    T.Object(
      {
        kind: T.Literal('split'),
        shares: T.Array(
          T.Object(
            { account: idField('aca'), weight: T.Integer({ minimum: 1, maximum: WEIGHT_MAX }) },
            closed,
          ),
          { minItems: 1, maxItems: ACTION_ACCOUNTS_MAX },
        ),
      },
      {
        $id: 'RoutingBySplit',
        description: 'By the hash of the payment’s id, in these proportions.',
        ...closed,
      },
    ),
  ]),
)

/** What of a rule set is the tenant's own writing. */
const ruleFields = {
  rules: T.Array(
    T.Object({ name: Name, when: ConditionSchema, use: ActionSchema }, { $id: 'RoutingRule', ...closed }),
    { maxItems: RULES_MAX, description: 'The first that holds decides.' },
  ),
  otherwise: T.Optional(ActionSchema),
  max_attempts: T.Optional(
    T.Integer({
      minimum: 1,
      maximum: ATTEMPTS_MAX,
      description: `Attempts that one payment may make, the first included; ${ATTEMPTS_DEFAULT} when absent.`,
    }),
  ),
}
export const RulesInput = T.Object(ruleFields, { $id: 'RoutingRules', ...closed })
export const NewRuleSet = T.Object({ name: Name, ...ruleFields }, { $id: 'NewRoutingRuleSet', ...closed })

const summaryFields = {
  id: idField('rul'),
  version: T.Integer({ minimum: 1 }),
  name: T.String(),
  rule_count: T.Integer(),
  max_attempts: T.Integer(),
  is_active: T.Boolean(),
  created_by: T.String(),
  created_at: Timestamp,
  activated_at: T.Union([Timestamp, T.Null()], { description: 'Of the active version.' }),
}
export const Summary = T.Object(summaryFields, { $id: 'RoutingRuleSetSummary', ...closed })
/** As it was written: `otherwise` is there only when it was given. */
export const RuleSetReply = T.Object(
  { ...summaryFields, rules: ruleFields.rules, otherwise: ruleFields.otherwise },
  { $id: 'RoutingRuleSet', ...closed },
)
const Words = T.Record(T.String(), T.String())
const FindingReply = T.Object(
  {
    severity: T.Enum(['error', 'warning', 'note']),
    code: T.Enum([...findingCodes]),
    param: T.String({ description: 'Path into the rules.' }),
    text: T.String(),
    shadowed_by: T.Array(T.Integer(), {
      description: 'Of an unreachable rule: numbers of the earlier ones that take all its payments.',
    }),
    example: T.Union([Words, T.Null()], { description: 'A payment that shows it.' }),
  },
  { $id: 'RoutingFinding', ...closed },
)
const checkFields = {
  is_exhaustive: T.Union([T.Boolean(), T.Null()], {
    description: 'Whether every payment meets a rule; null when that was not decided.',
  }),
  findings: T.Array(FindingReply),
}
export const CheckReply = T.Object(checkFields, { $id: 'RoutingCheck', ...closed })
export const NewRuleSetReply = T.Object(
  { ...summaryFields, rules: ruleFields.rules, otherwise: ruleFields.otherwise, ...checkFields },
  { $id: 'RoutingRuleSetWithCheck', ...closed },
)

export const PaymentInput = T.Object(
  {
    payment: T.Optional(idField('pay')),
    merchant: idField('mer'),
    amount: AmountInput,
    scheme: T.Enum([...cardSchemes]),
    bin: T.String({ pattern: '^[0-9]{6,8}$', fault: 'must be six to eight digits' }),
    funding: T.Optional(T.Enum(['credit', 'debit', 'prepaid'])),
    card_country: T.Optional(T.String({ pattern: '^[A-Z]{2}$', fault: 'must be an ISO 3166-1 code' })),
    mcc: T.String({ pattern: '^[0-9]{4}$', fault: 'must be four digits' }),
    initiator: T.Optional(T.Enum([...initiators])),
    channel: T.Optional(T.Enum([...channels])),
    three_ds: T.Optional(T.Enum([...threeDsStates])),
    needs: T.Optional(T.Array(T.Enum([...needNames]), { maxItems: needNames.length, uniqueItems: true })),
    metadata: T.Optional(Metadata),
  },
  { $id: 'RoutedPayment', ...closed },
)
const nullableText = T.Union([T.String(), T.Null()])
export const DecisionReply = T.Object(
  {
    rule_set: T.Union([idField('rul'), T.Null()]),
    version: T.Integer(),
    rule: T.Union([T.Integer(), T.Enum(['otherwise', 'own_priority'])], {
      description: 'Number of the rule that held, from 0.',
    }),
    is_fallback: T.Boolean({ description: 'No account of the rule can take the payment.' }),
    candidates: T.Array(
      T.Object(
        {
          account: T.String(),
          why: T.Enum(['rule', 'split', 'own_priority', 'probe', 'half_open', 'all_degraded']),
          share: T.Optional(T.Number()),
        },
        closed,
      ),
      { description: 'Best first.' },
    ),
    excluded: T.Array(
      T.Object(
        {
          account: T.String(),
          why: T.Enum([
            'unknown_account',
            'disabled',
            'currency',
            'scheme',
            'three_ds',
            'capability',
            'breaker_open',
          ]),
        },
        closed,
      ),
    ),
    inputs: T.Object(
      {
        scheme: T.String(),
        funding: nullableText,
        bin: T.String(),
        card_country: nullableText,
        amount: T.String(),
        currency: T.String(),
        merchant: T.String(),
        mcc: T.String(),
        initiator: T.String(),
        channel: T.String(),
        three_ds: T.String(),
        needs: T.Optional(T.Array(T.String())),
        metadata: T.Optional(Words),
      },
      closed,
    ),
  },
  { $id: 'RoutingDecision', ...closed },
)
export const HealthReply = T.Object(
  {
    account: T.String(),
    operation: T.Enum([...cardOperations]),
    state: T.Enum(['closed', 'open', 'half_open']),
    since: T.String({ format: 'date-time', description: 'Real time, also in a sandbox.' }),
    rests_until: T.Union([Timestamp, T.Null()], { description: 'When an open one takes probes.' }),
    calls: T.Integer({ description: 'In the last 30 seconds.' }),
    failures: T.Integer(),
    mean_ms: T.Union([T.Integer(), T.Null()]),
  },
  { $id: 'RoutingBreaker', ...closed },
)
export type PaymentAsked = Static<typeof PaymentInput>
