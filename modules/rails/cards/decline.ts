import { ownOf } from '../../../kernel/own.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { CardScheme } from '../card_connector.ts'
import { mastercardRetries } from './facts/mastercard_retries.ts'
import { responseCodes } from './facts/response_codes.ts'
import { type DeclineAdvice, type DeclineClass, type DeclineCode, declineRows } from './facts/taxonomy.ts'

/** A decline in the words of every scheme and acquirer. */
export type Decline = {
  readonly code: DeclineCode
  readonly class: DeclineClass
  readonly advice: DeclineAdvice
  readonly network_code: string
  readonly advice_code: string | null
  /** Not before so long after the decline; null: nothing was said. */
  readonly retry_after_ms: number | null
  /** Safe to show to whoever holds the card. */
  readonly payer_message: string
  readonly merchant_message: string
  readonly rule_source: string
  /** The code is not in our tables: somebody must look. */
  readonly needs_review: boolean
}

export const hasAdviceCodes = (scheme: CardScheme): boolean => scheme === 'mastercard' || scheme === 'maestro'

/** What a network’s answer means. Never throws; a code nobody knows is `unknown`, to be tried later and looked at. */
export function readDecline(input: {
  readonly scheme: CardScheme
  readonly network_code: string
  readonly advice_code: string | null
  readonly at: Instant
}): Decline {
  const { scheme, network_code, advice_code, at } = input
  const { value: codes, source } = responseCodes[scheme](at)
  const named = ownOf(codes, network_code)
  const rules = hasAdviceCodes(scheme) ? mastercardRetries(at).value.advice : undefined
  const rule = rules === undefined || advice_code === null ? undefined : ownOf(rules, advice_code)
  const by_code = named ?? 'unknown'
  const code = overruled(by_code, rule?.code)
  const { retry_after_ms, ...row } = declineRows[code]
  return {
    code,
    ...row,
    network_code,
    advice_code,
    retry_after_ms: rule?.wait_ms ?? retry_after_ms,
    rule_source: source,
    needs_review: named === undefined || (rules !== undefined && advice_code !== null && rule === undefined),
  }
}

/** What is known of the card itself (lost, closed, revoked) is more than "do not try again". */
function overruled(by_code: DeclineCode, by_advice: DeclineCode | undefined): DeclineCode {
  if (by_advice === undefined) return by_code
  return by_advice === 'do_not_try_again' && declineRows[by_code].class === 'never' ? by_code : by_advice
}
