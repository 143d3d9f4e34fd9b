import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { AccountEvent, AccountState } from './account.machine.ts'

export type Metadata = Readonly<Record<string, string>>

/**
 * A ledger account without its balances. Limits are minor units of its currency on its normal side: a floor of 0
 * on a credit account means that it never owes. `overdraft` lies below the floor and is never drawn by holds.
 */
export type Account = {
  readonly id: Id<'acc'>
  readonly currency: Currency
  readonly normal_side: 'debit' | 'credit'
  /** `assets:bank:main`: lower-case segments behind colons. Several accounts may share one. */
  readonly path: string
  readonly name: string | null
  readonly state: AccountState
  readonly floor: bigint | null
  readonly ceiling: bigint | null
  readonly overdraft: bigint
  readonly metadata: Metadata
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** What an account is opened with. The id is the key under which a repeat is known. */
export type NewAccount = Pick<Account, 'id' | 'currency' | 'normal_side' | 'path'> &
  Partial<Pick<Account, 'name' | 'floor' | 'ceiling' | 'overdraft' | 'metadata'>>

/** What changes; a field that is not named stays. In metadata, null takes a key away (RFC 7396). */
export type AccountPatch = {
  readonly name?: string | null
  readonly floor?: bigint | null
  readonly ceiling?: bigint | null
  readonly overdraft?: bigint
  /** In which the limits are; refused when the account holds another. */
  readonly currency?: Currency
  readonly metadata?: Readonly<Record<string, string | null>>
}

/** One account's change: an event of its state, a patch, or both. */
export type AccountChange = {
  readonly id: Id<'acc'>
  readonly event?: AccountEvent
  readonly patch?: AccountPatch
}

export type AccountFilter = {
  /** Exactly this path; with `:*` behind it, everything below it. */
  readonly path?: string
  readonly currency?: Currency
  readonly state?: AccountState
  /** Every pair must be there. */
  readonly metadata?: Metadata
}
/** Accounts are listed by path, then id. */
export type AccountPlace = { readonly path: string; readonly id: Id<'acc'> }
