import { type TSchema, Type as T } from 'typebox'
import { present } from '../../kernel/assert.ts'
import { idPattern, type Prefix } from '../../kernel/id.ts'
import { METADATA_KEY_CHARS_MAX, METADATA_KEYS_MAX, METADATA_VALUE_CHARS_MAX } from '../../kernel/limits.ts'
import { type Instant, parseMoment } from '../../kernel/world.ts'

/** Fields that mean the same on every route. Amounts up to 10^18, as `AMOUNT_MINOR_MAX` says; a transfer of the ledger has a schema of its own and takes less. */
const MINOR = '^(0|[1-9][0-9]{0,17}|10{18})$'
const wrongAmount =
  'must be minor units as plain digits, such as "1050": no sign, point, exponent or leading zero, at most 10^18'

/** Money as callers send it: digits in a text, or a whole number. */
export const AmountInput = T.Object(
  {
    value: T.Union(
      [T.String({ pattern: MINOR, fault: wrongAmount, examples: ['1050'] }), T.Integer({ minimum: 0 })],
      {
        description: 'Minor units of `currency`: cents for USD, yen for JPY.',
      },
    ),
    currency: T.String({
      pattern: '^[A-Z]{3}$',
      fault: 'must be an ISO 4217 code such as USD',
      examples: ['USD'],
    }),
  },
  { $id: 'Amount' },
)

/** Money as it is answered. */
export const Amount = T.Object(
  {
    value: T.String({ pattern: '^-?[0-9]+$', examples: ['1050'], description: 'Minor units of `currency`.' }),
    currency: T.String({ pattern: '^[A-Z]{3}$', examples: ['USD'] }),
  },
  { $id: 'Amount' },
)

export const Metadata = T.Record(
  T.String({ pattern: `^.{1,${METADATA_KEY_CHARS_MAX}}$` }),
  T.String({ maxLength: METADATA_VALUE_CHARS_MAX }),
  {
    maxProperties: METADATA_KEYS_MAX,
    description: `Your own notes: up to ${METADATA_KEYS_MAX} keys of ${METADATA_KEY_CHARS_MAX} characters, values of ${METADATA_VALUE_CHARS_MAX}.`,
  },
)

/** The field, or null. */
export const nullable = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()])

export const idField = (prefix: Prefix) =>
  T.String({ pattern: idPattern(prefix), fault: `must be an id that begins with ${prefix}_` })

export const Timestamp = T.String({ format: 'date-time', description: 'RFC 3339, UTC.' })

/** A time as callers send it, everywhere in the same way; `readTime` reads it. */
export const timeInput = (what = '') =>
  T.String({
    format: 'time-or-day',
    description: `${what}${what === '' ? '' : ' '}RFC 3339, or a day: its first moment in UTC.`,
  })

/** The schema let only times pass. */
export const readTime = (text: string): Instant => present(parseMoment(text), 'a time')
/** Of a field that may be absent. */
export const readTimeIf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : readTime(text)

export const CalendarDay = T.String({ format: 'date' })
