import { hash } from 'node:crypto'
import { assert, present } from '../../kernel/assert.ts'
import { type Currency, isCurrency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { type Money, moneyText } from '../../kernel/money.ts'
import { type Instant, parseDay } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { SettlementReport } from '../rails/index.ts'
import { derivedId } from './ids.ts'
import { netOf, type ReadLine, type Settlement } from './settlement.ts'

type RawLine = Omit<ReadLine, 'number' | (typeof amounts)[number]> & {
  readonly [K in (typeof amounts)[number]]: string
}
type Raw = { readonly lines: readonly RawLine[] }
const amounts = ['gross', 'interchange', 'scheme_fee', 'acquirer_fee'] as const

/** A report as JSON: the same report is the same text, so that its hash says whether it was read before. */
function rawOf(report: SettlementReport): string {
  const { report_reference, settled_on, currency, net } = report
  const lines = report.lines.map((line) => ({
    kind: line.kind,
    operation_reference: line.operation_reference,
    acquirer_reference: line.acquirer_reference,
    case_reference: line.case_reference,
    gross: String(line.gross.minor),
    interchange: String(line.interchange.minor),
    scheme_fee: String(line.scheme_fee.minor),
    acquirer_fee: String(line.acquirer_fee.minor),
  }))
  return JSON.stringify({ report_reference, settled_on, currency, net: String(net.minor), lines })
}

/** The lines of a stored report, numbered from 1. */
export function linesOfRaw(raw: string): ReadLine[] {
  const { lines } = JSON.parse(raw) as Raw
  return lines.map((line, index) => ({
    number: index + 1,
    kind: line.kind,
    operation_reference: line.operation_reference,
    acquirer_reference: line.acquirer_reference,
    case_reference: line.case_reference,
    gross: BigInt(line.gross),
    interchange: BigInt(line.interchange),
    scheme_fee: BigInt(line.scheme_fee),
    acquirer_fee: BigInt(line.acquirer_fee),
  }))
}

export type Read = {
  readonly settlement: Settlement
  readonly raw: string
  /** Why it is put aside, and by how much it is off; undefined when it adds up. */
  readonly fault: { readonly why: string; readonly off: bigint } | undefined
}

/** A report that was just read; put aside when it does not add up or its lines are in another currency. */
export function readReport(
  tenant_id: TenantId,
  account: Id<'aca'>,
  report: SettlementReport,
  received_at: Instant,
): Read {
  assert(isCurrency(report.currency), 'a report is in a currency')
  const currency: Currency = report.currency
  const raw = rawOf(report)
  const lines = linesOfRaw(raw)
  const sum = lines.reduce((total, line) => total + netOf(line), 0n)
  const isForeign = (one: Money): boolean => one.currency !== currency
  const fault = report.lines.some((line) => amounts.some((name) => isForeign(line[name])))
    ? { why: 'A line is in another currency than its report.', off: sum }
    : sum === report.net.minor
      ? undefined
      : {
          why: `Its lines make ${moneyText(sum, currency)}, and it says ${moneyText(report.net.minor, currency)}.`,
          off: sum - report.net.minor,
        }
  const { report_reference: reference, settled_on, net } = report
  const settlement: Settlement = {
    id: derivedId('stl', tenant_id, account, reference, currency),
    account,
    reference,
    sha256: hash('sha256', raw, 'hex'),
    settled_on: present(parseDay(settled_on), 'the day of a report'),
    currency,
    net: net.minor,
    line_count: lines.length,
    state: fault === undefined ? 'received' : 'quarantined',
    lines_booked: 0,
    lines_matched: 0,
    net_booked: 0n,
    fees: 0n,
    suspended: 0n,
    received_at,
    reconciled_at: null,
  }
  return { settlement, raw, fault }
}
