import { Type as T } from 'typebox'
import { Amount, CalendarDay, idField, Timestamp, nullable } from '../../platform/http/fields.ts'
import { breakStates } from './break.machine.ts'
import { ageBuckets, breakTypes, reportBreakTypes } from './break.ts'
import { settlementStates } from './settlement.machine.ts'

export const SettlementReply = T.Object(
  {
    id: idField('stl'),
    acquirer_account: idField('aca'),
    reference: T.String({ description: 'What the acquirer calls its report.' }),
    sha256: T.String({ description: 'Of the report as it was read.' }),
    settled_on: CalendarDay,
    status: T.Enum([...settlementStates], {
      description: 'A quarantined report does not add up, and nothing of it is booked.',
    }),
    currency: T.String(),
    net: Amount,
    fees: Amount,
    suspended: Amount,
    lines: T.Integer(),
    lines_booked: T.Integer(),
    lines_matched: T.Integer(),
    received_at: Timestamp,
    reconciled_at: nullable(Timestamp),
  },
  { $id: 'Settlement', description: 'Amounts are signed from our point of view; fees are costs.' },
)

const Fees = T.Object({ interchange: Amount, scheme_fee: Amount, acquirer_fee: Amount })
export const SettlementLineReply = T.Object(
  {
    number: T.Integer(),
    kind: T.Enum(['sale', 'refund', 'chargeback', 'chargeback_reversal', 'dispute_fee', 'adjustment']),
    status: T.Enum(['matched', 'late', ...reportBreakTypes], {
      description:
        '`late` explains an earlier break; what is neither matched nor late has a break of its own.',
    }),
    operation_reference: nullable(T.String()),
    acquirer_reference: nullable(T.String()),
    case_reference: nullable(T.String()),
    payment: nullable(idField('pay')),
    merchant: nullable(idField('mer')),
    dispute: nullable(idField('dsp')),
    gross: Amount,
    interchange: Amount,
    scheme_fee: Amount,
    acquirer_fee: Amount,
    net: Amount,
    expected_fees: nullable(Fees),
    available: Amount,
    suspended: Amount,
  },
  { $id: 'SettlementLine' },
)

export const BreakReply = T.Object(
  {
    id: idField('brk'),
    type: T.Enum([...breakTypes]),
    reason: T.String(),
    status: T.Enum([...breakStates]),
    acquirer_account: nullable(idField('aca')),
    reconciliation_account: nullable(idField('rca')),
    settlement: nullable(idField('stl')),
    statement: nullable(idField('bst')),
    line: nullable(T.Integer({ description: 'Of the settlement, or of the statement.' })),
    transfer: nullable(idField('trf')),
    operation_reference: nullable(T.String()),
    payment: nullable(idField('pay')),
    merchant: nullable(idField('mer')),
    amount_at_risk: Amount,
    amount_in_suspense: Amount,
    amount_pending: Amount,
    age_days: T.Integer(),
    age_bucket: T.Enum([...ageBuckets]),
    owner: nullable(T.String()),
    note: nullable(T.String()),
    closed_by: nullable(T.String()),
    ledger_account: nullable(idField('acc')),
    opened_at: Timestamp,
    closed_at: nullable(Timestamp),
  },
  { $id: 'ReconciliationBreak' },
)

export const ProofReply = T.Object(
  {
    acquirer_account: idField('aca'),
    day: CalendarDay,
    receivable: Amount,
    claims_open: Amount,
    reports_unpaid: Amount,
    difference: Amount,
    is_clean: T.Boolean(),
    version: T.String({ description: 'Of the receivable, up to which it was proven.' }),
    proven_at: Timestamp,
  },
  { $id: 'ReconciliationProof' },
)

export const MerchantAvailable = T.Object({
  merchant: idField('mer'),
  settlement: idField('stl'),
  amount: Amount,
})
