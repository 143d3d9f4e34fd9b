import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { MerchantState } from './merchant.machine.ts'
import type { PaymentMethodState } from './payment_method.machine.ts'

/** What a payment needs to know of its merchant. */
export type MerchantView = {
  readonly id: Id<'mer'>
  readonly state: MerchantState
  readonly name: string
  readonly statement_descriptor: string
  readonly city: string
  readonly country: string
  readonly mcc: string
  readonly settlement_currency: Currency | null
}
/** What a payment needs to know of its customer. `email` is in lower case. */
export type CustomerView = {
  readonly id: Id<'cus'>
  readonly state: 'active' | 'deleted'
  readonly email: string | null
  readonly billing_country: string | null
  readonly shipping_country: string | null
  readonly default_payment_method: Id<'pm'> | null
}
/** What a payment needs to know of its payment method; the card itself is the vault's to describe. */
export type MethodView = {
  readonly id: Id<'pm'>
  readonly state: PaymentMethodState
  readonly token: Id<'tok'>
  readonly customer: Id<'cus'> | null
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
  /** The cardholder agreed to payments that the merchant starts. */
  readonly has_consent: boolean
  readonly billing_country: string | null
  /** In lower case. */
  readonly billing_email: string | null
}

export type PartiesAsked = {
  readonly merchants: readonly Id<'mer'>[]
  readonly customers: readonly Id<'cus'>[]
  readonly methods: readonly Id<'pm'>[]
}
/** In the order asked for; undefined for those that do not exist. */
export type PartyViews = {
  readonly merchants: readonly (MerchantView | undefined)[]
  readonly customers: readonly (CustomerView | undefined)[]
  readonly methods: readonly (MethodView | undefined)[]
}
