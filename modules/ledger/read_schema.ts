import { type Static, Type as T } from 'typebox'
import type { Json } from '../../platform/outbox/fact.ts'
import { Amount, CalendarDay, idField, Timestamp } from '../../platform/http/fields.ts'
import { listOf } from '../../platform/http/lists.ts'
import { instantText } from '../../kernel/world.ts'
import type { Balance, FourBalances, RolledUp } from './balance.ts'
import type { Entry } from './entry.ts'
import type { Proof } from './proof.ts'
import { CurrencyCode, moneyReply, nullable } from './schemas.ts'
import { transferKinds } from './transfer.ts'

const Side = T.Enum(['debit', 'credit'])
const Version = T.Integer({ minimum: 0, description: 'How many entries the account has had.' })
const four = {
  posted: Amount,
  pending_in: Amount,
  pending_out: Amount,
  available: Amount,
}
const Overdraft = T.Object({ limit: Amount, used: Amount, available: Amount })

export const BalanceReply = T.Object(
  {
    account_id: idField('acc'),
    currency: CurrencyCode,
    normal_side: Side,
    version: T.Union([Version, T.Null()], {
      description:
        'Which entry left these balances; null when asked by effective date, where later entries can count for an earlier day.',
    }),
    ...four,
    limits: nullable(
      T.Object(
        { floor: nullable(Amount), ceiling: nullable(Amount), overdraft: Overdraft },
        { description: 'Limits in force now; null for a moment in the past, which may have had others.' },
      ),
    ),
  },
  {
    $id: 'LedgerBalance',
    description: 'On the account’s normal side; `available` is posted less pending out.',
  },
)

const moneyOfFour = ({ posted, pending_in, pending_out, available }: FourBalances, currency: string) => ({
  posted: moneyReply(posted, currency),
  pending_in: moneyReply(pending_in, currency),
  pending_out: moneyReply(pending_out, currency),
  available: moneyReply(available, currency),
})

export function balanceJson(balance: Balance): Static<typeof BalanceReply> {
  const { account_id, currency, normal_side, version, limits } = balance
  const money = (value: bigint) => moneyReply(value, currency)
  return {
    account_id,
    currency,
    normal_side,
    version: version === null ? null : Number(version),
    ...moneyOfFour(balance, currency),
    limits:
      limits === null
        ? null
        : {
            floor: limits.floor === null ? null : money(limits.floor),
            ceiling: limits.ceiling === null ? null : money(limits.ceiling),
            overdraft: {
              limit: money(limits.overdraft.limit),
              used: money(limits.overdraft.used),
              available: money(limits.overdraft.available),
            },
          },
  }
}

const RolledUpReply = T.Object({ currency: CurrencyCode, normal_side: Side, accounts: T.Integer(), ...four })
export const RollUpReply = T.Object({ data: T.Array(RolledUpReply) }, { $id: 'LedgerRollUp' })

export const rolledUpJson = (sum: RolledUp): Static<typeof RolledUpReply> => ({
  currency: sum.currency,
  normal_side: sum.normal_side,
  accounts: Number(sum.accounts),
  ...moneyOfFour(sum, sum.currency),
})

const EntryReply = T.Object(
  {
    account_id: idField('acc'),
    version: Version,
    transfer_id: idField('trf'),
    kind: T.Enum([...transferKinds]),
    code: T.String(),
    direction: Side,
    counter_account: idField('acc'),
    amount: Amount,
    released: nullable(Amount),
    effective_on: CalendarDay,
    recorded_at: Timestamp,
    pending_id: nullable(idField('trf')),
    expires_at: nullable(Timestamp),
    reversal_of: nullable(idField('trf')),
    description: nullable(T.String()),
    metadata: T.Record(T.String(), T.String()),
    balances: T.Object(four, { description: 'What the entry left, on the account’s normal side.' }),
  },
  { $id: 'LedgerEntry' },
)
export const EntryList = listOf(EntryReply)

export function entryJson(entry: Entry): Static<typeof EntryReply> {
  const { posted: _p, pending_in: _i, pending_out: _o, available: _a, currency, expires_at, ...rest } = entry
  return {
    ...rest,
    version: Number(entry.version),
    amount: moneyReply(entry.amount, currency),
    released: entry.released === null ? null : moneyReply(entry.released, currency),
    recorded_at: instantText(entry.recorded_at),
    expires_at: expires_at === null ? null : instantText(expires_at),
    balances: moneyOfFour(entry, currency),
  }
}

const StatementLineReply = T.Object({
  version: Version,
  transfer_id: idField('trf'),
  kind: T.Enum([...transferKinds]),
  code: T.String(),
  direction: Side,
  counter_account: idField('acc'),
  amount: Amount,
  balance: Amount,
  effective_on: CalendarDay,
  recorded_at: Timestamp,
  description: nullable(T.String()),
})
/** `render_statement.ts` writes this, piece by piece. */
export const StatementReply = T.Object(
  {
    account_id: idField('acc'),
    path: T.String(),
    name: nullable(T.String()),
    normal_side: Side,
    currency: CurrencyCode,
    axis: T.Enum(['recorded', 'effective']),
    from: nullable(T.String()),
    to: nullable(T.String()),
    through_version: Version,
    opening: Amount,
    closing: Amount,
    lines: T.Array(StatementLineReply),
    totals: T.Object({ lines: T.Integer(), debits: Amount, credits: Amount }),
  },
  { $id: 'LedgerStatement' },
)

export const ProofReply = T.Object(
  {
    holds: T.Boolean({ description: 'True when no invariant is violated.' }),
    checked_at: Timestamp,
    through_seq: T.Integer({ description: 'The last fact of the feed that was looked at.' }),
    invariants: T.Array(
      T.Object({
        name: T.String(),
        statement: T.String(),
        checked: T.Integer({ description: 'Accounts, entries, holds or facts looked at.' }),
        violations: T.Integer(),
        examples: T.Array(
          T.Unsafe<{ readonly [field: string]: Json }>({ type: 'object', additionalProperties: true }),
        ),
      }),
    ),
  },
  { $id: 'LedgerProof' },
)

export const proofJson = (proof: Proof): Static<typeof ProofReply> => ({
  holds: proof.holds,
  checked_at: instantText(proof.checked_at),
  through_seq: Number(proof.through_seq),
  invariants: proof.invariants.map((one) => ({
    ...one,
    checked: Number(one.checked),
    violations: Number(one.violations),
    examples: [...one.examples],
  })),
})
