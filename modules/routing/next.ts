import { assert, present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { CardOutcome } from '../rails/index.ts'
import type { RouteDecision, Snapshot } from './choose.ts'
import type { EarlierDecline, MayRetry, ReadDecline } from './decline.ts'
import { nextSteps } from './facts/next_steps.ts'
import type { RouteInput } from './input.ts'
import { unfitFor } from './account.ts'

/** An attempt of the payment. `decline` is what rails read from its codes, of a declined one. */
export type PastAttempt<D extends ReadDecline = ReadDecline> = {
  readonly account: Id<'aca'>
  /** When its outcome was known, by the tenant's clock. */
  readonly at: Instant
  readonly kind: CardOutcome['kind']
  readonly decline: D | null
  readonly advice_code?: string | null
}

/** Why no other attempt is made now. `may_retry`: a later payment with this card may be tried, from `retry_at` on. */
export type Stop = {
  /** Stable name: `outcome_open`, `attempts_max`, `class.never`, or the scheme's rule. */
  readonly rule: string
  readonly source: string
  readonly why: string
  readonly retry_at: Instant | null
  readonly may_retry: boolean
}
export type Next = { readonly try: Id<'aca'> } | { readonly stop: Stop }

export type NextAsked<D extends ReadDecline> = {
  readonly input: RouteInput
  /** Of the payment's first attempt: all attempts go down the same list. */
  readonly decision: RouteDecision
  /** All attempts of the payment, oldest first; the last one has just ended. */
  readonly attempts: readonly PastAttempt<D>[]
  /** Declines of the card before this payment (`routing.look`). */
  readonly earlier: readonly EarlierDecline[]
  readonly snapshot: Snapshot
  readonly at: Instant
  readonly mayRetry: MayRetry<D>
}

const OWN = 'routing rules of the tenant'
const HOUSE = 'payment-codes.md 4.4'
const stop = (rule: string, why: string, more: Partial<Stop> = {}): Next => ({
  stop: { rule, why, source: OWN, retry_at: null, may_retry: false, ...more },
})

/**
 * Says whether the payment may make another attempt, and where. Pure.
 *
 * What nobody knows the outcome of is never tried again: first find out (4.4). Nothing sent, never seen, or refused by
 * the acquirer itself goes to the next account at once, because no issuer counted it. A decline goes on only if its
 * class lets it and the scheme's law does not forbid it. An account is tried once per payment.
 */
export function next<D extends ReadDecline>(asked: NextAsked<D>): Next {
  const { attempts, snapshot } = asked
  const last = present(attempts.at(-1), 'an attempt that ended')
  const against = againstGoingOn(asked, last)
  if (against !== undefined) return against
  const { max_attempts } = snapshot.rules
  if (attempts.length >= max_attempts)
    return stop('attempts_max', `The payment has made its ${max_attempts} attempts.`, { may_retry: true })
  const account = nextAccount(asked)
  return account === undefined
    ? stop('no_candidate', 'No other account can take the payment.', { may_retry: true })
    : { try: account }
}

function againstGoingOn<D extends ReadDecline>(asked: NextAsked<D>, last: PastAttempt<D>): Next | undefined {
  switch (last.kind) {
    case 'approved':
      return stop('approved', 'The payment was approved.', { source: HOUSE })
    case 'unknown':
    case 'pending':
      return stop('outcome_open', 'The outcome is not known; another attempt could charge twice.', {
        source: HOUSE,
      })
    case 'not_sent':
    case 'not_found':
    case 'rejected':
      return undefined
    case 'declined':
      return againstRetry(asked, last, present(last.decline, 'what a decline means'))
  }
}

function againstRetry<D extends ReadDecline>(
  { input, attempts, earlier, at, mayRetry }: NextAsked<D>,
  last: PastAttempt<D>,
  decline: D,
): Next | undefined {
  const own = attempts.slice(0, -1).flatMap((attempt) => ownDecline(input, attempt))
  const verdict = mayRetry({
    scheme: input.scheme,
    decline,
    declined_at: last.at,
    merchant: input.merchant,
    amount: input.amount,
    earlier: [...earlier, ...own],
    at,
  })
  if (!verdict.allowed) {
    const { rule, source, why, retry_at } = verdict
    return stop(rule, why, { source, retry_at, may_retry: retry_at !== null })
  }
  const step = nextSteps.by_code.get(decline.code) ?? nextSteps.by_class[decline.class]
  if (step === 'other_route' || (step === 'other_route_once' && own.length === 0)) return undefined
  const rule = step === 'stop' ? `class.${decline.class}` : 'other_route_once'
  const why =
    step === 'stop'
      ? `A decline of the class ${decline.class} is not tried again in the same payment.`
      : `After ${decline.code} one other account is tried, not more.`
  return stop(rule, why, { source: nextSteps.source, may_retry: decline.class === 'later' })
}

/** Earlier attempts of this very payment count for the scheme too. */
function ownDecline(input: RouteInput, attempt: PastAttempt): EarlierDecline[] {
  if (attempt.kind !== 'declined' || attempt.decline === null) return []
  const { minor, currency } = input.amount
  const { network_code } = attempt.decline
  return [
    {
      at: attempt.at,
      amount: minor,
      currency,
      merchant: input.merchant,
      scheme: input.scheme,
      network_code,
      advice_code: attempt.advice_code ?? null,
    },
  ]
}

/** The first of the decision's accounts not tried yet that can still take the payment; well ones before others. */
function nextAccount<D extends ReadDecline>(asked: NextAsked<D>): Id<'aca'> | undefined {
  const { input, decision, attempts, snapshot } = asked
  assert(attempts.length > 0)
  const tried = new Set(attempts.map(({ account }) => account))
  const degraded = decision.excluded.flatMap(({ account, why }) => (why === 'breaker_open' ? [account] : []))
  const left = [...decision.candidates.map(({ account }) => account), ...degraded].filter(
    (account) => !tried.has(account) && unfitFor(snapshot.by_id.get(account), input) === undefined,
  )
  const stateOf = (account: Id<'aca'>) => snapshot.health.get(account)?.state
  return (
    left.find((account) => stateOf(account) === undefined) ??
    left.find((account) => stateOf(account) === 'half_open') ??
    left[0]
  )
}
