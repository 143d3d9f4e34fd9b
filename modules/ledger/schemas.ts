import { type Static, type TSchema, Type as T } from 'typebox'
import { METADATA_KEY_CHARS_MAX, METADATA_KEYS_MAX, METADATA_VALUE_CHARS_MAX } from '../../kernel/limits.ts'
import type { Amount } from '../../platform/http/fields.ts'
import { PATH_CHARS_MAX } from './limits.ts'

export const nullable = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()])

export const CurrencyCode = T.String({
  pattern: '^[A-Z]{3}$',
  fault: 'must be an ISO 4217 code such as USD',
  examples: ['USD'],
})
/** Of a code that is written as one, but is not in use, or has no minor units (gold, testing). */
export const unusableCurrency = (code: string): string =>
  `${code} cannot be used here: it must be a currency that is in use and has minor units`

/** A limit or threshold: it may lie below zero. */
export const SignedAmountInput = T.Object(
  {
    value: T.Union([
      T.String({
        pattern: '^(0|-?[1-9][0-9]{0,17}|-?10{18})$',
        fault: 'must be minor units as plain digits, such as "1050" or "-1050", at most 10^18',
        examples: ['-1050'],
      }),
      T.Integer(),
    ]),
    currency: CurrencyCode,
  },
  { $id: 'SignedAmount' },
)
export const MetadataPatch = T.Record(
  T.String({ pattern: `^.{1,${METADATA_KEY_CHARS_MAX}}$` }),
  nullable(T.String({ maxLength: METADATA_VALUE_CHARS_MAX })),
  { maxProperties: METADATA_KEYS_MAX, description: 'Keys that change; null takes a key away.' },
)
export const Path = T.String({
  pattern: '^[a-z0-9_]+(:[a-z0-9_-]+)*$',
  maxLength: PATH_CHARS_MAX,
  fault: 'must be lower-case words behind colons, such as assets:bank:main',
  examples: ['assets:bank:main'],
})

/** The schema has checked the form: at most 19 digits, so this is exact and quick. */
export const minorOf = (value: string | number): bigint => BigInt(value)
export const moneyReply = (value: bigint, currency: string): Static<typeof Amount> => ({
  value: String(value),
  currency,
})
