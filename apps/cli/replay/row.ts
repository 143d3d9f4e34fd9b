import { createHash } from 'node:crypto'
import { type Rounding, toMinor } from '../../../sdk/typescript/index.ts'
import { mccOf } from './categories.ts'
import type { Columns } from './columns.ts'

const REFERENCE_CHARS_MAX = 100
const NAME_CHARS_MAX = 100
const METADATA_CHARS_MAX = 500

/** One transaction of the file, as it is paid here. */
export type PaidRow = {
  readonly amount: { readonly value: string; readonly currency: string }
  /** Microseconds since 1970; undefined when the file does not say. */
  readonly at: number | undefined
  readonly customer: string | undefined
  readonly merchant: { readonly reference: string; readonly name: string; readonly mcc: string } | undefined
  /** What the test card number is made of: always the same number for the same text. */
  readonly card: string | undefined
  readonly reference: string | undefined
  readonly id: string
  readonly metadata: Readonly<Record<string, string>>
}
export type ReadRow =
  | { readonly kind: 'paid'; readonly row: PaidRow }
  /** Nothing to pay: reported, and no fault. */
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string }

/** What a record means. It never throws: a record that cannot be read says why. */
export function readRow(
  fields: readonly string[],
  width: number,
  columns: Columns,
  rounding?: Rounding,
): ReadRow {
  if (fields.length !== width)
    return { kind: 'unreadable', why: `it has ${fields.length} fields, the header has ${width}` }
  const at = (index: number): string | undefined => (fields[index] ?? '').trim() || undefined
  const currency = at(columns.currency) ?? columns.currency_code
  if (!/^[A-Z]{3}$/.test(currency))
    return { kind: 'unreadable', why: 'its currency is not a code such as USD' }
  const minor = toMinor(at(columns.amount) ?? '', currency, rounding)
  if (!minor.ok) return { kind: 'unreadable', why: amountFault(at(columns.amount)) }
  if (minor.value === 0n) return { kind: 'skipped', why: 'amount of 0' }
  if (minor.value < 0n) return { kind: 'skipped', why: 'amount below 0' }
  const time = readTime(at(columns.time))
  if (time === 'unreadable')
    return { kind: 'unreadable', why: 'its time is none of the forms that are known' }
  const customer = at(columns.customer)
  const merchant = at(columns.merchant)
  const row: PaidRow = {
    amount: { value: String(minor.value), currency },
    at: time,
    customer: customer === undefined ? undefined : referenceOf(customer),
    merchant:
      merchant === undefined
        ? undefined
        : {
            reference: referenceOf(merchant),
            name: (at(columns.merchant_name) ?? `Merchant ${referenceOf(merchant)}`).slice(0, NAME_CHARS_MAX),
            mcc: mccOf(at(columns.mcc) ?? '', columns.mcc_code),
          },
    card: at(columns.card) ?? customer,
    reference: optional(at(columns.reference), referenceOf),
    id: at(columns.id) ?? '',
    metadata: metadataOf(columns, at, time),
  }
  return { kind: 'paid', row }
}

const optional = <T, R>(value: T | undefined, fn: (value: T) => R): R | undefined =>
  value === undefined ? undefined : fn(value)

const amountFault = (text: string | undefined): string =>
  text === undefined
    ? 'it has no amount'
    : /^[+-]?\d+(\.\d*)?$/.test(text)
      ? 'its amount has more digits than the currency; name a --rounding to take it'
      : 'its amount is not a decimal number'

function metadataOf(
  columns: Columns,
  at: (index: number) => string | undefined,
  time: number | undefined,
): Record<string, string> {
  const pairs = columns.metadata.flatMap(([name, index]): [string, string][] => {
    const value = at(index)
    return value === undefined ? [] : [[name.slice(0, 40), value.slice(0, METADATA_CHARS_MAX)]]
  })
  const occurred: [string, string][] =
    time === undefined ? [] : [['occurred_at', new Date(time / 1_000).toISOString()]]
  return Object.fromEntries([...occurred, ...pairs])
}

/**
 * A reference as the API takes it. Card numbers, which some files use to name a customer, and texts that are too long
 * leave this program only as a hash.
 */
export function referenceOf(text: string): string {
  const isCard = /^\d{12,19}$/.test(text)
  if (isCard) return `card-${hashOf(text)}`
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.length <= REFERENCE_CHARS_MAX ? plain : `${plain.slice(0, 60)}-${hashOf(text)}`
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** `2018-04-01 00:00:31` (taken as UTC), RFC 3339, or seconds since 1970. */
function readTime(text: string | undefined): number | undefined | 'unreadable' {
  if (text === undefined) return undefined
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1_000_000
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  const ms =
    match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}${match[3] ?? 'Z'}`)
  return Number.isNaN(ms) ? 'unreadable' : ms * 1_000
}
