import { type Static, Type as T } from 'typebox'
import {
  CODE_CHARS_MAX,
  DESCRIPTION_CHARS_MAX,
  PRECONDITIONS_PER_TRANSFER_MAX,
  TRANSFER_MINOR_MAX,
  TRANSFERS_PER_CALL_MAX,
} from './limits.ts'
import {
  Amount as AmountReply,
  CalendarDay,
  idField,
  Metadata,
  timeInput,
  Timestamp,
} from '../../platform/http/fields.ts'
import { listOf } from '../../platform/http/lists.ts'
import { holdStates } from './hold.machine.ts'
import { type ResultCode, results } from './results.ts'
import { CurrencyCode, nullable } from './schemas.ts'

const digits = '[1-9][0-9]{0,15}'
const detail = `must be whole minor units from 1 to ${TRANSFER_MINOR_MAX}`
/** The pattern of the text lets a few more through, which are refused where they are read. */
const description = `Minor units of \`currency\`: cents for USD, yen for JPY. From 1 to ${TRANSFER_MINOR_MAX} (2^53 - 1) in one transfer.`
const Whole = T.Integer({ minimum: 1, maximum: TRANSFER_MINOR_MAX })
const Value = T.Union([T.String({ pattern: `^${digits}$`, fault: detail }), Whole], { description })
const ValueOrMax = T.Union([T.String({ pattern: `^(max|${digits})$`, fault: `${detail}, or max` }), Whole], {
  description: `${description} Or \`max\`.`,
})
const Amount = T.Object({ value: Value, currency: CurrencyCode })
const AmountOrMax = T.Object(
  { value: ValueOrMax, currency: CurrencyCode },
  {
    description:
      '`max` moves what the limits of both accounts allow: down to the floor, without the overdraft, which only a named amount draws.',
  },
)

export const Code = T.String({
  pattern: `^[A-Za-z0-9_.:-]{1,${CODE_CHARS_MAX}}$`,
  fault: `must be 1 to ${CODE_CHARS_MAX} letters, digits or _ . : -`,
  description: 'Your own category, such as `capture` or `fee`; `transfer` when absent.',
})
const Precondition = T.Object(
  {
    leg: T.Enum(['debit', 'credit']),
    field: T.Enum(['version', 'posted', 'pending_in', 'pending_out', 'available']),
    operator: T.Enum(['eq', 'lt', 'lte', 'gt', 'gte']),
    value: T.Union([
      T.String({ pattern: '^(0|-?[1-9][0-9]{0,17})$', fault: 'must be digits, at most 18' }),
      T.Integer(),
    ]),
  },
  { description: '`version` is compared before the transfer, balances after it.' },
)
/** What an item of any kind can say. */
const common = {
  id: T.Optional(idField('trf')),
  code: T.Optional(Code),
  preconditions: T.Optional(
    T.Array(Precondition, {
      maxItems: PRECONDITIONS_PER_TRANSFER_MAX,
      description:
        'All must hold. `param` of a refusal names the first that does not, such as `preconditions.1`; a repeat of the refused `id` under another Idempotency-Key is told `preconditions` only, when there are several.',
    }),
  ),
  description: T.Optional(T.String({ minLength: 1, maxLength: DESCRIPTION_CHARS_MAX })),
  metadata: T.Optional(Metadata),
}
const linked = {
  linked: T.Optional(
    T.Boolean({ description: 'With `atomic: chain`: succeeds or fails together with the next item.' }),
  ),
}
const EffectiveOn = T.String({ format: 'date', description: 'The day it counts for; today when absent.' })

export const MoveItem = T.Object(
  {
    ...common,
    ...linked,
    kind: T.Optional(T.Enum(['single', 'pending'])),
    debit_account: idField('acc'),
    credit_account: idField('acc'),
    amount: AmountOrMax,
    at_most: T.Optional(Amount),
    effective_on: T.Optional(EffectiveOn),
    expires_at: T.Optional(timeInput()),
    reversal_of: T.Optional(idField('trf')),
  },
  { $id: 'TransferMove' },
)
const settled = {
  amount: T.Optional(AmountOrMax),
  final: T.Optional(T.Boolean()),
  effective_on: T.Optional(EffectiveOn),
}
export const PostItem = T.Object(
  { ...common, ...linked, kind: T.Literal('post'), pending_id: idField('trf'), ...settled },
  { $id: 'TransferPost' },
)
export const VoidItem = T.Object(
  { ...common, ...linked, kind: T.Literal('void'), pending_id: idField('trf') },
  { $id: 'TransferVoid' },
)
const Item = T.Union([MoveItem, PostItem, VoidItem])
export const TransferBatch = T.Object(
  {
    transfers: T.Array(Item, { minItems: 1, maxItems: TRANSFERS_PER_CALL_MAX }),
    atomic: T.Optional(T.Enum(['none', 'chain', 'all'])),
  },
  { $id: 'TransferBatch' },
)
/** One transfer, or many in one call. */
export const TransferBody = T.Union([MoveItem, PostItem, VoidItem, TransferBatch])

