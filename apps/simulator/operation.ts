import type { Currency } from '../../kernel/currency.ts'
import type { CardScheme, CheckResult } from '../../modules/rails/index.ts'
import type { Issuer } from './cards.ts'

export const acquirerNames = ['northgate', 'tidewater', 'ironbridge'] as const
export type AcquirerName = (typeof acquirerNames)[number]
export const moneyOperations = ['authorize', 'capture', 'void', 'increment', 'refund'] as const
export type MoneyOperation = (typeof moneyOperations)[number]

export type PresentedCard = {
  readonly number: string
  readonly expiry_month: number
  readonly expiry_year: number
  readonly has_cvc: boolean
}
export type PresentedProof = {
  readonly eci: string
  readonly cavv: string | null
  readonly ds_transaction_id: string
}

/** What any acquirer was asked, in one shape. Amounts are minor units. */
export type Asked = {
  readonly acquirer: AcquirerName
  readonly operation: MoneyOperation
  readonly operation_reference: string
  readonly reference: string
  readonly amount: number
  readonly currency: Currency
  /** The authorisation that is followed; null for an authorisation. */
  readonly authorization: string | null
  readonly card: PresentedCard | null
  /** What the merchant sells (ISO 18245); empty when it was not said. */
  readonly mcc: string
  readonly is_captured: boolean
  readonly allows_partial: boolean
  readonly is_estimate: boolean
  readonly is_final: boolean
  readonly is_merchant_initiated: boolean
  readonly three_ds: PresentedProof | null
  readonly exemption: string | null
}

export type Outcome =
  | {
      readonly kind: 'approved'
      readonly id: string
      readonly amount: number
      readonly auth_code: string | null
      readonly network_transaction_id: string | null
      readonly transaction_link_id: string | null
      readonly cvc_check: CheckResult
      readonly address_check: CheckResult
    }
  | {
      readonly kind: 'declined'
      readonly id: string
      readonly network_code: string
      readonly advice_code: string | null
      readonly cvc_check: CheckResult
    }
  | { readonly kind: 'rejected'; readonly code: string; readonly text: string }

/** An operation as it was answered. `known_at`: before it an inquiry says `pending`. */
export type OperationRow = {
  readonly world: string
  readonly acquirer: AcquirerName
  readonly reference: string
  readonly kind: MoneyOperation
  readonly fingerprint: string
  readonly authorization: string
  readonly amount: number
  readonly currency: Currency
  readonly state: 'done' | 'pending' | 'reversed'
  readonly outcome: Outcome
  readonly at: number
  readonly known_at: number
}

export type AuthorizationRow = {
  readonly world: string
  readonly acquirer: AcquirerName
  readonly id: string
  readonly operation_reference: string
  readonly reference: string
  /** A hash: numbers are never kept. */
  readonly card: string
  readonly special: string
  readonly scheme: CardScheme
  readonly country: string
  readonly funding: Issuer['funding']
  readonly mcc: string
  readonly currency: Currency
  readonly approved: number
  readonly captured: number
  readonly released: number
  readonly refunded: number
  readonly captures: number
  readonly increments: number
  readonly is_estimate: number
  readonly is_merchant_initiated: number
  readonly is_closed: number
  readonly at: number
  readonly expires_at: number
}

export const rejected = (code: string, text: string): Outcome => ({ kind: 'rejected', code, text })
/** What is still held. */
export const openOf = (row: AuthorizationRow): number =>
  row.is_closed === 1 ? 0 : row.approved - row.captured - row.released
