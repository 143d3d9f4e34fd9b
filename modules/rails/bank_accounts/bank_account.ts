import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { AccountType, BankAccountHolder, BankDetails } from '../identifiers/bank_details.ts'
import type { BankAccountState } from './bank_account.machine.ts'

/** An account of somebody else's at a bank: where money goes, or where it is collected. Numbers are sealed apart. */
export type BankAccount = {
  readonly id: Id<'bac'>
  /** ISO 3166-1 alpha-2: where the account is. */
  readonly country: string
  /** ISO 4217. */
  readonly currency: string
  readonly holder_name: string
  readonly holder_kind: BankAccountHolder['kind']
  readonly account_type: AccountType | null
  /** What names the bank, by field: `routing_number`, `sort_code`, `bic`; of an IBAN `iban_country` and `bank_code`. */
  readonly bank: Readonly<Record<string, string>>
  /** The rails that these details are enough for. */
  readonly rails: readonly string[]
  readonly number_last4: string
  /** Hex. The same account is the same fingerprint within a tenant. */
  readonly fingerprint: string
  readonly reference: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly state: BankAccountState
  readonly because: string | null
  /** Grows by one with each change of the details. */
  readonly version: number
  /** When a person last gave the details. What a bank corrects does not count. */
  readonly details_given_at: Instant
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type SealedBankAccount = BankAccount & { readonly sealed_details: string }

/** What only the rail gets to see. */
export type SealedDetails = Pick<BankDetails, 'account' | 'purpose'> & {
  readonly holder: Omit<BankAccountHolder, 'name' | 'kind'>
}

/** As callers see it. */
export const bankAccountJson = ({
  details_given_at,
  created_at,
  updated_at,
  rails,
  ...account
}: BankAccount) => ({
  ...account,
  rails: [...rails],
  details_given_at: instantText(details_given_at),
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})

export const withoutDetails = ({ sealed_details: _sealed, ...account }: SealedBankAccount): BankAccount =>
  account
