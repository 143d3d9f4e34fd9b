import { type Static, Type as T } from 'typebox'
import {
  CODE_CHARS_MAX,
  DESCRIPTION_CHARS_MAX,
  PRECONDITIONS_PER_TRANSFER_MAX,
  TRANSFERS_PER_CALL_MAX,
} from './limits.ts'
import {
  CurrencyCode,
  idSchema,
  listOf,
  MetadataInput,
  MetadataReply,
  MoneyReply,
  nullable,
  strict,
} from './schemas.ts'

const digits = '[1-9][0-9]{0,15}'
const detail = 'must be whole minor units from 1 to 9007199254740991'
const Whole = T.Integer({ minimum: 1 })
const Value = T.Union([T.String({ pattern: `^${digits}$`, fault: detail }), Whole])
const ValueOrMax = T.Union([T.String({ pattern: `^(max|${digits})$`, fault: `${detail}, or max` }), Whole])
const Amount = T.Object({ value: Value, currency: CurrencyCode }, strict)
const AmountOrMax = T.Object(
  { value: ValueOrMax, currency: CurrencyCode },
  { ...strict, description: '`max` moves what the limits of both accounts allow.' },
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
  { ...strict, description: '`version` is compared before the transfer, balances after it.' },
)
/** What an item of any kind can say. */
export const common = {
  id: T.Optional(idSchema('trf')),
  code: T.Optional(Code),
  preconditions: T.Optional(T.Array(Precondition, { maxItems: PRECONDITIONS_PER_TRANSFER_MAX })),
  description: T.Optional(T.String({ minLength: 1, maxLength: DESCRIPTION_CHARS_MAX })),
  metadata: T.Optional(MetadataInput),
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
    debit_account: idSchema('acc'),
    credit_account: idSchema('acc'),
    amount: AmountOrMax,
    at_most: T.Optional(Amount),
    effective_on: T.Optional(EffectiveOn),
    expires_at: T.Optional(T.String({ format: 'date-time' })),
    reversal_of: T.Optional(idSchema('trf')),
  },
  { $id: 'TransferMove', ...strict },
)
const settled = { amount: T.Optional(AmountOrMax), final: T.Optional(T.Boolean()), effective_on: T.Optional(EffectiveOn) }
export const PostItem = T.Object(
  { ...common, ...linked, kind: T.Literal('post'), pending_id: idSchema('trf'), ...settled },
  { $id: 'TransferPost', ...strict },
)
export const VoidItem = T.Object(
  { ...common, ...linked, kind: T.Literal('void'), pending_id: idSchema('trf') },
  { $id: 'TransferVoid', ...strict },
)
const Item = T.Union([MoveItem, PostItem, VoidItem])
export const TransferBatch = T.Object(
  {
    transfers: T.Array(Item, { minItems: 1, maxItems: TRANSFERS_PER_CALL_MAX }),
    atomic: T.Optional(T.Enum(['none', 'chain', 'all'])),
  },
  { $id: 'TransferBatch', ...strict },
)
/** One transfer, or many in one call. */
export const TransferBody = T.Union([MoveItem, PostItem, VoidItem, TransferBatch])

/** Bodies of the routes below one transfer. */
export const PostBody = T.Object({ ...common, ...settled }, { $id: 'PostTransfer', ...strict })
export const VoidBody = T.Object(common, { $id: 'VoidTransfer', ...strict })
export const ReverseBody = T.Object(
  { ...common, amount: T.Optional(Amount), effective_on: T.Optional(EffectiveOn) },
  { $id: 'ReverseTransfer', ...strict },
)

export type MoveInput = Static<typeof MoveItem>
export type PostInput = Static<typeof PostItem>
export type VoidInput = Static<typeof VoidItem>
export type TransferBatchInput = Static<typeof TransferBatch>
export type ItemInput = Static<typeof Item>
export type BodyInput = Static<typeof TransferBody>

const BalancesAfter = T.Object(
  {
    account: idSchema('acc'),
    version: T.Integer({ minimum: 1, description: 'Of the account, after this transfer.' }),
    posted: MoneyReply,
    pending_in: MoneyReply,
    pending_out: MoneyReply,
    available: MoneyReply,
  },
  { $id: 'BalancesAfter', ...strict },
)
export const TransferReply = T.Object(
  {
    id: idSchema('trf'),
    kind: T.Enum(['single', 'pending', 'post', 'void', 'expire']),
    status: T.Enum(['posted', 'pending', 'voided', 'expired']),
    finality: T.Object(
      {
        state: T.Enum(['final', 'provisional']),
        expected_final_at: nullable(T.String({ format: 'date-time' })),
        reversible_until: T.Null(),
        because: T.Enum(['posted', 'held', 'voided', 'expired']),
      },
      strict,
    ),
    debit_account: idSchema('acc'),
    credit_account: idSchema('acc'),
    amount: MoneyReply,
    code: T.String(),
    effective_on: T.String({ format: 'date' }),
    recorded_at: T.String({ format: 'date-time' }),
    pending_id: T.Optional(idSchema('trf')),
    released: T.Optional(MoneyReply),
    expires_at: T.Optional(T.String({ format: 'date-time' })),
    reversal_of: T.Optional(idSchema('trf')),
    description: T.Optional(T.String()),
    metadata: MetadataReply,
    balances: T.Object({ debit: BalancesAfter, credit: BalancesAfter }, strict),
  },
  { $id: 'LedgerTransfer', ...strict },
)
const Outcome = T.Object(
  {
    id: idSchema('trf'),
    result: T.String({ description: '`posted`, `exists`, or the code of the refusal.' }),
    transfer: T.Optional(TransferReply),
    error: T.Optional(
      T.Object(
        { code: T.String(), param: T.String(), detail: T.String(), retry: T.Enum(['new_key']) },
        strict,
      ),
    ),
  },
  { $id: 'TransferOutcome', ...strict },
)
export const OutcomeList = T.Object({ data: T.Array(Outcome) }, { $id: 'TransferOutcomes', ...strict })
export const TransferList = listOf(TransferReply, 'LedgerTransferList')
