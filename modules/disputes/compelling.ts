import type { Id } from '../../kernel/id.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Address, PaymentView } from '../payments/index.ts'
import { compellingEvidence } from '../rails/index.ts'
import type { DisputesDeps } from './deps.ts'
import type { Dispute } from './dispute.ts'
import { DAY_MS, EARLIER_PAYMENTS_MAX } from './limits.ts'
import { disputedAmong, earlierPayments } from './store_cards.ts'

export type MatchElement = 'purchase_ip' | 'device' | 'account_id' | 'shipping_address'
export type EarlierPayment = {
  readonly payment: Id<'pay'>
  readonly paid_at: Instant
  readonly description: string | null
  readonly matches: readonly MatchElement[]
}
export type Compelling = {
  /** Whether the rule is about this reason at all. */
  readonly applies: boolean
  readonly is_met: boolean
  readonly why: string
  readonly payments: readonly EarlierPayment[]
  readonly source: string
}

/**
 * Visa Compelling Evidence 3.0: earlier payments of the same card with the merchant, settled and never disputed, that
 * share enough with the disputed one to show that the cardholder made it. Looks only; a repeat looks again.
 */
export async function findCompelling(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  disputed: PaymentView,
): Promise<Compelling> {
  const { value: rule, source } = compellingEvidence(dispute.opened_at)
  const none = (why: string, applies = true): Compelling => ({
    applies,
    is_met: false,
    why,
    payments: [],
    source,
  })
  if (dispute.scheme !== 'visa' || dispute.reason_code !== rule.reason_code)
    return none(`The rule is about Visa ${rule.reason_code}.`, false)
  const { token } = disputed.order
  const [card] = token === null ? [] : await deps.vault.describe(scope, [token])
  if (card === undefined) return none('The vault has forgotten the card.')
  const ids = await deps.db.withTenant(scope.tenant_id, (tx) =>
    earlierPayments(tx, scope.tenant_id, {
      fingerprint: card.fingerprint,
      merchant: dispute.merchant,
      from: plusMs(dispute.opened_at, -rule.age_days_max * DAY_MS),
      until: plusMs(dispute.opened_at, -rule.age_days_min * DAY_MS),
      limit: EARLIER_PAYMENTS_MAX,
    }),
  )
  const tainted = await deps.db.withTenant(scope.tenant_id, (tx) => disputedAmong(tx, scope.tenant_id, ids))
  const views = ids.length === 0 ? [] : await deps.payments.disputed.views(scope, ids)
  const payments = views
    .filter((view) => isGood(view) && !tainted.has(view.order.id) && view.order.id !== dispute.payment)
    .map((view) => ({
      payment: view.order.id,
      paid_at: view.order.created_at,
      description: view.order.asked.description ?? null,
      matches: matchesOf(disputed, view, rule),
    }))
    .filter(
      ({ matches }) =>
        matches.length >= rule.matches_min && rule.one_of.some((element) => matches.includes(element)),
    )
    .sort((one, other) => other.matches.length - one.matches.length || other.paid_at - one.paid_at)
  const is_met = payments.length >= rule.earlier_payments_min
  const why = `${payments.length} of ${ids.length} earlier payments match; ${rule.earlier_payments_min} are needed.`
  return { applies: true, is_met, why, payments, source }
}

/** Settled, and neither given back nor taken back. */
const isGood = ({ standing }: PaymentView): boolean =>
  standing.state === 'succeeded' && standing.disputed === 0 && standing.refunded < standing.captured

type Rule = ReturnType<typeof compellingEvidence>['value']

/** What two payments have in common of what the rule counts. */
function matchesOf(
  one: Pick<PaymentView, 'order'>,
  other: Pick<PaymentView, 'order'>,
  rule: Pick<Rule, 'device_id_chars_min'>,
): MatchElement[] {
  const [a, b] = [one.order.asked, other.order.asked]
  const isSame = (left: string | null | undefined, right: string | null | undefined): boolean =>
    left !== undefined && left !== null && left !== '' && left === right
  const isLongEnough = (a.device?.length ?? 0) >= rule.device_id_chars_min
  return [
    ...(isSame(a.ip, b.ip) ? (['purchase_ip'] as const) : []),
    ...(isLongEnough && isSame(a.device, b.device) ? (['device'] as const) : []),
    ...(isSame(one.order.customer, other.order.customer) ? (['account_id'] as const) : []),
    ...(isSame(addressLine(a.shipping), addressLine(b.shipping)) ? (['shipping_address'] as const) : []),
  ]
}

/** Addresses are compared by their letters and digits: people write the same one in many ways. */
const addressLine = (address: Address | undefined): string =>
  address?.line1 === undefined
    ? ''
    : [address.line1, address.line2, address.postal_code, address.city, address.country]
        .map((part) =>
          (part ?? '')
            .normalize('NFKD')
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}]/gu, ''),
        )
        .join('|')
