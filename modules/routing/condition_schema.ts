import { Type as T, type TSchema } from 'typebox'
import { METADATA_KEY_CHARS_MAX, METADATA_VALUE_CHARS_MAX } from '../../kernel/limits.ts'
import { idField } from '../../platform/http/fields.ts'
import { cardSchemes } from '../rails/index.ts'
import { channels, type Condition, fundings, initiators, needNames, threeDsStates } from './condition.ts'
import { CONDITION_DEPTH_MAX, GROUP_CONDITIONS_MAX, TEST_VALUES_MAX } from './limits.ts'

const closed = { additionalProperties: false } as const
const listOf = (value: TSchema) =>
  T.Array(value, { minItems: 1, maxItems: TEST_VALUES_MAX, uniqueItems: true })

const test = (name: string, field: string, value: TSchema, description: string) =>
  T.Object(
    { field: T.Literal(field), is: listOf(value) },
    { $id: `RoutingTestOf${name}`, description, ...closed },
  )

const Currency = T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as USD' })
const Digits = T.String({
  pattern: '^(0|[1-9][0-9]{0,17}|10{18})$',
  fault: 'must be minor units as plain digits, such as "1050"',
})
const tests = [
  test('Scheme', 'scheme', T.Enum([...cardSchemes]), 'The card’s network.'),
  test('Funding', 'funding', T.Enum([...fundings]), '`unknown` when the card’s range does not tell.'),
  test(
    'CardCountry',
    'card_country',
    T.String({ pattern: '^([A-Z]{2}|unknown)$', fault: 'must be an ISO 3166-1 code such as US, or unknown' }),
    'Country of the card’s issuer.',
  ),
  test('Currency', 'currency', Currency, 'Currency of the payment.'),
  test('Merchant', 'merchant', idField('mer'), 'The merchant.'),
  test(
    'Mcc',
    'mcc',
    T.String({ pattern: '^[0-9]{4}$', fault: 'must be four digits, as in ISO 18245' }),
    'The merchant’s category.',
  ),
  test('Initiator', 'initiator', T.Enum([...initiators]), 'Who initiated the payment.'),
  test('Channel', 'channel', T.Enum([...channels]), 'Where the card details came from.'),
  test('ThreeDs', 'three_ds', T.Enum([...threeDsStates]), 'What a 3-D Secure authentication proved.'),
  test('Needs', 'needs', T.Enum([...needNames]), 'The payment needs one of these of its acquirer.'),
  T.Object(
    {
      field: T.Literal('bin'),
      starts_with: listOf(T.String({ pattern: '^[0-9]{1,8}$', fault: 'must be one to eight digits' })),
    },
    { $id: 'RoutingTestOfBin', description: 'The first digits of the card’s number.', ...closed },
  ),
  T.Object(
    {
      field: T.Literal('amount'),
      currency: Currency,
      at_least: T.Optional(Digits),
      below: T.Optional(Digits),
    },
    {
      $id: 'RoutingTestOfAmount',
      description:
        'Holds for payments in this currency only. At least one of `at_least` and `below` is given.',
      minProperties: 3,
      ...closed,
    },
  ),
  T.Object(
    {
      field: T.Literal('metadata'),
      key: T.String({ minLength: 1, maxLength: METADATA_KEY_CHARS_MAX }),
      is: listOf(T.String({ maxLength: METADATA_VALUE_CHARS_MAX })),
    },
    { $id: 'RoutingTestOfMetadata', description: 'A note of the payment.', ...closed },
  ),
]

/** The checker of bodies knows no recursion, so each level of nesting is a schema of its own. */
function conditionAt(level: number): TSchema {
  if (level >= CONDITION_DEPTH_MAX) return T.Union(tests)
  const group = T.Object(
    {
      op: T.Enum(['all', 'any', 'none'], { description: '`none` with one member is NOT.' }),
      of: T.Array(conditionAt(level + 1), { minItems: 1, maxItems: GROUP_CONDITIONS_MAX }),
    },
    { $id: `RoutingGroup${level}`, ...closed },
  )
  return T.Union([...tests, group])
}

/** A condition of at most `CONDITION_DEPTH_MAX` levels. */
export const ConditionSchema = T.Unsafe<Condition>(conditionAt(1))