/** Bodies of the routes below one transfer. */
export const PostBody = T.Object({ ...common, ...settled }, { $id: 'PostTransfer' })
export const VoidBody = T.Object(common, { $id: 'VoidTransfer' })
export const ReverseBody = T.Object(
  { ...common, amount: T.Optional(Amount), effective_on: T.Optional(EffectiveOn) },
  { $id: 'ReverseTransfer' },
)

export type MoveInput = Static<typeof MoveItem>
export type PostInput = Static<typeof PostItem>
export type VoidInput = Static<typeof VoidItem>
export type TransferBatchInput = Static<typeof TransferBatch>
export type ItemInput = Static<typeof Item>
export type BodyInput = Static<typeof TransferBody>

const BalancesAfter = T.Object(
  {
    account: idField('acc'),
    version: T.Integer({ minimum: 1, description: 'Of the account, after this transfer.' }),
    posted: AmountReply,
    pending_in: AmountReply,
    pending_out: AmountReply,
    available: AmountReply,
  },
  { $id: 'BalancesAfter' },
)
const Hold = T.Object(
  {
    state: T.Enum([...holdStates]),
    remaining: AmountReply,
    posted: AmountReply,
    released: AmountReply,
  },
  {
    $id: 'LedgerHold',
    description:
      'Of a pending transfer, in reads only: what has become of it by now. What remains, was posted and was given back add up to its amount. It stays open, and the money reserved, until an expiry is recorded, which may be shortly after `expires_at`; it cannot be posted in between.',
  },
)
export const TransferReply = T.Object(
  {
    id: idField('trf'),
    kind: T.Enum(['single', 'pending', 'post', 'void', 'expire']),
    status: T.Enum(['posted', 'pending', 'voided', 'expired'], {
      description: 'In reads of a pending transfer: that of now. In the answer of a POST: as recorded.',
    }),
    finality: T.Object({
      state: T.Enum(['final', 'provisional']),
      expected_final_at: nullable(Timestamp),
      reversible_until: T.Null(),
      because: T.Enum(['posted', 'held', 'voided', 'expired']),
    }),
    debit_account: idField('acc'),
    credit_account: idField('acc'),
    amount: AmountReply,
    code: T.String(),
    effective_on: CalendarDay,
    recorded_at: Timestamp,
    pending_id: T.Optional(idField('trf')),
    released: T.Optional(AmountReply),
    expires_at: T.Optional(Timestamp),
    reversal_of: T.Optional(idField('trf')),
    hold: T.Optional(Hold),
    description: T.Optional(T.String()),
    metadata: Metadata,
    balances: T.Object({ debit: BalancesAfter, credit: BalancesAfter }),
  },
  { $id: 'LedgerTransfer' },
)
const resultCodes = Object.keys(results) as ResultCode[]
const refusalCodes = resultCodes.filter((code) => code !== 'posted' && code !== 'exists')
const precedence = `What came of the transfer. When several hold, the first of this list is the answer:\n\n${Object.entries(
  results,
)
  .map(([code, { text }], index) => `${index + 1}. \`${code}\`: ${text}`)
  .join('\n')}`
const Outcome = T.Object(
  {
    id: idField('trf'),
    result: T.Enum(resultCodes, { description: precedence }),
    transfer: T.Optional(TransferReply),
    error: T.Optional(
      T.Object({
        code: T.Enum(refusalCodes, { description: 'The same as `result`.' }),
        param: T.String(),
        detail: T.String(),
        retry: T.Enum(['new_key']),
      }),
    ),
  },
  { $id: 'TransferOutcome' },
)
export const OutcomeList = T.Object({ data: T.Array(Outcome) }, { $id: 'TransferOutcomes' })
export const TransferList = listOf(TransferReply)
