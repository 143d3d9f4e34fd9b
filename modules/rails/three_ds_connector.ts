import type { Money } from '../../kernel/money.ts'
import type { Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
import type { AcquirerAccount, CardFace, ThreeDsProof } from './card_connector.ts'

/** Who asks, as a directory server needs it. `url` is the directory server's. */
export type ThreeDsAccount = Pick<AcquirerAccount, 'merchant_number' | 'url' | 'api_key'>

export type ThreeDsRequest = {
  /** Ours for this authentication; the directory server starts it once. At most 26 characters, a-z 0-9. */
  readonly operation_reference: string
  readonly amount: Money
  readonly card: CardFace
  /** Where the cardholder's browser comes back to; `authentication=<id>` is added to its query. */
  readonly return_url: string
  /** The merchant insists on a challenge (after a soft decline, or because the risk is high). */
  readonly wants_challenge: boolean
  readonly at: Instant
}

/** `challenge`: the cardholder has to be sent to `challenge_url`; ask for the result when they are back. */
export type ThreeDsAnswer =
  | { readonly kind: 'proved'; readonly id: string; readonly proof: ThreeDsProof }
  | { readonly kind: 'challenge'; readonly id: string; readonly challenge_url: string }
  /** The cardholder or the issuer said no, or the time was over. */
  | { readonly kind: 'failed'; readonly id: string; readonly why: 'failed' | 'expired' }
  /** There is no authentication to be had; the payment may go on without one. */
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly text: string }
  /** Ask again: no money moves by authenticating, and a repeat finds the first. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Of a result: no such authentication. */
  | { readonly kind: 'not_found' }

/**
 * Speaks to a directory server of 3-D Secure. Pure like `CardConnector`; where the card's number belongs, `build` writes a
 * placeholder. A repeat of the same `operation_reference` finds the first authentication.
 */
export type ThreeDsConnector = {
  readonly name: string
  build(account: ThreeDsAccount, request: ThreeDsRequest): WireRequest
  parse(answer: WireAnswer): ThreeDsAnswer
  /** Asks what became of an authentication. */
  buildResult(account: ThreeDsAccount, id: string): WireRequest
  parseResult(answer: WireAnswer): ThreeDsAnswer
}
