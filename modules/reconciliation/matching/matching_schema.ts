import { Type as T } from 'typebox'
import { Amount, CalendarDay, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { bindingStates } from './binding.machine.ts'
import { matchStatuses } from './match.ts'
import { passActions, passes } from './rules.ts'

export const BindingReply = T.Object(
  {
    id: idField('rca'),
    name: nullable(T.String()),
    status: T.Enum([...bindingStates]),
    account_key: T.String({ description: 'The account, as its statements carry it.' }),
    account_last4: T.String(),
    currency: T.String(),
    ledger_account: idField('acc'),
    suspense_account: idField('acc'),
    fees_account: idField('acc'),
    tolerance_account: idField('acc'),
    calendar: T.String(),
    starts_on: CalendarDay,
    ledger_opening: Amount,
    bank_opening: nullable(Amount),
    lines_read: T.String({ pattern: '^[0-9]+$' }),
    created_at: Timestamp,
    closed_at: nullable(Timestamp),
  },
  { $id: 'ReconciliationAccount' },
)

export const MatchReply = T.Object(
  {
    id: idField('mtc'),
    reconciliation_account: idField('rca'),
    status: T.Enum([...matchStatuses]),
    made_by_pass: T.Enum([...passes]),
    rule_version: T.Integer(),
    score: nullable(T.Integer()),
    bank_total: Amount,
    ledger_total: Amount,
    difference: Amount,
    lines: T.Array(
      T.Object({ statement: idField('bst'), line: T.Integer(), booked_on: CalendarDay, amount: Amount }),
    ),
    transfers: T.Array(T.Object({ transfer: idField('trf'), effective_on: CalendarDay, amount: Amount })),
    supersedes: nullable(idField('mtc')),
    superseded_by: nullable(idField('mtc')),
    made_by: T.String(),
    note: nullable(T.String()),
    made_at: Timestamp,
  },
  {
    $id: 'ReconciliationMatch',
    description:
      'Amounts are above zero for what came in. Matches never change: one that is undone has another that supersedes it.',
  },
)

export const BankProofReply = T.Object(
  {
    reconciliation_account: idField('rca'),
    day: CalendarDay,
    statement: idField('bst'),
    statement_on: CalendarDay,
    bank_closing: Amount,
    ledger_balance: Amount,
    bank_unmatched: Amount,
    ledger_unmatched: Amount,
    in_transit: Amount,
    in_suspense: Amount,
    opening_difference: Amount,
    difference: Amount,
    is_clean: T.Boolean(),
    completeness_ppm: T.Integer({
      minimum: 0,
      maximum: 1_000_000,
      description: 'Of what moved in the last four days, the share by value that is matched, in millionths.',
    }),
    proven_at: Timestamp,
  },
  {
    $id: 'ReconciliationBankProof',
    description:
      'difference = bank_closing - ledger_balance - opening_difference - bank_unmatched + ledger_unmatched - in_transit.',
  },
)

const Action = T.Enum([...passActions])
const Days = T.Integer({ minimum: 0, maximum: 60, description: 'Banking days.' })
export const RuleSetBody = T.Object(
  {
    exact_key: T.Object({ action: Action }),
    key_tolerance: T.Object({
      action: Action,
      tolerance_minor: T.Integer({ minimum: 0, maximum: 1_000_000 }),
      tolerance_bps: T.Integer({ minimum: 0, maximum: 1_000 }),
    }),
    amount_date: T.Object({ action: Action, window_days: Days }),
    group: T.Object({ action: Action }),
    subset: T.Object({ action: Action, window_days: Days }),
    score: T.Object({
      action: T.Enum(['propose', 'off']),
      window_days: Days,
      score_min: T.Integer({ minimum: 1, maximum: 100 }),
    }),
    bank_fees: T.Object({ action: T.Enum(['auto', 'off']) }),
    waits: T.Object({ timing_days: Days, bank_days: Days, ledger_days: Days }),
  },
  { $id: 'MatchingRules' },
)
export const RulesReply = T.Object(
  { version: T.Integer({ description: '0 stands in the program.' }), rules: RuleSetBody },
  { $id: 'MatchingRuleVersion' },
)
