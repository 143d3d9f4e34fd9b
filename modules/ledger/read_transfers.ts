import { isCurrency, type Currency } from '../../kernel/currency.ts'
import { type Id, newId } from '../../kernel/id.ts'
import type { Fault } from '../../kernel/result.ts'
import type { Day, World } from '../../kernel/world.ts'
import { readTime } from '../../platform/http/fields.ts'
import { EFFECTIVE_FIRST, EFFECTIVE_LAST, TRANSFER_MINOR_MAX } from './limits.ts'
import { unusableCurrency } from './schemas.ts'
import type { MoveOrder, Precondition, SettleOrder, TransferOrder } from './transfer.ts'
import type { ItemInput, MoveInput, PostInput, VoidInput } from './transfer_schema.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** How one item is read: what it may not say goes to `faults`, each under `path`. */
export type Reading = { readonly world: World; readonly faults: Fault[] }

const add = (faults: Fault[], code: string, param: string, detail: string): void =>
  void faults.push({ code, param, detail })

/**
 * An item that fits the schema as an order, or faults that only meaning shows: 0.5 µs. The object is filled in
 * place; a spread per optional field would cost three times that.
 *
 * An item without an id gets one drawn here. It need not come from the idempotency key: the key's row and the
 * transfer are written by one statement, so a repeat of the key finds either both or neither.
 */
export function readItem(item: ItemInput, path: string, reading: Reading): TransferOrder {
  switch (item.kind) {
    case 'post':
      return readPost(item, path, reading)
    case 'void':
      return readVoid(item, path, reading)
    default:
      return readMove(item, path, reading)
  }
}

const idFor = (id: string | undefined, { world }: Reading): Id<'trf'> =>
  id === undefined ? newId('trf', world) : (id as Id<'trf'>)

function readMove(item: MoveInput, path: string, reading: Reading): MoveOrder {
  const { faults } = reading
  const { debit_account, credit_account, amount, at_most } = item
  const order: Writable<MoveOrder> = {
    id: idFor(item.id, reading),
    kind: item.kind ?? 'single',
    code: item.code ?? 'transfer',
    debit_account: debit_account as Id<'acc'>,
    credit_account: credit_account as Id<'acc'>,
    amount: readAmount(amount.value, `${path}amount.value`, faults),
    currency: readCurrency(amount.currency, `${path}amount.currency`, faults),
  }
  if (debit_account === credit_account)
    add(faults, 'same_account', `${path}credit_account`, 'is the account that is debited')
  if (at_most !== undefined) {
    order.at_most = readAmount(at_most.value, `${path}at_most.value`, faults) as number
    if (order.amount !== 'max') add(faults, 'unknown_field', `${path}at_most`, 'bounds an amount of max only')
    if (at_most.currency !== amount.currency)
      add(faults, 'not_one_of', `${path}at_most.currency`, `must be ${amount.currency}, as the amount`)
  }
  if (item.expires_at !== undefined) {
    order.expires_at = readTime(item.expires_at)
    if (item.kind !== 'pending')
      add(faults, 'unknown_field', `${path}expires_at`, 'is for transfers of kind pending')
  }
  if (item.reversal_of !== undefined) {
    order.reversal_of = item.reversal_of as Id<'trf'>
    if (item.kind === 'pending')
      add(faults, 'unknown_field', `${path}reversal_of`, 'is for transfers of kind single')
  }
  readCommon(item, order, path, faults)
  return order
}

function readPost(item: PostInput, path: string, reading: Reading): SettleOrder {
  const { faults } = reading
  const order: Writable<SettleOrder> = {
    id: idFor(item.id, reading),
    kind: 'post',
    code: item.code ?? 'transfer',
    pending_id: item.pending_id as Id<'trf'>,
  }
  if (item.amount !== undefined) {
    order.amount = readAmount(item.amount.value, `${path}amount.value`, faults)
    order.currency = readCurrency(item.amount.currency, `${path}amount.currency`, faults)
  }
  if (item.final === true) order.is_final = true
  readCommon(item, order, path, faults)
  return order
}

function readVoid(item: VoidInput, path: string, reading: Reading): SettleOrder {
  const order: Writable<SettleOrder> = {
    id: idFor(item.id, reading),
    kind: 'void',
    code: item.code ?? 'transfer',
    pending_id: item.pending_id as Id<'trf'>,
  }
  readCommon(item, order, path, reading.faults)
  return order
}

type Common = Pick<ItemInput, 'preconditions' | 'description' | 'metadata' | 'linked'> & {
  readonly effective_on?: string
}

function readCommon(item: Common, order: Writable<TransferOrder>, path: string, faults: Fault[]): void {
  const { preconditions, description, metadata, effective_on } = item
  if (item.linked === true) order.is_linked = true
  if (effective_on !== undefined) {
    order.effective_on = effective_on as Day
    if (effective_on < EFFECTIVE_FIRST || effective_on > EFFECTIVE_LAST)
      add(
        faults,
        'wrong_form',
        `${path}effective_on`,
        `must lie between ${EFFECTIVE_FIRST} and ${EFFECTIVE_LAST}`,
      )
  }
  if (preconditions !== undefined && preconditions.length > 0)
    order.preconditions = preconditions.map((one): Precondition => ({ ...one, value: BigInt(one.value) }))
  if (description !== undefined) order.description = description
  if (metadata !== undefined && !isEmpty(metadata)) order.metadata = metadata
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false
  return true
}

/** At most 16 digits come here, which a double holds well enough to see that they are too many. */
function readAmount(value: string | number, path: string, faults: Fault[]): number | 'max' {
  if (value === 'max') return 'max'
  const amount = Number(value)
  if (amount > TRANSFER_MINOR_MAX) add(faults, 'too_large', path, `must be at most ${TRANSFER_MINOR_MAX}`)
  return amount
}

function readCurrency(code: string, path: string, faults: Fault[]): Currency {
  if (!isCurrency(code)) add(faults, 'not_one_of', path, unusableCurrency(code))
  return code as Currency
}
