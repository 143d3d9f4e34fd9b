import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { SettlementLine } from '../rails/index.ts'
import type { ReportBreakType } from './break.ts'
import type { SettlementState } from './settlement.machine.ts'

/** A report and how far it is booked. Minor units of `currency`, signed from our point of view. */
export type Settlement = {
  readonly id: Id<'stl'>
  readonly account: Id<'aca'>
  readonly reference: string
  /** SHA-256 of what was read, in hex. */
  readonly sha256: string
  readonly settled_on: Day
  readonly currency: Currency
  readonly net: bigint
  readonly line_count: number
  readonly state: SettlementState
  readonly lines_booked: number
  readonly lines_matched: number
  readonly net_booked: bigint
  /** Costs. */
  readonly fees: bigint
  readonly suspended: bigint
  readonly received_at: Instant
  readonly reconciled_at: Instant | null
}

/** A line as the report has it. Fees that cost something are below zero. */
export type ReadLine = {
  readonly number: number
  readonly kind: SettlementLine['kind']
  readonly operation_reference: string | null
  readonly acquirer_reference: string | null
  readonly case_reference: string | null
  readonly gross: bigint
  readonly interchange: bigint
  readonly scheme_fee: bigint
  readonly acquirer_fee: bigint
}
export const feeNames = ['interchange', 'scheme_fee', 'acquirer_fee'] as const
export const feesOf = (line: ReadLine): bigint => -(line.interchange + line.scheme_fee + line.acquirer_fee)
export const netOf = (line: ReadLine): bigint => line.gross - feesOf(line)
/** The same of a line as the acquirer printed it. */
export const printedNetOf = ({ gross, interchange, scheme_fee, acquirer_fee }: SettlementLine): bigint =>
  gross.minor + interchange.minor + scheme_fee.minor + acquirer_fee.minor

/** `late`: explains an earlier break. Otherwise what the line's break is called. */
export type LineStatus = 'matched' | 'late' | ReportBreakType
/** Costs, above zero. */
export type ExpectedFees = { readonly [K in (typeof feeNames)[number]]: bigint }

export type BookedLine = {
  readonly line: ReadLine
  readonly status: LineStatus
  /** UUID. */
  readonly operation: string | null
  readonly payment: Id<'pay'> | null
  readonly merchant: Id<'mer'> | null
  readonly dispute: Id<'dsp'> | null
  /** Left the merchant's pending balance. */
  readonly settled: bigint
  /** Became available: what was settled less fees. */
  readonly available: bigint
  /** Went to the suspense account; below zero it came from there. */
  readonly suspended: bigint
  readonly expected: ExpectedFees | null
}

const amount = (minor: bigint, currency: Currency) => ({ value: String(minor), currency })

export const settlementJson = (one: Settlement) => ({
  id: one.id,
  acquirer_account: one.account,
  reference: one.reference,
  sha256: one.sha256,
  settled_on: one.settled_on,
  status: one.state,
  currency: one.currency,
  net: amount(one.net, one.currency),
  fees: amount(one.fees, one.currency),
  suspended: amount(one.suspended, one.currency),
  lines: one.line_count,
  lines_booked: one.lines_booked,
  lines_matched: one.lines_matched,
  received_at: instantText(one.received_at),
  reconciled_at: one.reconciled_at === null ? null : instantText(one.reconciled_at),
})

export const lineJson = (booked: BookedLine, currency: Currency) => {
  const { line, expected } = booked
  return {
    number: line.number,
    kind: line.kind,
    status: booked.status,
    operation_reference: line.operation_reference,
    acquirer_reference: line.acquirer_reference,
    case_reference: line.case_reference,
    payment: booked.payment,
    merchant: booked.merchant,
    dispute: booked.dispute,
    gross: amount(line.gross, currency),
    interchange: amount(line.interchange, currency),
    scheme_fee: amount(line.scheme_fee, currency),
    acquirer_fee: amount(line.acquirer_fee, currency),
    net: amount(netOf(line), currency),
    expected_fees:
      expected === null
        ? null
        : {
            interchange: amount(expected.interchange, currency),
            scheme_fee: amount(expected.scheme_fee, currency),
            acquirer_fee: amount(expected.acquirer_fee, currency),
          },
    available: amount(booked.available, currency),
    suspended: amount(booked.suspended, currency),
  }
}
