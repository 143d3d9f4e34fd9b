import { assert, present } from '../../kernel/assert.ts'
import { type Currency, isCurrency } from '../../kernel/currency.ts'
import { readStrictJson } from '../../kernel/json.ts'
import { type Money, money, parseMinor } from '../../kernel/money.ts'
import { parseDay } from '../../kernel/world.ts'
import type {
  AcquirerAccount,
  SettlementLine,
  SettlementReport,
  WireAnswer,
  WireRequest,
} from '../../modules/rails/index.ts'

const kinds = ['sale', 'refund', 'chargeback', 'chargeback_reversal', 'dispute_fee', 'adjustment'] as const

export const merchantPath = ({ merchant_number }: AcquirerAccount): string =>
  `/ironbridge/merchants/${encodeURIComponent(merchant_number)}`
export const headersOf = ({ api_key }: AcquirerAccount): Record<string, string> => ({
  authorization: `Bearer ${api_key}`,
  accept: 'application/json',
})
export const buildReportRequest = (account: AcquirerAccount, day: string): WireRequest => ({
  transport: 'http',
  method: 'GET',
  path: `${merchantPath(account)}/settlements/${day}`,
  headers: headersOf(account),
  body: '',
})

type Members = { readonly [name: string]: unknown }

/** Undefined when there is none yet. Throws for a report that makes no sense: it must not be taken for "not yet". */
export function parseReport({ status, body }: WireAnswer): SettlementReport | undefined {
  if (status === 404) return undefined
  assert(status === 200, `Ironbridge answered ${status} when asked for a report`)
  const read = readStrictJson(Buffer.from(body, 'latin1'))
  assert(read.ok, 'a report is JSON')
  const report = membersOf(read.value, 'a report')
  const currency = textOf(report, 'currency')
  assert(isCurrency(currency), `${currency} is no currency`)
  const rows = report['lines']
  assert(Array.isArray(rows), 'the lines of a report are a list')
  const lines = rows.map((row) => lineOf(membersOf(row, 'a line'), currency))
  const net = amountOf(report, 'net', currency)
  const sum = lines.reduce(
    (total, { gross, interchange, scheme_fee, acquirer_fee }) =>
      total + gross.minor + interchange.minor + scheme_fee.minor + acquirer_fee.minor,
    0n,
  )
  assert(sum === net.minor, `the lines of a report make ${sum}, not ${net.minor}`)
  return {
    report_reference: textOf(report, 'report_reference'),
    settled_on: present(parseDay(textOf(report, 'settled_on')), 'the day of a report'),
    currency,
    net,
    lines,
  }
}

function lineOf(row: Members, currency: Currency): SettlementLine {
  const kind = kinds.find((known) => known === row['kind'])
  return {
    kind: present(kind, 'the kind of a line'),
    operation_reference: textOrNull(row, 'operation_reference'),
    acquirer_reference: textOrNull(row, 'acquirer_reference'),
    gross: amountOf(row, 'gross', currency),
    interchange: amountOf(row, 'interchange', currency),
    scheme_fee: amountOf(row, 'scheme_fee', currency),
    acquirer_fee: amountOf(row, 'acquirer_fee', currency),
    case_reference: textOrNull(row, 'case_reference'),
  }
}

function membersOf(value: unknown, what: string): Members {
  assert(typeof value === 'object' && value !== null && !Array.isArray(value), `${what} is an object`)
  return value as Members
}

function textOf(from: Members, name: string): string {
  const value = from[name]
  assert(typeof value === 'string', `${name} is text`)
  return value
}

const textOrNull = (from: Members, name: string): string | null =>
  from[name] === null || from[name] === undefined ? null : textOf(from, name)

/** Signed minor units as text. */
function amountOf(from: Members, name: string, currency: Currency): Money {
  const text = textOf(from, name)
  const isNegative = text.startsWith('-')
  const minor = present(parseMinor(isNegative ? text.slice(1) : text), `${name} in minor units`)
  return money(isNegative ? -minor : minor, currency)
}
