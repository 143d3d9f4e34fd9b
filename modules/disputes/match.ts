import type { Id } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { disputeTransfers } from '../payments/index.ts'
import type { CaseStage, SettlementLine } from '../rails/index.ts'
import type { DisputesDeps } from './deps.ts'
import { type Booked, bookedFor } from './store_news.ts'

/** A line of a settlement report that names a case. Minor units, signed as in the report. */
export type DisputeLine = {
  readonly account: Id<'aca'>
  readonly case_reference: string
  readonly kind: SettlementLine['kind']
  /** Fees included. */
  readonly amount: bigint
}
export type DisputeMatch = {
  readonly dispute: Id<'dsp'>
  readonly payment: Id<'pay'>
  readonly stage: CaseStage
  /** The ledger transfer by which it was booked against the receivable. */
  readonly transfer: Id<'trf'>
  /** What was booked, signed as the line. */
  readonly booked: bigint
  /** `amount - booked`: 0 when the books and the report agree. */
  readonly difference: bigint
}

/**
 * What disputes booked for lines of a report, in their order; undefined for a line that no dispute has booked. Some
 * acquirers number the second round: `…-2` is the pre-arbitration of a case. Looks only.
 */
export async function matchLines(
  { db }: DisputesDeps,
  scope: OpenScope,
  lines: readonly DisputeLine[],
): Promise<(DisputeMatch | undefined)[]> {
  const { tenant_id } = scope
  const named = lines.map((line) => ({ ...line, ...roundOf(line.case_reference) }))
  const cases = [...new Set(named.map(({ of_case }) => of_case))]
  const booked = await db.withTenant(tenant_id, (tx) => bookedFor(tx, tenant_id, cases))
  const byCase = Map.groupBy(booked, ({ case_reference }) => case_reference)
  return named.map((line) => {
    const rows = byCase.get(line.of_case) ?? []
    return matchOf(
      scope,
      line,
      rows.filter(({ account }) => account === line.account),
    )
  })
}

function roundOf(case_reference: string): { of_case: string; isSecond: boolean } {
  const isSecond = case_reference.endsWith('-2')
  return { of_case: isSecond ? case_reference.slice(0, -2) : case_reference, isSecond }
}

const isSecondRound = ({ stage }: Booked): boolean => stage === 'pre_arbitration' || stage === 'arbitration'

function matchOf(
  scope: OpenScope,
  line: DisputeLine & { isSecond: boolean },
  rows: readonly Booked[],
): DisputeMatch | undefined {
  const isFee = line.kind === 'dispute_fee'
  const found = rows.find((row) => {
    if (isFee) return row.fee > 0
    const isOfKind =
      line.kind === 'chargeback' ? row.amount > 0 : line.kind === 'chargeback_reversal' && row.amount < 0
    return isOfKind && line.isSecond === isSecondRound(row)
  })
  if (found === undefined) return undefined
  const { dispute, payment, stage } = found
  const transfers = disputeTransfers(scope, found.movement)
  const booked = -BigInt(isFee ? found.fee : found.amount)
  const transfer = isFee ? transfers.fee : transfers.amount
  return { dispute, payment, stage, transfer, booked, difference: line.amount - booked }
}
