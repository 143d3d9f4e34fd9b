import type { Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'

/** A contract with a provider of Verification of Payee, as a connector needs it. Opened for the length of a call. */
export type PayeeAccount = {
  /** By which the provider knows us. */
  readonly client_id: string
  readonly secret: string
}

/** Does this account belong to that name? */
export type PayeeRequest = {
  /** The same over all times that it is asked: at most 26 characters, a-z 0-9. */
  readonly reference: string
  /** Of the message itself, another one each time: at most 35 characters. */
  readonly message_reference: string
  /** Who is to be paid, as the payer knows them. At most 140 characters. */
  readonly asked_name: string
  /** Who asks to pay; null when nobody said. */
  readonly payer_name: string | null
  /** ISO 3166-1 alpha-2: where the account is. */
  readonly country: string
  /** The numbers by field, such as `iban`. */
  readonly account: Readonly<Record<string, string>>
  /** The bank's BIC, where it was given. */
  readonly bic: string | null
  /** By the tenant's clock. */
  readonly at: Instant
}

/** What a provider can say. A name that does not match is an answer, never an error. */
export type PayeeAnswer =
  /** `code` as it came: one that nobody knows is possible. `matched_name` stands in close matches only. */
  | { readonly kind: 'answered'; readonly code: string; readonly matched_name: string | null }
  /** The question itself was refused: asking again does not help. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Nothing that can be believed. Ask again: nothing moves by asking. */
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Speaks to a provider of Verification of Payee. Without effects, like `CardConnector`; but it answers promises, because
 * the readers and writers of bank messages are loaded by whoever needs them first.
 */
export type PayeeConnector = {
  /** The folder's name in `connectors/`. */
  readonly name: string
  /** Whether it has a way to ask about such an account. */
  takes(request: Pick<PayeeRequest, 'account' | 'country'>): boolean
  build(account: PayeeAccount, request: PayeeRequest): Promise<WireRequest>
  /** Believes an answer only if it is one to `request`. */
  parse(request: PayeeRequest, answer: WireAnswer): Promise<PayeeAnswer>
}
