import { type Static, Type as T } from 'typebox'
import { type Currency, isCurrency } from '../../kernel/currency.ts'
import { newId, parseId } from '../../kernel/id.ts'
import type { Fault } from '../../kernel/result.ts'
import { instantText, type World } from '../../kernel/world.ts'
import { accountStates } from './account.machine.ts'
import type { Account, AccountPatch, NewAccount } from './account.ts'
import { ACCOUNTS_PER_CALL_MAX, NAME_CHARS_MAX } from './limits.ts'
import { Amount, AmountInput, idField, Metadata, Timestamp } from '../../platform/http/fields.ts'
import {
  CurrencyCode,
  MetadataPatch,
  minorOf,
  moneyReply,
  nullable,
  Path,
  SignedAmountInput,
  unusableCurrency,
} from './schemas.ts'

const Name = T.String({ minLength: 1, maxLength: NAME_CHARS_MAX })
const limits = {
  floor: T.Optional(nullable(SignedAmountInput)),
  ceiling: T.Optional(nullable(SignedAmountInput)),
  overdraft: T.Optional(AmountInput),
}
export const AccountInput = T.Object(
  {
    id: T.Optional(idField('acc')),
    currency: CurrencyCode,
    normal_side: T.Enum(['debit', 'credit']),
    path: Path,
    name: T.Optional(nullable(Name)),
    ...limits,
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewLedgerAccount' },
)
export const AccountBatch = T.Object(
  { accounts: T.Array(AccountInput, { minItems: 1, maxItems: ACCOUNTS_PER_CALL_MAX }) },
  { $id: 'NewLedgerAccounts' },
)
export const PatchInput = T.Object(
  { name: T.Optional(nullable(Name)), ...limits, metadata: T.Optional(MetadataPatch) },
  { $id: 'LedgerAccountPatch', minProperties: 1 },
)
export const AccountReply = T.Object(
  {
    id: idField('acc'),
    currency: CurrencyCode,
    normal_side: T.Enum(['debit', 'credit']),
    path: T.String(),
    name: nullable(T.String()),
    state: T.Enum([...accountStates]),
    floor: nullable(Amount),
    ceiling: nullable(Amount),
    overdraft: Amount,
    metadata: Metadata,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'LedgerAccount' },
)
export const AccountsReply = T.Object({ data: T.Array(AccountReply) }, { $id: 'LedgerAccounts' })

export const accountJson = (account: Account): Static<typeof AccountReply> => {
  const { currency, floor, ceiling } = account
  return {
    ...account,
    floor: floor === null ? null : moneyReply(floor, currency),
    ceiling: ceiling === null ? null : moneyReply(ceiling, currency),
    overdraft: moneyReply(account.overdraft, currency),
    created_at: instantText(account.created_at),
    updated_at: instantText(account.updated_at),
  }
}

type PatchInput = Static<typeof PatchInput>
type LimitInput = Pick<PatchInput, 'floor' | 'ceiling' | 'overdraft'>

/** Limits in one currency; another one is a fault. */
function readLimits(input: LimitInput, currency: string, path: string, faults: Fault[]) {
  const amounts: { floor?: bigint | null; ceiling?: bigint | null; overdraft?: bigint } = {}
  for (const field of ['floor', 'ceiling', 'overdraft'] as const) {
    const money = input[field]
    if (money === undefined) continue
    if (money !== null && money.currency !== currency)
      faults.push({ code: 'not_one_of', param: `${path}${field}.currency`, detail: `must be ${currency}` })
    if (field === 'overdraft') amounts.overdraft = money === null ? 0n : minorOf(money.value)
    else amounts[field] = money === null ? null : minorOf(money.value)
  }
  return amounts
}

/** An account that fits the schema, or faults below `path` that only meaning shows. */
export function readAccount(
  input: Static<typeof AccountInput>,
  path: string,
  world: World,
  faults: Fault[],
): NewAccount {
  const { id, currency, normal_side, path: place, name, metadata } = input
  if (!isCurrency(currency)) {
    const detail = unusableCurrency(currency)
    faults.push({ code: 'not_one_of', param: `${path}currency`, detail })
  }
  return {
    id: parseId('acc', id ?? '') ?? newId('acc', world),
    currency: currency as Currency,
    normal_side,
    path: place,
    ...(name === undefined ? {} : { name }),
    ...(metadata === undefined ? {} : { metadata }),
    ...readLimits(input, currency, path, faults),
  }
}

/** Whether the account holds the currency of its new limits is seen where it is changed. */
export function readPatch(input: PatchInput, faults: Fault[]): AccountPatch {
  const { name, metadata } = input
  const currency = (input.floor ?? input.ceiling ?? input.overdraft)?.currency
  return {
    ...(name === undefined ? {} : { name }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(currency === undefined ? {} : { currency: currency as Currency }),
    ...readLimits(input, currency ?? '', '', faults),
  }
}
