import { type Static, type TSchema, Type as T } from 'typebox'
import { idPattern, type Prefix, prefixes } from '../../kernel/id.ts'
import {
  LIST_LIMIT_MAX,
  METADATA_KEY_CHARS_MAX,
  METADATA_KEYS_MAX,
  METADATA_VALUE_CHARS_MAX,
} from '../../kernel/limits.ts'
import { PATH_CHARS_MAX } from './limits.ts'

export const strict = { additionalProperties: false } as const
export const nullable = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()])

export const idSchema = (prefix: Prefix) =>
  T.String({
    pattern: idPattern(prefix),
    fault: `must be the id of a ${prefixes[prefix]}: ${prefix}_ and 26 digits`,
  })

export const CurrencyCode = T.String({
  pattern: '^[A-Z]{3}$',
  fault: 'must be an ISO 4217 code, such as USD',
  description: 'ISO 4217.',
})

/** Minor units from 0 up, as digits in a text or as a JSON integer. */
export const Minor = T.Union([
  T.String({ pattern: '^(0|[1-9][0-9]{0,18})$', fault: 'must be whole minor units: digits without sign' }),
  T.Integer({ minimum: 0 }),
])
export const SignedMinor = T.Union([
  T.String({ pattern: '^(0|-?[1-9][0-9]{0,18})$', fault: 'must be whole minor units: digits' }),
  T.Integer(),
])
export const Money = T.Object(
  { value: Minor, currency: CurrencyCode },
  { ...strict, description: 'Minor units and currency.' },
)
export const SignedMoney = T.Object({ value: SignedMinor, currency: CurrencyCode }, strict)
/** Money as it is answered: always digits in a text; a balance may be negative. */
export const MoneyReply = T.Object(
  { value: T.String({ pattern: '^-?[0-9]{1,20}$' }), currency: CurrencyCode },
  { $id: 'Money', ...strict },
)

export const MetadataInput = T.Unsafe<Record<string, string>>({
  type: 'object',
  patternProperties: {
    [`^[^\\u0000]{1,${METADATA_KEY_CHARS_MAX}}$`]: { type: 'string', maxLength: METADATA_VALUE_CHARS_MAX },
  },
  additionalProperties: false,
  maxProperties: METADATA_KEYS_MAX,
  description: `Up to ${METADATA_KEYS_MAX} keys of ${METADATA_KEY_CHARS_MAX} characters, values of ${METADATA_VALUE_CHARS_MAX}.`,
})
export const MetadataPatch = T.Unsafe<Record<string, string | null>>({
  type: 'object',
  patternProperties: {
    [`^[^\\u0000]{1,${METADATA_KEY_CHARS_MAX}}$`]: {
      anyOf: [{ type: 'string', maxLength: METADATA_VALUE_CHARS_MAX }, { type: 'null' }],
    },
  },
  additionalProperties: false,
  maxProperties: METADATA_KEYS_MAX,
  description: 'Keys that change; null takes a key away.',
})
export const MetadataReply = T.Unsafe<Readonly<Record<string, string>>>({
  type: 'object',
  additionalProperties: { type: 'string' },
})

export const Path = T.String({
  pattern: '^[a-z0-9_]+(:[a-z0-9_-]+)*$',
  maxLength: PATH_CHARS_MAX,
  fault: 'must be lower-case words behind colons, such as assets:bank:main',
})
export const pageQuery = {
  limit: T.Optional(T.Integer({ minimum: 1, maximum: LIST_LIMIT_MAX })),
  cursor: T.Optional(T.String({ minLength: 1, maxLength: 400 })),
}
export const listOf = <S extends TSchema>(item: S, name: string) =>
  T.Object(
    { data: T.Array(item), has_more: T.Boolean(), next_cursor: nullable(T.String()) },
    { $id: name, ...strict },
  )

type Amount = Static<typeof Minor> | Static<typeof SignedMinor>
/** The schema has checked the form: at most 19 digits, so this is exact and quick. */
export const minorOf = (value: Amount): bigint => BigInt(value)
export const moneyReply = (value: bigint, currency: string): Static<typeof MoneyReply> => ({
  value: String(value),
  currency,
})
