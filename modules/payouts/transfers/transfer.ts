import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { TransferGrantState } from './transfer_grant.machine.ts'
import type { TransferState } from './transfer.machine.ts'

/** Stored as 1 and 2, in this order. */
export const directions = ['out', 'in'] as const
export type Direction = (typeof directions)[number]

/** Money from one tenant to another of its organization, as one of them has it. */
export type Transfer = {
  readonly id: Id<'itf'>
  readonly direction: Direction
  /** The other side. */
  readonly other_tenant: TenantId
  readonly other: Id<'ten'>
  /** Ledger, of this tenant. */
  readonly account: Id<'acc'>
  /** Ledger, of the other one. */
  readonly other_account: Id<'acc'>
  /** Minor units. */
  readonly amount: number
  readonly currency: Currency
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly state: TransferState
  readonly because: string | null
  readonly created_by: string
  readonly created_at: Instant
  readonly updated_at: Instant
}
/** What a tenant lets another one send to it. */
export type TransferGrant = {
  readonly id: Id<'itg'>
  readonly from_tenant: TenantId
  readonly from: Id<'ten'>
  /** Ledger; null: any account. */
  readonly account: Id<'acc'> | null
  readonly state: TransferGrantState
  readonly created_by: string
  readonly created_at: Instant
  readonly updated_at: Instant
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** What a transfer moves in the ledgers: 0 out of the sender's account, 1 into the receiver's, 2 back again. */
export function legIdOf(id: Id<'itf'>, leg: 0 | 1 | 2): Id<'trf'> {
  const last = DIGITS.indexOf(id.at(-1) ?? '0')
  return `trf_${id.slice(4, -1)}${DIGITS[last ^ leg] ?? '0'}` as Id<'trf'>
}

/** As callers see it. */
export const transferJson = ({ other_tenant: _number, amount, currency, other, ...transfer }: Transfer) => ({
  ...transfer,
  tenant: other,
  amount: { value: String(amount), currency },
  finality: {
    state: transfer.state === 'pending' ? ('provisional' as const) : ('final' as const),
    expected_final_at: null,
    reversible_until: null,
    because: becauseOf[transfer.state],
  },
  created_at: instantText(transfer.created_at),
  updated_at: instantText(transfer.updated_at),
})

const becauseOf: Readonly<Record<TransferState, string>> = {
  pending: 'The other side has not answered yet.',
  completed: 'The other side has it.',
  returned: 'The other side could not take it; the money is back.',
}

export const transferGrantJson = ({ from_tenant: _number, from, ...grant }: TransferGrant) => ({
  ...grant,
  from_tenant: from,
  created_at: instantText(grant.created_at),
  updated_at: instantText(grant.updated_at),
})
