import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { CardScheme } from './card_connector.ts'
import type { FeePlan } from './cards/fees.ts'

/** A contract with an acquirer as the platform knows it: without its secrets. */
export type Account = {
  readonly id: Id<'aca'>
  readonly connector: string
  readonly name: string
  readonly merchant_number: string
  readonly url: string
  readonly report_url: string
  /** The directory server of 3-D Secure; null: no authentication is to be had through this account. */
  readonly three_ds_url: string | null
  /** ISO 3166-1 alpha-2 of the acquirer. */
  readonly country: string
  readonly currencies: readonly string[] | 'any'
  readonly schemes: readonly CardScheme[]
  readonly fee_plan: FeePlan
  /** A disabled one takes no new payments; what it has is captured, voided, refunded and asked about. */
  readonly state: 'enabled' | 'disabled'
  /** Lower comes first where no rule says otherwise. */
  readonly priority: number
  /** Of the address that the acquirer calls back: a UUID. */
  readonly callback_address: string
  readonly created_at: Instant
}

/** With its secrets as they are stored: sealed. */
export type SealedAccount = Account & {
  readonly sealed_api_key: string
  readonly sealed_callback_secrets: readonly string[]
}

export const withoutSecrets = ({
  sealed_api_key: _key,
  sealed_callback_secrets: _secrets,
  ...account
}: SealedAccount): Account => account

/** In one order, so that a repeat has the same bytes. */
export const accountJson = (account: Account, callbackUrl: (address: string) => string) => ({
  id: account.id,
  connector: account.connector,
  name: account.name,
  state: account.state,
  merchant_number: account.merchant_number,
  url: account.url,
  report_url: account.report_url,
  three_ds_url: account.three_ds_url,
  callback_url: callbackUrl(account.callback_address),
  country: account.country,
  currencies: account.currencies === 'any' ? null : [...account.currencies],
  schemes: [...account.schemes],
  fee_plan: {
    kind: account.fee_plan.kind,
    ppm: account.fee_plan.ppm,
    fixed: Object.fromEntries(Object.entries(account.fee_plan.fixed).sort(([a], [b]) => (a < b ? -1 : 1))),
  },
  priority: account.priority,
  created_at: instantText(account.created_at),
})
