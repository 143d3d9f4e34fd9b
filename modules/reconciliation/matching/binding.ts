import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { BindingState } from './binding.machine.ts'

/**
 * One of our accounts at a bank, bound to the ledger account that mirrors it (outside: reconciliation account). Minor units;
 * the ledger account is an asset, so what it has is what the bank should have.
 */
export type Binding = {
  readonly id: Id<'rca'>
  readonly name: string | null
  /** Hex, as the account's statements carry it. */
  readonly account_key: string
  readonly account_last4: string
  readonly currency: Currency
  readonly ledger_account: Id<'acc'>
  readonly suspense_account: Id<'acc'>
  readonly fees_account: Id<'acc'>
  readonly tolerance_account: Id<'acc'>
  readonly calendar: string
  readonly starts_on: Day
  readonly starts_version: bigint
  readonly ledger_opening: bigint
  /** Null until the first statement is read. */
  readonly bank_opening: bigint | null
  /** Of the ledger account, up to which its entries were read. */
  readonly ledger_version: bigint
  readonly bank_items: bigint
  readonly state: BindingState
  readonly created_at: Instant
  readonly closed_at: Instant | null
}

const amount = (minor: bigint, currency: Currency) => ({ value: String(minor), currency })

/** The public picture: the reply, the fact and the webhook say the same. */
export const bindingJson = (one: Binding) => ({
  id: one.id,
  name: one.name,
  status: one.state,
  account_key: one.account_key,
  account_last4: one.account_last4,
  currency: one.currency,
  ledger_account: one.ledger_account,
  suspense_account: one.suspense_account,
  fees_account: one.fees_account,
  tolerance_account: one.tolerance_account,
  calendar: one.calendar,
  starts_on: one.starts_on,
  ledger_opening: amount(one.ledger_opening, one.currency),
  bank_opening: one.bank_opening === null ? null : amount(one.bank_opening, one.currency),
  lines_read: String(one.bank_items),
  created_at: instantText(one.created_at),
  closed_at: one.closed_at === null ? null : instantText(one.closed_at),
})
