import { type Static, Type as T } from 'typebox'
import { Amount, AmountInput, idField, Timestamp } from '../../platform/http/fields.ts'
import {
  CONDITIONS_PER_RULE_MAX,
  DESCRIPTION_CHARS_MAX,
  RULE_TEXT_CHARS_MAX,
  RULES_PER_SET_MAX,
  VALUES_PER_CONDITION_MAX,
} from './limits.ts'
import {
  type Condition,
  comparisons,
  countFields,
  countryFields,
  decisions,
  moneyFields,
  type RuleDefinition,
  textFields,
  UNAVAILABLE_DEFAULT,
  unavailableActions,
} from './rule.ts'
import { claimableExemptions } from './sca.ts'

const Comparison = T.Enum([...comparisons])
const CountCondition = T.Object({
  field: T.Enum([...countFields]),
  operator: Comparison,
  value: T.Integer({ minimum: 0, maximum: 1_000_000_000 }),
})
const TextCondition = T.Object({
  field: T.Enum([...textFields]),
  operator: T.Enum(['in', 'not_in']),
  values: T.Array(T.String({ minLength: 1, maxLength: 40 }), {
    minItems: 1,
    maxItems: VALUES_PER_CONDITION_MAX,
    uniqueItems: true,
  }),
})
const KnownCondition = T.Object({
  field: T.Enum([...textFields]),
  operator: T.Enum(['is_known', 'is_unknown']),
})
const CountryCondition = T.Object({
  field: T.Enum([...countryFields]),
  operator: T.Enum(['differs_from']),
  other: T.Enum([...countryFields]),
})
const ListCondition = T.Object({
  field: T.Enum(['list']),
  operator: T.Enum(['contains']),
  list: idField('lst'),
})

/** Amounts are sent in two spellings and answered in one. */
const ruleOf = <A extends typeof Amount | typeof AmountInput>(amount: A) =>
  T.Object(
    {
      name: T.String({
        pattern: '^[a-z][a-z0-9_]{0,39}$',
        fault: 'must be a name of small letters, digits and underscores',
      }),
      text: T.String({ minLength: 1, maxLength: RULE_TEXT_CHARS_MAX }),
      when: T.Array(
        T.Union([
          CountCondition,
          T.Object({ field: T.Enum([...moneyFields]), operator: Comparison, amount }),
          TextCondition,
          KnownCondition,
          CountryCondition,
          ListCondition,
        ]),
        {
          minItems: 1,
          maxItems: CONDITIONS_PER_RULE_MAX,
          description:
            'All must hold. Counts are of what came before the payment; a count covers at least its window and less than twice its window. A text that is not known meets neither `in` nor `not_in`.',
        },
      ),
      decision: T.Enum([...decisions]),
    },
    { $id: 'RiskRule' },
  )
const RuleInput = ruleOf(AmountInput)
const RuleReply = ruleOf(Amount)

const ScaInput = T.Object(
  {
    when_required: T.Enum(['challenge', 'leave_to_issuer'], {
      description:
        'When European law wants the cardholder authenticated and no exemption fits: ask for 3-D Secure at once, or let the issuer do so.',
    }),
    exemptions: T.Array(T.Enum([...claimableExemptions]), {
      uniqueItems: true,
      maxItems: claimableExemptions.length,
      description: 'Which to claim: the first that fits.',
    }),
    fraud_rate_ppm: T.Union([T.Integer({ minimum: 0, maximum: 1_000_000 }), T.Null()], {
      description:
        'The acquirer’s fraud rate in millionths of the value of all payments: 1300 is 0.13 %. Null: no risk analysis is claimed.',
    }),
  },
  { $id: 'RiskSca' },
)

const UnavailableInput = T.Enum([...unavailableActions], {
  description:
    'What becomes of a payment that the rules challenge when 3-D Secure is not to be had: it goes on without (the default), or is declined. Payments whose merchant or issuer asks for 3-D Secure are always declined.',
})

export const NewRuleSetInput = T.Object(
  {
    id: T.Optional(idField('rul')),
    description: T.Optional(T.String({ maxLength: DESCRIPTION_CHARS_MAX })),
    rules: T.Array(RuleInput, { maxItems: RULES_PER_SET_MAX }),
    sca: ScaInput,
    three_ds_unavailable: T.Optional(UnavailableInput),
  },
  { $id: 'NewRiskRuleSet' },
)
export const RuleSetReply = T.Object(
  {
    id: T.Union([T.String(), T.Null()], { description: 'Null for the built-in rules.' }),
    version: T.Integer({ description: 'Counts up from 1; 0 for the built-in rules.' }),
    description: T.Union([T.String(), T.Null()]),
    is_active: T.Boolean(),
    rules: T.Array(RuleReply),
    sca: ScaInput,
    three_ds_unavailable: UnavailableInput,
    created_by: T.Union([T.String(), T.Null()]),
    created_at: T.Union([Timestamp, T.Null()]),
  },
  { $id: 'RiskRuleSet' },
)

/** Amounts in their one spelling. The schema has checked everything else that the types say. */
export function readDefinition({
  rules,
  sca,
  three_ds_unavailable = UNAVAILABLE_DEFAULT,
}: Static<typeof NewRuleSetInput>): RuleDefinition {
  const conditionOf = (one: Static<typeof RuleInput>['when'][number]): Condition =>
    ('amount' in one
      ? { ...one, amount: { value: String(one.amount.value), currency: one.amount.currency } }
      : one) as Condition
  return {
    rules: rules.map((rule) => ({ ...rule, when: rule.when.map(conditionOf) })),
    three_ds_unavailable,
    sca,
  }
}
