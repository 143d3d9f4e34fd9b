import { type Static, type TSchema, Type as T } from 'typebox'
import { METADATA_KEY_CHARS_MAX, METADATA_KEYS_MAX, METADATA_VALUE_CHARS_MAX } from '../../kernel/limits.ts'
import type { Fault } from '../../kernel/result.ts'
import { countryCodes } from './facts/countries.ts'

/** Fields that merchants, customers and payment methods have in common. */
export const nullable = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()])
export const optional = <S extends TSchema>(schema: S) => T.Optional(nullable(schema))

/** One line: no control characters. */
const line = (maxLength: number, description?: string) =>
  T.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\p{Cc}]*$',
    fault: 'must be one line, without control characters',
    ...(description === undefined ? {} : { description }),
  })

export const MerchantName = line(100)
export const City = line(60)
export const PersonName = line(200)
export const ConsentReference = line(200, 'Your own note of where the consent is kept.')
export const Reference = line(
  100,
  'Your own name for it, unique among its kind. It cannot be changed, so that a replay finds it.',
)
export const Country = T.String({
  pattern: '^[A-Z]{2}$',
  fault: 'must be a country code of ISO 3166-1 such as NL',
  examples: ['NL'],
})
export const Email = T.String({
  maxLength: 254,
  pattern: '^[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+$',
  fault: 'must be an e-mail address',
  examples: ['anna@example.com'],
})
export const Phone = T.String({
  pattern: '^\\+[1-9][0-9]{6,14}$',
  fault: 'must be a number as in E.164, such as +31201234567',
  examples: ['+31201234567'],
})
export const AddressInput = T.Object(
  {
    line1: optional(line(200)),
    line2: optional(line(200)),
    city: optional(line(100)),
    region: optional(line(100)),
    postal_code: optional(line(20)),
    country: Country,
  },
  { $id: 'NewAddress' },
)
export const AddressReply = T.Object(
  {
    line1: nullable(T.String()),
    line2: nullable(T.String()),
    city: nullable(T.String()),
    region: nullable(T.String()),
    postal_code: nullable(T.String()),
    country: T.String(),
  },
  { $id: 'Address' },
)
export type Address = Readonly<Static<typeof AddressReply>>

export const MetadataPatchInput = T.Record(
  T.String({ pattern: `^.{1,${METADATA_KEY_CHARS_MAX}}$` }),
  nullable(T.String({ maxLength: METADATA_VALUE_CHARS_MAX })),
  { maxProperties: METADATA_KEYS_MAX, description: 'Keys that change; null takes a key away.' },
)

/** Names the field when the code has the form of a country and is none. */
export function countryFaults(country: string | null | undefined, param: string): Fault[] {
  if (country === undefined || country === null || countryCodes.has(country)) return []
  return [{ code: 'not_one_of', param, detail: `${country} is not a country code of ISO 3166-1` }]
}

type AddressInput = Static<typeof AddressInput>
/** Undefined stays undefined: a field that was not sent. */
export function readAddress(
  input: AddressInput | null | undefined,
  param: string,
  faults: Fault[],
): Address | null | undefined {
  if (input === undefined || input === null) return input
  faults.push(...countryFaults(input.country, `${param}.country`))
  const { line1 = null, line2 = null, city = null, region = null, postal_code = null, country } = input
  return { line1, line2, city, region, postal_code, country }
}
