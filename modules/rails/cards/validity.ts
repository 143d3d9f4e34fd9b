import { type Instant, plusMs } from '../../../kernel/world.ts'
import type { CardScheme } from '../card_connector.ts'
import { authorizationValidity, type ValidityKind } from './facts/authorization_validity.ts'

export type ValidityAsked = {
  readonly scheme: CardScheme
  readonly initiated_by: 'customer' | 'merchant'
  readonly is_estimate: boolean
  readonly channel: 'ecommerce' | 'moto' | 'recurring' | 'present'
  /** When it was authorised, or raised last. */
  readonly at: Instant
}
/** `scheme_rule_at` is when the scheme itself would let go: for people, never for plans. */
export type Expiry = {
  readonly capture_before: Instant
  readonly scheme_rule_at: Instant
  readonly source: string
}

export function authorizationExpiry(asked: ValidityAsked): Expiry {
  const { value, source } = authorizationValidity(asked.at)
  const { scheme_rule_ms, practice_ms, text } = value[asked.scheme][kindOf(asked)]
  return {
    capture_before: plusMs(asked.at, practice_ms),
    scheme_rule_at: plusMs(asked.at, scheme_rule_ms),
    source: `${text} (${source})`,
  }
}

/** The last moment at which a capture is sure to be taken; plan it a day earlier. */
export const captureBefore = (asked: ValidityAsked): Instant => authorizationExpiry(asked).capture_before

function kindOf({ initiated_by, is_estimate, channel }: ValidityAsked): ValidityKind {
  if (is_estimate) return 'estimate'
  if (initiated_by === 'merchant' || channel === 'recurring') return 'merchant'
  return channel === 'present' ? 'present' : 'customer'
}
