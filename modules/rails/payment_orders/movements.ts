import type { Id } from '../../../kernel/id.ts'
import type { TransferOrder } from '../../ledger/index.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { fileReference } from '../outgoing_files/outgoing_file.ts'
import { paymentInformationId } from '../sepa/message_ids.ts'
import type { OrderMove } from './decide_move.ts'
import type { PaymentOrderEvent } from './payment_order.machine.ts'
import type { OrderFunds, PaymentOrder } from './payment_order.ts'

export type LedgerPlaces = Pick<BankConnection, 'bank_account' | 'uncleared_account' | 'shortfall_account'>

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** The transfer of a step of an order: its own id with five bits of chance turned by the step's number, 0 the hold. */
function transferOf(id: Id<'por'>, step: number): Id<'trf'> {
  const last = DIGITS.indexOf(id.at(-1) ?? '0')
  return `trf_${id.slice(4, -1)}${DIGITS[last ^ step] ?? '0'}` as Id<'trf'>
}

type Told = { readonly metadata?: Readonly<Record<string, string>> }

/**
 * By what the bank's statement will name it; reconciliation looks for these words. What a file of the bank said is booked by the
 * bank under that file's name.
 */
function keysOf(order: PaymentOrder, bank_file?: string): Told {
  const { end_to_end_id, reference, rail, file, effective_on, sequence_type } = order
  const keys: Record<string, string> = { end_to_end_id }
  if (file !== null && rail.startsWith('sepa') && bank_file === undefined)
    keys['batch_reference'] = paymentInformationId(file, { effective_on, sequence_type })
  if (reference !== null) keys[rail === 'ach' ? 'trace_number' : 'transaction_id'] = reference
  if (bank_file !== undefined) keys['file_reference'] = bank_file.replace(/(?<=.)\.[^.]*$/, '')
  else if (file !== null) keys['file_reference'] = fileReference(file)
  return { metadata: keys }
}

/** Where the ledger keeps what was collected. */
const placeOf = (order: PaymentOrder, places: LedgerPlaces, funds: OrderFunds): Id<'acc'> =>
  funds === 'uncleared'
    ? places.uncleared_account
    : funds === 'shortfall'
      ? places.shortfall_account
      : order.account

/** A step that no event of an order has: `steps` counts them up to 30. */
const STEP_OF_THE_HOLD_BEFORE = 31

/**
 * Sets the money of a payment aside when it is ordered; a collection has nothing to set aside. What held it before is given
 * back in the same breath.
 */
export function holdOf(
  order: PaymentOrder,
  places: LedgerPlaces,
  in_place_of?: Id<'trf'>,
): readonly TransferOrder[] {
  if (order.kind === 'direct_debit' || order.amount === 0) return []
  const before: readonly TransferOrder[] =
    in_place_of === undefined
      ? []
      : [
          {
            kind: 'void',
            id: transferOf(order.id, STEP_OF_THE_HOLD_BEFORE),
            pending_id: in_place_of,
            code: 'bank_transfer_hold_replaced',
            is_linked: true,
          },
        ]
  return [
    ...before,
    {
      kind: 'pending',
      id: transferOf(order.id, 0),
      debit_account: order.account,
      credit_account: places.bank_account,
      amount: order.amount,
      currency: order.currency,
      code: 'bank_transfer',
      metadata: { end_to_end_id: order.end_to_end_id },
    },
  ]
}

/**
 * What moves in the ledger when something happens to an order; empty for most of what happens. The bank account is an asset:
 * its debit side is money that the bank owes us. `after.funds` says where collected money goes to or comes from.
 */
export function movementsOf(
  before: PaymentOrder,
  { event, file_name }: Pick<OrderMove, 'event' | 'file_name'>,
  after: PaymentOrder,
  places: LedgerPlaces,
): readonly TransferOrder[] {
  // A reversal is an order of its own: it moves the money back, and when it comes back itself, takes it again.
  if (after.amount === 0 || before.state === 'reversed') return []
  const told = keysOf(after, file_name)
  return after.kind === 'credit_transfer'
    ? paid({ event, told }, after, places)
    : collected(before, { event, told }, after, places)
}

type Happened = { readonly event: PaymentOrderEvent; readonly told: Told }

function paid(
  { event, told }: Happened,
  order: PaymentOrder,
  places: LedgerPlaces,
): readonly TransferOrder[] {
  const id = transferOf(order.id, order.steps)
  const pending_id = transferOf(order.id, 0)
  const single = { kind: 'single', id, amount: order.amount, currency: order.currency, ...told } as const
  // What comes back goes to its owner; where that account takes nothing any more, it waits with what is uncleared.
  const owner = order.funds === 'uncleared' ? places.uncleared_account : order.account
  switch (event) {
    case 'settle':
      return [{ kind: 'post', id, pending_id, amount: 'max', is_final: true, code: 'bank_transfer', ...told }]
    case 'reject':
    case 'cancel':
      return [{ kind: 'void', id, pending_id, code: 'bank_transfer_void' }]
    case 'return':
      return [{ ...single, debit_account: places.bank_account, credit_account: owner, code: 'bank_return' }]
    case 'restore':
      return [
        { ...single, debit_account: owner, credit_account: places.bank_account, code: 'bank_return_undone' },
      ]
    default:
      return []
  }
}

function collected(
  before: PaymentOrder,
  { event, told }: Happened,
  order: PaymentOrder,
  places: LedgerPlaces,
): readonly TransferOrder[] {
  const single = {
    kind: 'single',
    id: transferOf(order.id, order.steps),
    amount: order.amount,
    currency: order.currency,
    ...told,
  } as const
  const into = { debit_account: places.bank_account, credit_account: placeOf(order, places, order.funds) }
  // What had to be advanced comes back to where it was advanced from: its owner has the money already.
  const advanced = before.funds === 'shortfall' ? { credit_account: places.shortfall_account } : undefined
  switch (event) {
    case 'settle':
      return [{ ...single, ...into, code: 'bank_collection' }]
    case 'return':
      return [
        {
          ...single,
          debit_account: placeOf(order, places, order.funds === 'shortfall' ? 'shortfall' : before.funds),
          credit_account: places.bank_account,
          code: 'bank_return',
        },
      ]
    case 'restore':
      return [{ ...single, ...into, ...advanced, code: 'bank_return_undone' }]
    default:
      return []
  }
}

/** Collected money becomes free. */
export const releaseOf = (order: PaymentOrder, places: LedgerPlaces): TransferOrder => ({
  kind: 'single',
  id: transferOf(order.id, order.steps),
  debit_account: places.uncleared_account,
  credit_account: order.account,
  amount: order.amount,
  currency: order.currency,
  code: 'bank_collection_released',
  ...keysOf(order),
})
