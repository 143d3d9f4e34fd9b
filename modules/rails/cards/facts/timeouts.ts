import type { CardOperation } from '../../card_connector.ts'
import type { Provenance } from '../dated.ts'

export const timeoutFacts: Provenance = {
  source:
    'Florin: longer than an issuer may take (schemes allow 10 to 30 s for an authorisation), shorter than people wait',
  effective_from: '2026-01-01',
  review_by: '2027-12-31',
}
/** How long an answer is waited for before the outcome is `unknown`. */
export const operationTimeouts: Readonly<Record<CardOperation, number>> = {
  authorize: 20_000,
  capture: 15_000,
  void: 15_000,
  increment: 20_000,
  refund: 20_000,
  inquire: 10_000,
}
export const REPORT_TIMEOUT_MS = 60_000
/** How long a directory server is waited for: it asks the issuer's server, which EMV 3-D Secure gives 10 s. */
export const AUTHENTICATION_TIMEOUT_MS = 12_000
